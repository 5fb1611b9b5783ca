"""A release is published whole or not at all, whatever is killed when."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.engines import reader_engine
from data.releases import NoRelease, ReleaseStore, StoreBusy
from tests.data import shop

PROJECT = Path(__file__).resolve().parents[2]


def publish(store: ReleaseStore, note: str = "") -> str:
    """A release with nothing in it but one customer called like the note."""
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
            connection.execute(schema.customers.insert(), [{"customer_id": note}])
        draft.publish(shop.info_of(draft))
    return draft.id


def note_of(path: Path) -> str:
    engine = reader_engine(path)
    with engine.connect() as connection:
        found: str = connection.execute(sa.select(schema.customers.c.customer_id)).scalar_one()
    engine.dispose()
    return found


def run(code: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that works on the store in the folder."""
    head = (
        "import sys\nfrom pathlib import Path\nfrom data.releases import ReleaseStore\n"
        "store = ReleaseStore(Path(sys.argv[1]))\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code, str(folder)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("draft-*")]


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


# --- publishing ------------------------------------------------------------------------------


def test_before_the_first_release_a_sentence_says_what_to_run(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path / "never made")
    assert store.current_id() is None
    assert list(store.list()) == []
    with pytest.raises(NoRelease, match=r"python -m dashapp demo.*python -m dashapp load"):
        store.current_or_fail()


def test_a_published_release_says_the_same_about_itself_everywhere(tmp_path: Path) -> None:
    store = shop.build_shop(tmp_path)
    current = store.current_or_fail()
    (info,) = store.list()
    assert info == store.info(current)
    assert (info.shop, info.currency, info.timezone) == ("Tiny Shop", "GBP", "Europe/London")
    assert (info.first_day, info.last_day) == (shop.FIRST_DAY, shop.LAST_DAY)
    assert (info.lines, info.orders, info.simulated) == (13, 11, False)
    assert datetime.now(UTC) - info.created_at < timedelta(minutes=5)
    engine = reader_engine(store.path(current))
    with engine.connect() as connection:
        rows = {row.key: row.value for row in connection.execute(sa.select(schema.release_info))}
    engine.dispose()
    assert rows["id"] == info.id
    assert rows["last_day"] == "2026-07-20"
    assert rows["simulated"] == "no"
    assert rows["lines"] == "13"


def test_files_of_models_are_published_with_the_data(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    with store.begin() as draft:
        (draft.artefacts / "forecast").mkdir()
        (draft.artefacts / "forecast" / "card.json").write_text("{}")
        draft.publish(shop.info_of(draft))
    assert (store.artefacts(draft.id) / "forecast" / "card.json").read_text() == "{}"


def test_a_draft_is_served_by_nobody_and_leaves_nothing_when_it_is_not_published(
    tmp_path: Path,
) -> None:
    store = ReleaseStore(tmp_path)
    first = publish(store)
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
        assert store.current_id() == first
        assert [info.id for info in store.list()] == [first]
        assert draft.path.exists()
    assert drafts(tmp_path) == []
    assert store.current_id() == first


def test_a_draft_that_fails_leaves_nothing_and_frees_the_store(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    with pytest.raises(ZeroDivisionError), store.begin():
        raise ZeroDivisionError
    assert drafts(tmp_path) == []
    assert publish(store) == store.current_id()


def test_a_draft_on_a_base_starts_with_its_rows_and_does_not_change_it(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    old = publish(store, "old")
    with store.begin(base=old) as draft:
        with draft.engine.begin() as connection:
            assert connection.execute(sa.select(schema.customers.c.customer_id)).all() == [("old",)]
            connection.execute(sa.update(schema.customers).values(customer_id="new"))
        draft.publish(shop.info_of(draft))
    assert note_of(store.path(old)) == "old"
    assert note_of(store.path(draft.id)) == "new"
    assert store.info(draft.id).id == draft.id


def test_a_base_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(NoRelease, match="There is no release 'x'"),
        ReleaseStore(tmp_path).begin(base="x"),
    ):
        pass
    assert drafts(tmp_path) == []


def test_paths_are_never_used_twice_and_sort_by_time(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, keep=2)
    ids = [publish(store) for _ in range(8)]
    assert len(set(ids)) == 8
    assert ids == sorted(ids)


# --- going back, keeping a few ------------------------------------------------------------------


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, keep=3)
    ids = [publish(store) for _ in range(5)]
    assert [info.id for info in store.list()] == ids[:1:-1]
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith("2")}
    assert left == {*ids[2:], *(f"{release}.duckdb" for release in ids[2:])}


def test_one_can_go_back_and_forth_and_the_served_release_is_never_pruned(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, keep=2)
    old, new = publish(store, "old"), publish(store, "new")
    store.rollback(old)
    assert store.current_id() == old
    assert note_of(store.path(store.current_or_fail())) == "old"
    store.rollback(new)
    assert store.current_id() == new
    store.rollback(old)
    newest = publish(store, "newest")
    assert store.current_id() == newest
    assert [info.id for info in store.list()] == [newest, new]


def test_going_back_to_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    only = publish(store)
    for unknown in ("20200101T000000Z-0000", "../secret", ""):
        with pytest.raises(NoRelease, match=f"There are: {only}"):
            store.rollback(unknown)
    assert store.current_id() == only


def test_one_can_go_back_while_a_release_is_being_built(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    old, _ = publish(store), publish(store)
    with store.begin():
        store.rollback(old)
    assert store.current_id() == old


# --- one writer ------------------------------------------------------------------------------


def test_a_second_writer_in_another_process_is_told_to_wait(tmp_path: Path) -> None:
    code = "with store.begin():\n    print('begun', flush=True)\n    input()\n"
    writer = run(code, tmp_path)
    assert said(writer) == "begun"
    with (
        pytest.raises(StoreBusy, match="Try again when it has finished"),
        ReleaseStore(tmp_path).begin(),
    ):
        pass
    # The refused one did not sweep the other's draft away.
    assert len(drafts(tmp_path)) == 1
    writer.communicate("\n")
    assert writer.returncode == 0
    assert drafts(tmp_path) == []
    publish(ReleaseStore(tmp_path))


def test_a_second_writer_in_another_thread_is_told_to_wait(tmp_path: Path) -> None:
    store, refused = ReleaseStore(tmp_path), []

    def second() -> None:
        try:
            publish(store)
        except StoreBusy as reason:
            refused.append(reason)

    with store.begin():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1


# --- kill -9 ---------------------------------------------------------------------------------

BUILD = """
from tests.data import shop
with store.begin() as draft:
    shop.fill(draft.engine)
    print("filled", flush=True)
    with draft.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE big AS SELECT hash(range) AS h FROM range(1000000000000)"
        )
"""


def test_a_load_killed_in_mid_build_leaves_the_old_release_served(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path)
    old = publish(store, "old")
    writer = run(BUILD, tmp_path)
    assert said(writer) == "filled"
    (draft,) = drafts(tmp_path)
    deadline = time.monotonic() + 30
    while sum(file.stat().st_size for file in (tmp_path / draft).iterdir()) < 5_000_000:
        assert time.monotonic() < deadline, "the build wrote nothing"
        time.sleep(0.02)
    kill(writer)
    assert drafts(tmp_path) == [draft]
    assert store.current_id() == old
    assert [info.id for info in store.list()] == [old]
    assert note_of(store.path(old)) == "old"
    # The next one is not held up by the dead one's lock, and clears up after it.
    with store.begin() as next_draft:
        assert drafts(tmp_path) == [f"draft-{next_draft.id}"]


@pytest.mark.parametrize("killed_at", ["artefacts.rename", "path.rename", "pointer"])
def test_a_load_killed_while_it_publishes_leaves_the_old_release_served(
    tmp_path: Path, killed_at: str
) -> None:
    store = ReleaseStore(tmp_path)
    old = publish(store, "old")
    code = f"""
import os, signal
from pathlib import Path
from tests.data import shop
step = {killed_at!r}
calls = []
rename, replace = Path.rename, Path.replace

def dies(do, when):
    def call(self, target):
        calls.append(self.name)
        if (when == "replace") if step == "pointer" else len(calls) == (
            1 if step == "artefacts.rename" else 2
        ):
            os.kill(os.getpid(), signal.SIGKILL)
        return do(self, target)
    return call

with store.begin() as draft:
    Path.rename, Path.replace = dies(rename, "rename"), dies(replace, "replace")
    draft.publish(shop.info_of(draft))
"""
    writer = run(code, tmp_path)
    writer.communicate()
    assert writer.returncode == -9
    assert store.current_id() == old
    assert note_of(store.path(old)) == "old"
    new = publish(store, "new")
    assert note_of(store.path(store.current_or_fail())) == "new"
    assert store.current_id() == new
    assert drafts(tmp_path) == []
    assert list(tmp_path.glob(".CURRENT.*")) == []
    # Every folder of models that is left belongs to a database.
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {path.stem for path in tmp_path.glob("*.duckdb")}


def test_sweeping_touches_nothing_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    publish(ReleaseStore(tmp_path))
    assert (tmp_path / "lost+found").is_dir()
