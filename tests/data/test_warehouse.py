"""Whoever asks gets the release that is served, without a restart."""

from __future__ import annotations

import gc
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema, warehouse
from data.engines import DatabaseFailed
from data.recording import recording
from data.releases import NoRelease
from data.stores import FileStore, files
from data.warehouse import Warehouse
from tests.data import shop
from tests.data.stores import Nothing, run, said


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return shop.build_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def looking_always(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pointer is looked at on every question."""
    monkeypatch.setattr(warehouse, "LOOK_EVERY", 0.0)
    yield
    gc.collect()


GROSS = sa.select(sa.func.sum(schema.fact_lines.c.gross).label("gross"))


def test_without_a_release_there_is_no_view(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        Warehouse(FileStore(tmp_path), Nothing()).view()


@pytest.mark.usefixtures("looking_always")
def test_the_first_release_is_seen_without_a_restart(tmp_path: Path) -> None:
    house = Warehouse(FileStore(tmp_path), Nothing())
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
    store: FileStore, monkeypatch: pytest.MonkeyPatch
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
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    reader = store.reader

    def counted(
        release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine:
        opened.append(release)
        time.sleep(0.05)
        return reader(release, memory_mb=memory_mb, threads=threads)

    monkeypatch.setattr(store, "reader", counted)
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
from dashapp.cache import make_cache
from data.warehouse import Warehouse
house = Warehouse(store, make_cache(None, store.folder.parent / "cache"))
for line in sys.stdin:
    print(house.view().release.id, flush=True)
"""


def test_a_reader_in_another_process_sees_a_new_release_and_a_rollback(tmp_path: Path) -> None:
    store = shop.build_shop(tmp_path / "releases")
    first = store.current_or_fail()

    def sees(reader: subprocess.Popen[str]) -> str:
        assert reader.stdin is not None
        reader.stdin.write("?\n")
        reader.stdin.flush()
        return said(reader)

    def sees_soon(reader: subprocess.Popen[str], release: str) -> bool:
        deadline = time.monotonic() + 5
        while (seen := sees(reader)) != release and time.monotonic() < deadline:
            time.sleep(0.05)
        return seen == release

    with run(READER, tmp_path / "releases") as reader:
        assert sees(reader) == first
        second = shop.publish(store).id
        assert sees_soon(reader, second)
        store.rollback(first)
        assert sees_soon(reader, first)
        reader.communicate()
    assert reader.returncode == 0


def test_a_question_that_does_not_fit_is_asked_again_with_more_memory(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "EVERYDAY_MB", 50)
    numbers = sa.func.range(10_000_000).table_valued("range")
    large = sa.select(sa.func.len(sa.func.list(numbers.c.range)).label("numbers"))
    roomy = Warehouse(store, Nothing(), memory_mb=600).view()
    assert roomy.frame(large)["numbers"].tolist() == [10_000_000]
    assert recording(roomy).frame(large)["numbers"].tolist() == [10_000_000]
    with pytest.raises(DatabaseFailed, match="Out of Memory"):
        Warehouse(store, Nothing(), memory_mb=50).view().frame(large)
