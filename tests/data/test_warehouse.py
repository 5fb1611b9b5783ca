"""Statements are answered from the served release, exactly and with stable types."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from dashapp.cache import make_cache
from data import schema, warehouse
from data.engines import reader_engine
from data.releases import NoRelease, ReleaseStore
from data.warehouse import Warehouse, typed
from tests.data import shop

PROJECT = Path(__file__).resolve().parents[2]


class Nothing:
    """A cache that keeps nothing."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        assert len(key) == 64
        return compute()


class Broken:
    """A cache that fails before it asks, or after."""

    def __init__(self, *, computes: bool) -> None:
        self.computes = computes

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if self.computes:
            compute()
        raise RuntimeError(f"The cache lost {key}.")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ReleaseStore:
    return shop.build_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def looking_always(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pointer is looked at on every question."""
    monkeypatch.setattr(warehouse, "LOOK_EVERY", 0.0)
    yield
    gc.collect()


GROSS = sa.select(sa.func.sum(schema.fact_lines.c.gross).label("gross"))


# --- frames ----------------------------------------------------------------------------------


def test_every_kind_of_column_has_one_dtype_through_the_cache_and_past_it(
    store: ReleaseStore, tmp_path: Path
) -> None:
    fact = schema.fact_reversals
    statement = sa.select(
        fact.c.date,
        fact.c.order_key,
        fact.c.product_key,
        fact.c.category,
        fact.c.amount,
        (fact.c.amount > 4).label("large"),
        (sa.cast(fact.c.amount, sa.Double) / 3).label("third"),
        sa.func.sum(fact.c.quantity).over().label("units"),
    ).order_by(fact.c.date)
    view = Warehouse(store, make_cache(None, tmp_path)).view()
    first, kept = view.frame(statement), view.frame(statement)
    pd.testing.assert_frame_equal(first, kept, check_exact=True)
    assert {name: str(dtype) for name, dtype in first.dtypes.items()} == {
        "date": "datetime64[us]",
        "order_key": "int64",
        "product_key": "float64",  # one is missing
        "category": "str",
        "amount": "float64",
        "large": "bool",
        "third": "float64",
        "units": "int64",
    }
    assert first["amount"].tolist() == [9.0, 36.0, 4.0, 5.0]
    assert first["date"].iloc[0] == pd.Timestamp("2026-05-28")
    assert first["category"].isna().tolist() == [False, False, False, True]
    assert first["units"].tolist() == [3, 3, 3, 3]


def test_an_answer_without_rows_has_the_same_dtypes(store: ReleaseStore) -> None:
    view = Warehouse(store, Nothing()).view()
    everything = sa.select(schema.monthly_sales)
    nothing = everything.where(schema.monthly_sales.c.month == date(1999, 1, 1))
    full, empty = view.frame(everything), view.frame(nothing)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_money_is_added_exactly_before_it_becomes_a_float(store: ReleaseStore) -> None:
    tenths = sa.select(sa.func.sum(sa.cast("0.1", schema.Money)).label("sum")).select_from(
        sa.func.generate_series(1, 1000).table_valued("n")
    )
    assert Warehouse(store, Nothing()).view().frame(tenths)["sum"].tolist() == [100.0]


def test_truths_that_may_be_missing_stay_numbers() -> None:
    frame = pd.DataFrame({"a": pd.array([True, None], dtype="boolean")})
    assert typed(frame, ["BOOLEAN"])["a"].tolist()[0] == 1.0
    assert str(typed(frame, ["BOOLEAN"])["a"].dtype) == "float64"


def test_a_statement_can_be_shown_with_its_values(store: ReleaseStore) -> None:
    statement = sa.select(schema.customers.c.name).where(
        schema.customers.c.country.in_(["Ireland", "O'Neill"])
    )
    sql = Warehouse(store, Nothing()).view().sql(statement)
    assert "IN ('Ireland', 'O''Neill')" in sql


# --- the cache -------------------------------------------------------------------------------


def test_the_key_knows_everything_the_answer_depends_on(store: ReleaseStore) -> None:
    view = Warehouse(store, Nothing()).view()
    country = schema.customers.c.country
    base = sa.select(schema.customers.c.name)
    keys = {
        view.key(base),
        view.key(base.where(country == "Ireland")),
        view.key(base.where(country == "Germany")),
        view.key(base.where(country.in_(["Ireland"]))),
        view.key(base.where(country.in_(["Ireland", "Germany"]))),
        Warehouse(store, Nothing(), scope="ireland").view().key(base),
    }
    assert len(keys) == 6
    assert view.key(base.where(country == "Ireland")) == view.key(base.where(country == "Ireland"))


@pytest.mark.parametrize("computes", [False, True])
def test_a_cache_that_fails_changes_no_number(store: ReleaseStore, computes: bool) -> None:
    view = Warehouse(store, Broken(computes=computes)).view()
    assert view.frame(GROSS)["gross"].tolist() == [231.0]


def test_an_error_of_the_query_is_not_blamed_on_the_cache(
    store: ReleaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    missing = sa.select(sa.table("nowhere", sa.column("x")).c.x)
    with pytest.raises(sa.exc.DBAPIError, match="nowhere does not exist"):
        Warehouse(store, Nothing()).view().frame(missing)
    assert "cache" not in caplog.text


# --- releases --------------------------------------------------------------------------------


def test_without_a_release_there_is_no_view(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        Warehouse(ReleaseStore(tmp_path), Nothing()).view()


@pytest.mark.usefixtures("looking_always")
def test_the_first_release_is_seen_without_a_restart(tmp_path: Path) -> None:
    house = Warehouse(ReleaseStore(tmp_path), Nothing())
    with pytest.raises(NoRelease):
        house.view()
    shop.build_shop(tmp_path)
    assert house.view().frame(GROSS)["gross"].tolist() == [231.0]


@pytest.mark.usefixtures("looking_always")
def test_a_request_keeps_its_release_to_the_end_while_the_next_gets_the_new_one(
    tmp_path: Path,
) -> None:
    store = shop.build_shop(tmp_path)
    house = Warehouse(store, Nothing())
    old = house.view()
    shop.publish(store)
    new = house.view()
    assert new.release.id == store.current_id() != old.release.id
    assert old.frame(GROSS).equals(new.frame(GROSS))
    assert old.artefacts == store.artefacts(old.release.id)
    assert new.artefacts.is_dir()


@pytest.mark.usefixtures("looking_always")
def test_the_old_release_is_closed_when_nobody_uses_it_any_more(tmp_path: Path) -> None:
    store = shop.build_shop(tmp_path)
    house = Warehouse(store, Nothing())
    view = house.view()
    view.frame(GROSS)
    assert _open_in_this_process(store.path(view.release.id))
    before = view.release.id
    shop.publish(store)
    house.view()
    assert _open_in_this_process(store.path(before))
    del view
    assert not _open_in_this_process(store.path(before))
    assert _open_in_this_process(store.path(store.current_or_fail()))


def _open_in_this_process(path: Path) -> bool:
    links = Path("/proc/self/fd").iterdir()
    return any(str(path) == str(link.readlink()) for link in links if link.is_symlink())


@pytest.mark.usefixtures("looking_always")
def test_a_release_that_cannot_be_opened_leaves_the_one_before_served(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = shop.build_shop(tmp_path)
    house = Warehouse(store, Nothing())
    good = house.view().release.id
    broken = "29990101T000000Z-0000"
    store.path(broken).write_bytes(b"not a database")
    (tmp_path / "CURRENT").write_text(broken)
    assert house.view().release.id == good
    assert house.view().frame(GROSS)["gross"].tolist() == [231.0]
    assert "the one before is still served" in caplog.text


def test_the_pointer_is_looked_at_twice_a_second_at_most(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    look = store.current_or_fail

    def counted() -> str:
        looks.append(1)
        return look()

    monkeypatch.setattr(store, "current_or_fail", counted)
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    house = Warehouse(store, Nothing())
    for _ in range(100):
        house.view()
        clock[0] += 0.01
    assert len(looks) == 2


def test_many_threads_open_a_release_once(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def counted(path: Path, *, memory_mb: int | None, threads: int | None) -> sa.Engine:
        opened.append(path)
        time.sleep(0.05)
        return reader_engine(path, memory_mb=memory_mb, threads=threads)

    monkeypatch.setattr(warehouse, "reader_engine", counted)
    house = Warehouse(store, Nothing())
    answers: list[float] = []

    def ask() -> None:
        answers.append(house.view().frame(GROSS)["gross"].iloc[0])

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [231.0] * 12
    assert len(opened) == 1


READER = """
import sys
from pathlib import Path
from dashapp.cache import make_cache
from data.releases import ReleaseStore
from data.warehouse import Warehouse
folder = Path(sys.argv[1])
house = Warehouse(ReleaseStore(folder), make_cache(None, folder.parent / "cache"))
for line in sys.stdin:
    print(house.view().release.id, flush=True)
"""


def test_a_reader_in_another_process_sees_a_new_release_and_a_rollback(tmp_path: Path) -> None:
    store = shop.build_shop(tmp_path / "releases")
    first = store.current_or_fail()
    command = [sys.executable, "-c", READER, str(tmp_path / "releases")]
    reader = subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def sees() -> str:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write("?\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()

    def sees_soon(release: str) -> bool:
        deadline = time.monotonic() + 5
        while (seen := sees()) != release and time.monotonic() < deadline:
            time.sleep(0.05)
        return seen == release

    assert sees() == first
    second = shop.publish(store).id
    assert sees_soon(second)
    store.rollback(first)
    assert sees_soon(first)
    reader.communicate()
    assert reader.returncode == 0
