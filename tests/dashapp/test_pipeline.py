"""From files to a published release, or to nothing at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashapp.pipeline import NotPublished, Request, publish_load, retrain
from data import schema
from data.answers.kpis import values
from data.build import build_release
from data.build.checks import check_release
from data.filters import Filters
from data.ingest import LoadError, LoadOptions, LoadReport
from data.metrics import METRICS
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import NoRelease
from data.span import NothingSold
from data.stores import FileStore
from data.warehouse import Warehouse
from tests.conftest import PROJECT
from tests.data.answers.made import NoCache

ORDERS = ["order_id,ordered_at,customer_id", "1,2026-05-01 23:30:00,ann", "2,2026-05-02,"]
ITEMS = ["order_id,product_id,quantity,unit_price", "1,mug,2,3.50", "1,tea,1,4", "2,tea,1,4.25"]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "releases")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two orders for 11.00 and 4.25."""
    folder = tmp_path / "spring"
    folder.mkdir()
    write(folder, orders=ORDERS, order_items=ITEMS, products=["product_id", "mug", "tea"])
    return folder


def write(folder: Path, **files: list[str]) -> None:
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def load(
    store: FileStore, *sources: Path, shop_name: str | None = None, timezone: str = "UTC"
) -> tuple[LoadReport, ReleaseInfo | None]:
    return publish_load(
        store,
        Request(sources, options=LoadOptions(timezone, "EUR"), shop_name=shop_name),
        progress=silent,
    )


def numbers(store: FileStore) -> dict[str, float | None]:
    """Every metric of what is served."""
    return values(Warehouse(store, NoCache()).view(), list(METRICS.values()), Filters())


def test_a_load_is_published_with_what_it_holds(store: FileStore, folder: Path) -> None:
    report, info = load(store, folder, shop_name="Ann's", timezone="Europe/Berlin")
    assert report.changed
    assert info is not None
    assert store.current_id() == info.id
    assert (info.shop, info.currency, info.timezone) == ("Ann's", "EUR", "Europe/Berlin")
    assert (info.source, info.simulated, info.lines, info.orders) == ("spring", False, 3, 2)
    assert (str(info.first_day), str(info.last_day)) == ("2026-05-01", "2026-05-02")
    assert numbers(store)["gross_sales"] == 15.25
    assert check_release(store.reader(info.id)) == []


def test_progress_goes_from_nothing_to_published_without_a_step_back(
    store: FileStore, folder: Path
) -> None:
    seen: list[tuple[str, float]] = []
    publish_load(
        store,
        Request([folder], options=LoadOptions("UTC", "EUR")),
        progress=lambda step, fraction: seen.append((step, fraction)),
    )
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], seen[-1]) == (0, ("Published", 1))
    assert "Checking sums and keys" in dict(seen)


def test_the_same_files_again_publish_nothing_and_change_no_number(
    store: FileStore, folder: Path
) -> None:
    _, first = load(store, folder)
    before = numbers(store)
    report, again = load(store, folder)
    assert (report.changed, again) == (False, None)
    assert first is not None
    assert [info.id for info in store.list()] == [store.current_id()] == [first.id]
    assert numbers(store) == before


def test_more_files_are_added_to_what_is_there(
    store: FileStore, folder: Path, tmp_path: Path
) -> None:
    load(store, folder)
    summer = tmp_path / "summer"
    summer.mkdir()
    write(
        summer,
        orders=[ORDERS[0], "3,2026-06-01,ann"],
        order_items=[ITEMS[0], "3,mug,1,3.50"],
        products=["product_id", "mug"],
    )
    load(store, summer)
    found = numbers(store)
    assert (found["gross_sales"], found["orders"]) == (18.75, 3)
    assert (found["customers"], found["returning_customers"]) == (1, 1)
    assert len(store.list()) == 2


def test_a_load_does_not_forget_the_past_when_the_pointer_is_lost(
    store: FileStore, folder: Path
) -> None:
    _, first = load(store, folder)
    assert first is not None
    (store.folder / "CURRENT").unlink()
    with pytest.raises(NoRelease, match="rollback ID"):
        load(store, folder)
    assert [info.id for info in store.list()] == [first.id]
    store.rollback(first.id)
    assert not load(store, folder)[0].changed


def test_learning_again_keeps_the_numbers_and_what_the_release_says(
    store: FileStore, folder: Path
) -> None:
    _, first = load(store, folder, shop_name="Ann's")
    before = numbers(store)
    again = retrain(store, silent)
    assert first is not None
    assert numbers(store) == before
    assert store.current_id() == again.id != first.id
    told = ("shop", "currency", "timezone", "source", "simulated", "first_day", "last_day")
    assert [getattr(again, name) for name in told] == [getattr(first, name) for name in told]


def test_there_is_nothing_to_learn_again_without_a_release(store: FileStore) -> None:
    with pytest.raises(NoRelease, match="There are no data yet"):
        retrain(store, silent)


def test_a_release_that_contradicts_itself_is_not_published(
    store: FileStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, folder)
    served, before = store.current_id(), numbers(store)

    def build_wrong(engine: sa.Engine, **told: Any) -> None:
        build_release(engine, **told)
        with engine.begin() as connection:
            more = sa.update(schema.fact_lines).values(gross=schema.fact_lines.c.gross + 1)
            connection.execute(more)

    monkeypatch.setattr("dashapp.pipeline.build_release", build_wrong)
    with pytest.raises(NotPublished, match=r"contradicts itself: .*gross should be equal"):
        retrain(store, silent)
    assert store.current_id() == served
    assert numbers(store) == before
    assert not list(store.folder.glob("draft-*"))


def test_a_load_that_is_refused_leaves_what_was_served(store: FileStore, folder: Path) -> None:
    load(store, folder)
    served = store.current_id()
    odd = folder / "odd.csv"
    odd.write_text("colour,shape\nred,round\n")
    with pytest.raises(LoadError):
        load(store, odd)
    assert store.current_id() == served


def test_files_without_an_order_that_counts_are_not_published(
    store: FileStore, folder: Path
) -> None:
    write(
        folder,
        orders=["order_id,ordered_at,status", "1,2026-05-01,test"],
        order_statuses=["status,counts_as_order,meaning", "test,false,A test."],
        order_items=ITEMS[:2],
    )
    with pytest.raises(NothingSold, match="no order that counts"):
        load(store, folder)
    assert store.current_id() is None


# A load that stops for good in the middle of its build, and says when it is there.
_STUCK = """
import sys, time
from pathlib import Path
from typing import Any
from dashapp import pipeline
from data.ingest import LoadOptions
from data.progress import silent
from data.stores import FileStore

def learn_for_ever(draft, span, progress, served):
    print("building", flush=True)
    time.sleep(600)

pipeline.train = learn_for_ever
pipeline.publish_load(
    FileStore(Path(sys.argv[1])),
    pipeline.Request([Path(sys.argv[2])], options=LoadOptions("UTC", "EUR")),
    progress=silent,
)
"""


def test_a_load_that_is_killed_leaves_the_old_release_and_the_next_load_works(
    store: FileStore, folder: Path
) -> None:
    load(store, folder)
    served, before = store.current_id(), numbers(store)
    write(folder, order_items=[*ITEMS[:3], "2,tea,2,4.25"])
    words = [sys.executable, "-c", _STUCK, str(store.folder), str(folder)]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "building\n"
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    assert len(list(store.folder.glob("draft-*"))) == 1
    assert (store.current_id(), numbers(store)) == (served, before)
    _, info = load(store, folder)
    assert info is not None
    assert store.current_id() == info.id
    assert numbers(store)["gross_sales"] == 19.5
    assert not list(store.folder.glob("draft-*"))


def test_a_worker_notices_what_was_published_meanwhile(store: FileStore, folder: Path) -> None:
    _, first = load(store, folder)
    warehouse = Warehouse(store, NoCache())
    assert first is not None
    assert warehouse.view().release == first
    write(folder, order_items=[*ITEMS[:3], "2,tea,2,4.25"])
    _, second = load(store, folder)
    time.sleep(0.6)
    view = warehouse.view()
    assert view.release == second
    assert values(view, [METRICS["gross_sales"]], Filters()) == {"gross_sales": 19.5}
