"""Trainings are jobs like loads: one at a time, limited, cancelled, found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callbacks.desk import LOADS, MODELS, Ask, Kind, Refused, Status
from dashapp import training
from dashapp.jobs import files
from dashapp.jobs.board import JobBoard, Limits
from dashapp.mappings import MappingFolder
from dashapp.pipeline import publish_demo
from dashapp.uploads import UploadFolder
from data.progress import silent
from data.stores import FileStore
from tests.dashapp.jobs.conftest import Runs, ended


def test_a_training_is_said_to_be_one_and_is_not_taken_for_a_load(
    board: JobBoard, runs: Runs
) -> None:
    load = runs("import time; time.sleep(60)")
    job = board.start(Ask(Kind.TRAIN), by="ada")
    with pytest.raises(Refused, match="Another training of ada has been at work since"):
        board.start(load, by="ben")
    assert board.latest(LOADS) is None
    assert board.latest(MODELS) == board.latest() == board.find(job.id)
    board.cancel(job)
    assert ended(board, job).status is Status.CANCELLED


def test_a_training_that_needs_too_much_says_what_an_operator_can_do(
    board: JobBoard, runs: Runs
) -> None:
    runs("raise MemoryError")
    done = ended(board, board.start(Ask(Kind.TRAIN), by=""))
    assert done.error == (
        "Training needs more memory than the 1024 MB that a job may use. Have an operator raise "
        "JOB_MEMORY_MB."
    )


def test_a_small_shop_is_trained_by_a_job_and_a_refusal_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path / "releases")
    monkeypatch.setattr(training, "LESSONS", ())  # the job has its own
    first = publish_demo(store, lines=1_500, seed=11, progress=silent)
    uploads, mappings = UploadFolder(tmp_path / "u", 1), MappingFolder(tmp_path / "m")
    board = JobBoard(tmp_path / "jobs", uploads, mappings, Limits(2048, 600))
    job = ended(board, board.start(Ask(Kind.TRAIN), by="ada"), patience_s=600)
    assert (job.status, job.error) == (Status.DONE, "")
    answer = board.answer(job)
    assert answer["release"] == store.current_id() != first.id
    assert {"segments", "forecast"} <= {model["name"] for model in answer["models"]}
    told = json.loads((tmp_path / "jobs" / job.id / files.PROGRESS).read_text())
    assert told == {"step": "Published", "fraction": 1.0}
    assert not uploads.names(job.ask.upload)
    refused = ended(board, board.start(Ask(Kind.UNPIN, model="segments"), by="ada"))
    assert (refused.status, refused.error) == (Status.FAILED, "segments is not pinned.")
    assert store.current_id() == answer["release"]
