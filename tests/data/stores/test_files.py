"""One writer at a time, and whatever is killed when, the old release is still served."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from data.releases import NoRelease, StoreBusy
from data.stores import FileStore
from tests.data.stores import drafts, note_of, publish, run, said


def test_a_second_writer_in_another_process_is_told_to_wait(tmp_path: Path) -> None:
    code = "with store.begin():\n    print('begun', flush=True)\n    input()\n"
    with run(code, tmp_path) as writer:
        assert said(writer) == "begun"
        with (
            pytest.raises(StoreBusy, match="Try again when it has finished"),
            FileStore(tmp_path).begin(),
        ):
            pass
        # The refused one did not sweep the other's draft away.
        assert len(drafts(tmp_path)) == 1
        writer.communicate("\n")
    assert writer.returncode == 0
    assert drafts(tmp_path) == []
    publish(FileStore(tmp_path))


def test_a_second_writer_in_another_thread_is_told_to_wait(tmp_path: Path) -> None:
    store, refused = FileStore(tmp_path), []

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
    store = FileStore(tmp_path)
    old = publish(store, "old")
    with run(BUILD, tmp_path) as writer:
        assert said(writer) == "filled"
        (draft,) = drafts(tmp_path)
        deadline = time.monotonic() + 30
        while sum(file.stat().st_size for file in (tmp_path / draft).iterdir()) < 5_000_000:
            assert time.monotonic() < deadline, "the build wrote nothing"
            time.sleep(0.02)
        writer.kill()
    assert drafts(tmp_path) == [draft]
    assert store.current_id() == old
    assert [info.id for info in store.list()] == [old]
    assert note_of(store, old) == "old"
    # The next one is not held up by the dead one's lock, and clears up after it.
    with store.begin() as next_draft:
        assert drafts(tmp_path) == [f"draft-{next_draft.id}"]


@pytest.mark.parametrize("killed_at", ["artefacts.rename", "path.rename", "pointer"])
def test_a_load_killed_while_it_publishes_leaves_the_old_release_served(
    tmp_path: Path, killed_at: str
) -> None:
    store = FileStore(tmp_path)
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
    with run(code, tmp_path) as writer:
        writer.communicate()
    assert writer.returncode == -9
    assert store.current_id() == old
    assert note_of(store, old) == "old"
    new = publish(store, "new")
    assert note_of(store, store.current_or_fail()) == "new"
    assert store.current_id() == new
    assert drafts(tmp_path) == []
    assert list(tmp_path.glob(".CURRENT.*")) == []
    # Every folder of models that is left belongs to a database.
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {path.stem for path in tmp_path.glob("*.duckdb")}


def test_sweeping_touches_nothing_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    publish(FileStore(tmp_path))
    assert (tmp_path / "lost+found").is_dir()


def test_what_killed_processes_spilled_is_gone_a_day_later(tmp_path: Path) -> None:
    published = publish(FileStore(tmp_path))
    fresh, old = (tmp_path / f"{published}.duckdb.{name}.tmp" for name in ("fresh", "old"))
    for folder in (fresh, old):
        folder.mkdir()
        (folder / "duckdb_temp_storage_DEFAULT-0.tmp").touch()
    long_ago = time.time() - 25 * 60 * 60
    os.utime(old, (long_ago, long_ago))
    publish(FileStore(tmp_path))
    assert (fresh.exists(), old.exists()) == (True, False)


@pytest.mark.parametrize(
    "damage", [b"", b"nonsense", b"../../etc/passwd", b"\x8b\xff\x00", b"a" * 5000]
)
def test_a_damaged_pointer_names_nothing_and_the_sentence_says_how_to_mend_it(
    tmp_path: Path, damage: bytes
) -> None:
    store = FileStore(tmp_path)
    published = publish(store)
    (tmp_path / "CURRENT").write_bytes(damage)
    assert store.current_id() is None
    with pytest.raises(NoRelease, match=f"rollback ID' with one of these: {published}"):
        store.current_or_fail()
    store.rollback(published)
    assert store.current_or_fail() == published


def test_files_of_pruned_releases_are_gone(tmp_path: Path) -> None:
    store = FileStore(tmp_path, keep=3)
    ids = [publish(store) for _ in range(5)]
    assert [info.id for info in store.list()] == ids[:1:-1]
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith("2")}
    assert left == {*ids[2:], *(f"{release}.duckdb" for release in ids[2:])}
