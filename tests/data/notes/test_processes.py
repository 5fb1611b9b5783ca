"""Several processes keep notes at once: nothing is lost, and limits hold between them."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.notes import Notes, open_notes, places
from data.releases import StoreFailed
from tests.data.stores import PROJECT

EACH, MOST = 25, 40

WRITER = f"""
import sys
from pathlib import Path
from data.notes import book, open_notes
from data.notes.records import NotKept, checked_event
book.MOST_VIEWS = {MOST}
notes = open_notes(Path(sys.argv[1]), sys.argv[2] or None)
print("ready", flush=True)
input()
refused = 0
for n in range({EACH}):
    notes.add_event(checked_event("2026-11-27", "", "other", f"{{sys.argv[3]}} {{n}}"), sys.argv[3])
    try:
        notes.save_view("ada", f"{{sys.argv[3]}} {{n}}", "?x", shared=False)
    except NotKept:
        refused += 1
print(refused)
"""


def begun(folder: Path, url: str | None, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), url or "", name],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_lose_nothing_and_keep_one_limit(
    notes: Notes, address: str | None, tmp_path: Path
) -> None:
    writers = [begun(tmp_path, address, name) for name in ("one", "two")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    refused = 0
    for writer in writers:  # both begin with a store that nobody has made yet
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert writer.returncode == 0
        refused += int(out)
    wanted = {f"{name} {n}" for name in ("one", "two") for n in range(EACH)}
    assert {event.title for event in notes.events()} == wanted
    assert len({event.id for event in notes.events()}) == 2 * EACH
    assert (len(notes.views("ada")), refused) == (MOST, 2 * EACH - MOST)


def test_who_waits_too_long_for_another_writer_is_told(
    address: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "WAIT_SECONDS", 1)
    slow, quick = open_notes(tmp_path, address), open_notes(tmp_path, address)
    quick.save_view("ada", "before", "?x", shared=False)
    told: list[str] = []

    def second() -> None:
        try:
            quick.save_view("ada", "during", "?x", shared=False)
        except StoreFailed as error:
            told.append(str(error))

    with slow.place.writing():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(told) == 1
    assert "try again" in told[0] or "took too long to answer" in told[0]
    quick.save_view("ada", "after", "?x", shared=False)
    assert [view.name for view in quick.views("ada")] == ["after", "before"]
