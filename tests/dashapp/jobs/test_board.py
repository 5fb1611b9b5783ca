"""Jobs are processes of their own: watched, limited, stopped, and known when they are dead."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from callbacks.desk import Refused, Status
from dashapp.jobs import board as boards
from dashapp.jobs import files
from dashapp.jobs.board import JobBoard, Limits
from dashapp.mappings import MappingFolder
from dashapp.uploads import UploadFolder
from tests.dashapp.jobs.conftest import Runs
from tests.dashapp.jobs.conftest import ended as _ended
from tests.dashapp.jobs.conftest import until as _until


def test_a_job_runs_to_its_end_and_keeps_its_answer(board: JobBoard, runs: Runs) -> None:
    job = board.start(runs("print('{\"lines\": 7}')"), by="ada")
    assert job.is_running
    assert job.by == "ada"
    done = _ended(board, job)
    assert (done.status, done.error) == (Status.DONE, "")
    assert done.ended_at.startswith("20")
    assert board.answer(done) == {"lines": 7}
    assert board.latest() == done


def test_another_worker_can_tell_how_far_it_is(board: JobBoard, runs: Runs, tmp_path: Path) -> None:
    code = (
        "import json, sys, time; "
        "told = json.dumps({'step': 'Reading', 'fraction': 0.4}); "
        "open(sys.argv[1] + '/progress.json', 'w').write(told); "
        "time.sleep(60)"
    )
    job = board.start(runs(code), by="")
    mappings, uploads = MappingFolder(tmp_path / "m"), UploadFolder(tmp_path / "u", 1)
    other = JobBoard(tmp_path / "jobs", uploads, mappings, Limits(1024, 20))
    seen = _until(other, job, lambda found: bool(found.step))
    assert (seen.status, seen.step, seen.fraction) == (Status.RUNNING, "Reading", 0.4)
    other.cancel(seen)
    assert _ended(board, job).status is Status.CANCELLED


def test_only_one_job_is_at_work(board: JobBoard, runs: Runs) -> None:
    ask = runs("import time; time.sleep(60)")
    job = board.start(ask, by="ada")
    with pytest.raises(Refused, match="Another upload of ada has been at work since"):
        board.start(ask, by="ben")
    board.cancel(job)
    _ended(board, job)
    again = board.start(ask, by="ben")
    board.cancel(again)
    _ended(board, again)


def test_a_cancelled_command_may_clear_up(board: JobBoard, runs: Runs, tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "draft = Path(sys.argv[1]) / 'draft'\n"
        "draft.touch()\n"
        "try:\n    time.sleep(60)\nfinally:\n    draft.unlink()"
    )
    job = board.start(runs(code), by="")
    draft = tmp_path / "jobs" / job.id / "draft"
    _until(board, job, lambda _: draft.exists())
    board.cancel(job)
    assert _ended(board, job).status is Status.CANCELLED
    assert not draft.exists()


def test_what_takes_too_long_is_stopped(tmp_path: Path, uploads: UploadFolder, runs: Runs) -> None:
    mappings = MappingFolder(tmp_path / "m")
    board = JobBoard(tmp_path / "jobs", uploads, mappings, Limits(1024, 1))
    done = _ended(board, board.start(runs("import time; time.sleep(60)"), by=""))
    assert done.status is Status.FAILED
    assert "longer than 1 seconds" in done.error
    assert "JOB_TIMEOUT_S" in done.error


@pytest.mark.parametrize(
    "code",
    [
        "x = b'x' * (4 * 1024 ** 3)",  # all at once
        "x = []\nwhile True: x.append(b'x' * 1024 ** 2)",  # little by little
    ],
)
def test_what_takes_too_much_memory_fails_with_a_sentence(
    board: JobBoard, runs: Runs, code: str
) -> None:
    done = _ended(board, board.start(runs(code), by=""))
    assert done.status is Status.FAILED
    assert "more memory than the 1024 MB" in done.error
    assert "Traceback" not in done.error


def test_a_failure_with_a_sentence_says_it(board: JobBoard, runs: Runs) -> None:
    code = "import sys; sys.exit('Traceback ...\\nError: orders.csv has no header.')"
    assert _ended(board, board.start(runs(code), by="")).error == "orders.csv has no header."
    code = 'import sys; print(\'{"error": "No such column."}\'); sys.exit(1)'
    assert _ended(board, board.start(runs(code), by="")).error == "No such column."


def test_a_failure_without_one_leads_to_its_log(
    board: JobBoard, runs: Runs, tmp_path: Path
) -> None:
    done = _ended(board, board.start(runs("raise ValueError('secret detail')"), by=""))
    assert done.error == (
        f"Reading the files stopped unexpectedly. Send an operator reference {done.id}."
    )
    assert "secret detail" in (tmp_path / "jobs" / done.id / files.LOG).read_text()


def test_a_job_whose_processes_were_killed_is_known_to_be_dead(
    board: JobBoard, runs: Runs, tmp_path: Path
) -> None:
    job = board.start(runs("import time; time.sleep(60)"), by="")
    group = json.loads((tmp_path / "jobs" / job.id / files.GROUP).read_text())["pid"]
    os.killpg(group, signal.SIGKILL)
    assert _ended(board, job).status is Status.FAILED


def test_a_process_that_got_the_number_of_a_dead_job_is_left_alone(
    board: JobBoard, runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _ended(board, board.start(runs("pass"), by=""))
    # Its launcher lives a moment longer than it takes to write down the end.
    _until(board, job, lambda _: not files.is_held(tmp_path / "jobs" / job.id / files.ALIVE))
    struck: list[int] = []
    for way in ("kill", "killpg"):
        monkeypatch.setattr(os, way, lambda pid, _number: struck.append(pid))
    files.write(tmp_path / "jobs" / job.id / files.GROUP, {"pid": os.getpid()})
    board.cancel(job)
    (tmp_path / "jobs" / job.id / files.END).unlink()
    boards._signal(tmp_path / "jobs" / job.id, signal.SIGKILL)
    assert struck == []


def test_a_job_runs_with_its_limits_and_after_everybody_else(board: JobBoard, runs: Runs) -> None:
    code = (
        "import json, os, resource as r; print(json.dumps({'nice': os.nice(0), "
        "'memory': r.getrlimit(r.RLIMIT_AS)[0], 'cpu': r.getrlimit(r.RLIMIT_CPU)[0], "
        "'data': os.environ['DATA_DIR'], 'session': os.getsid(0) != os.getppid() or True}))"
    )
    job = _ended(board, board.start(runs(code), by=""))
    told = board.answer(job)
    assert told["nice"] >= boards.NICE
    assert told["memory"] == 3 * 1024 * 1024 * 1024
    assert told["cpu"] == 20 * (os.cpu_count() or 1)
    assert Path(told["data"]).is_absolute()


HOSTILE_IDS: list[object] = [
    None,
    7,
    "",
    "..",
    "../uploads",
    "20260101T000000Z-00000000/..",
    ["x"],
    {},
    "x\x00",
]


@pytest.mark.parametrize("job", HOSTILE_IDS, ids=repr)
def test_what_is_no_id_is_no_job(board: JobBoard, job: object) -> None:
    assert board.find(job) is None
    assert board.latest() is None


def test_a_job_that_was_put_away_is_shown_no_more(board: JobBoard, runs: Runs) -> None:
    job = _ended(board, board.start(runs("pass"), by=""))
    board.put_away(job)
    assert board.latest() is None
    assert board.find(job.id) == job


def test_jobs_of_long_ago_are_forgotten(board: JobBoard, runs: Runs, tmp_path: Path) -> None:
    old = tmp_path / "jobs" / "20250101T000000Z-00000000"
    old.mkdir(parents=True)
    _ended(board, board.start(runs("pass"), by=""))
    assert not old.exists()


def test_an_answer_that_is_no_answer_is_empty(board: JobBoard, runs: Runs) -> None:
    job = _ended(board, board.start(runs("print('[1, 2]')"), by=""))
    assert board.answer(job) == {}
    assert board.rejects(job) is None


def test_nothing_that_a_job_unpacked_outlives_it(
    board: JobBoard, runs: Runs, tmp_path: Path
) -> None:
    code = (
        "import os, signal, sys, tempfile\n"
        "print(tempfile.mkdtemp(), file=open(sys.argv[1] + '/where', 'w'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = _ended(board, board.start(runs(code), by=""))
    folder = tmp_path / "jobs" / done.id
    where = Path((folder / "where").read_text().strip())
    assert where.parent == folder / "tmp"
    assert not where.parent.exists()


def test_what_a_killed_launcher_left_unpacked_goes_when_the_next_job_begins(
    board: JobBoard, runs: Runs, tmp_path: Path
) -> None:
    left = tmp_path / "jobs" / _ended(board, board.start(runs("pass"), by="")).id / "tmp"
    left.mkdir()
    (left / "member.csv").write_text("a,b")
    _ended(board, board.start(runs("pass"), by=""))
    assert not left.exists()


def test_a_command_whose_launcher_was_killed_does_not_outlive_its_time(
    tmp_path: Path, uploads: UploadFolder, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "OVERDUE", timedelta())
    mappings = MappingFolder(tmp_path / "mappings")
    board = JobBoard(tmp_path / "jobs", uploads, mappings, Limits(1024, 4))
    code = (
        "import os, pathlib, sys, time\n"
        "pathlib.Path(sys.argv[1], 'pid').write_text(str(os.getppid()))\n"
        "time.sleep(60)\n"
    )
    job = board.start(runs(code), by="")
    pid = tmp_path / "jobs" / job.id / "pid"
    _until(board, job, lambda _: pid.exists() and pid.read_text() != "")
    os.kill(int(pid.read_text()), signal.SIGKILL)
    done = _ended(board, job)
    assert done.error.startswith("Reading the files took longer than 4 seconds and was stopped.")
    lock = tmp_path / "jobs" / job.id / files.ALIVE
    _until(board, job, lambda _: not files.is_held(lock))
