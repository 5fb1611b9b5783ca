"""A board whose jobs run a few lines of Python in place of the product's command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from callbacks.desk import Ask, Job, Kind
from dashapp.jobs import board as boards
from dashapp.jobs.board import JobBoard, Limits
from dashapp.mappings import MappingFolder
from dashapp.uploads import UploadFolder

Runs = Callable[[str], Ask]
PATIENCE_S = 30


@pytest.fixture
def uploads(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path / "uploads", max_mb=1)


@pytest.fixture
def board(tmp_path: Path, uploads: UploadFolder) -> JobBoard:
    mappings = MappingFolder(tmp_path / "mappings")
    return JobBoard(tmp_path / "jobs", uploads, mappings, Limits(1024, 20))


@pytest.fixture
def runs(uploads: UploadFolder, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Have the next job run a few lines of Python in place of the product's command line."""

    def set_up(code: str) -> Ask:
        def command(
            _ask: Ask, _sources: Sequence[Path], _mapping: Path | None, folder: Path
        ) -> list[str]:
            return [sys.executable, "-c", code, str(folder)]

        monkeypatch.setattr(boards, "command", command)
        return Ask(Kind.PREVIEW, uploads.begin())

    return set_up


def until(
    board: JobBoard, job: Job, wanted: Callable[[Job], bool], patience_s: float = PATIENCE_S
) -> Job:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = board.find(job.id)
        assert found is not None
        if wanted(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{found} never got there")


def ended(board: JobBoard, job: Job, patience_s: float = PATIENCE_S) -> Job:
    return until(board, job, lambda found: not found.is_running, patience_s)
