"""Start jobs, and tell how they are getting on from nothing but their files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from filelock import FileLock

from callbacks.desk import LOADS, Ask, Job, Kind, Refused, Status
from dashapp.jobs import endings, files
from dashapp.jobs.commands import command
from dashapp.mappings import MappingFolder
from dashapp.uploads import UploadFolder

# Politer than whatever answers people.
NICE = 10
KEPT = timedelta(days=30)
# How long after being told to stop whatever is left of a job is killed.
PATIENCE = timedelta(seconds=10)
# How long after its time a job is killed that nobody stopped, because its launcher is gone.
OVERDUE = timedelta(minutes=1)
_PROJECT = Path(__file__).resolve().parents[2]

# Many threads reserve address space that they never touch, and that is what the limit counts.
_SPARING = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use."""

    memory_mb: int
    timeout_s: int


class JobBoard:
    """The jobs of one shop, one folder each."""

    def __init__(
        self, folder: Path, uploads: UploadFolder, mappings: MappingFolder, limits: Limits
    ) -> None:
        self._folder = folder
        self._uploads = uploads
        self._mappings = mappings
        self._limits = limits

    def start(self, ask: Ask, by: str) -> Job:
        """Begin; Refused where another one is at work or the upload is gone."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._folder / "start.lock"):
            self._refuse_a_second()
            self._sweep()
            folder = self._folder / files.new_id()
            mapping = self._mappings.path(ask.mapping) if ask.mapping else None
            sources = self._uploads.hold(ask.upload) if ask.kind in LOADS else ()
            arguments = command(ask, sources, mapping, folder.resolve())
            folder.mkdir(mode=0o700)
            files.write(folder / files.SPEC, self._spec(ask, by, arguments))
            _launch(folder)
        return self._job(folder)

    def _refuse_a_second(self) -> None:
        busy = next((job for job in self._all() if job.is_running), None)
        if busy:
            whose = f" of {busy.by}" if busy.by else ""
            what = "upload" if busy.ask.kind in LOADS else "training"
            raise Refused(
                f"Another {what}{whose} has been at work since {busy.begun_at[11:16]} UTC. Try "
                "again when it has finished."
            )

    def _spec(self, ask: Ask, by: str, arguments: Sequence[str]) -> dict[str, Any]:
        data_dir = self._folder.parent.resolve()
        return {
            "ask": asdict(ask),
            "by": by,
            "begun_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": list(arguments),
            "environment": {**_SPARING, "DATA_DIR": str(data_dir)},
            "nice": NICE,
            "memory_mb": self._limits.memory_mb,
            "timeout_s": self._limits.timeout_s,
            "cpu_s": self._limits.timeout_s * (os.cpu_count() or 1),
        }

    def find(self, job: object) -> Job | None:
        """The job of this id; None for whatever is not the id of one."""
        folder = self._folder / str(job)
        return self._job(folder) if files.is_id(job) and (folder / files.SPEC).exists() else None

    def latest(self, kinds: Collection[Kind] = tuple(Kind)) -> Job | None:
        """The newest job of these kinds that was not put away."""
        return next((job for job in self._all() if job.ask.kind in kinds), None)

    def _all(self) -> Iterator[Job]:
        """Jobs that were not put away, newest first."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        for folder in sorted((f for f in folders if files.is_id(f.name)), reverse=True):
            # One without a spec was interrupted before it began.
            if (folder / files.SPEC).exists() and not (folder / files.AWAY).exists():
                yield self._job(folder)

    def _job(self, folder: Path) -> Job:
        # The end comes last of all files, so whoever sees none may believe the lock.
        spec, end = files.read(folder / files.SPEC), files.read(folder / files.END)
        status = endings.status_of(folder, end)
        if status is Status.FAILED and not end:
            end = files.read(folder / files.END)  # it ended between the two looks
            status = endings.status_of(folder, end)
        if status is Status.RUNNING:
            self._finish_off(folder, spec)
        progress = files.read(folder / files.PROGRESS)
        return Job(
            id=folder.name,
            ask=Ask(**{**spec["ask"], "kind": Kind(spec["ask"]["kind"])}),
            by=spec["by"],
            begun_at=spec["begun_at"],
            status=status,
            step=str(progress.get("step", "")),
            fraction=min(max(float(progress.get("fraction", 0.0)), 0.0), 1.0),
            error=endings.sentence(folder, spec, end) if status is Status.FAILED else "",
            ended_at=_when(folder / files.END),
        )

    def _finish_off(self, folder: Path, spec: dict[str, Any]) -> None:
        """Kill what is left of a job that was told to stop, or whose time is up, and did not."""
        now, told = datetime.now(UTC), files.read(folder / files.GROUP).get("told")
        limit = timedelta(seconds=spec["timeout_s"]) + OVERDUE
        stopped = ""
        if told and now - datetime.fromisoformat(told) > PATIENCE:
            stopped = "cancelled"
        elif now - datetime.fromisoformat(spec["begun_at"]) > limit:
            stopped = "timeout"
        if stopped:
            _signal(folder, signal.SIGKILL)
            files.write(folder / files.END, {"stopped": stopped, "code": -signal.SIGKILL})

    def answer(self, job: Job) -> dict[str, Any]:
        """What a finished job answered; empty where that cannot be read."""
        return files.read(self._folder / job.id / files.ANSWER)

    def rejects(self, job: Job) -> Path | None:
        """The rows a job set aside, as a CSV file, if it got that far."""
        path = self._folder / job.id / files.REJECTS
        return path if path.is_file() else None

    def cancel(self, job: Job) -> None:
        """Stop its process; what it was building is thrown away."""
        folder = self._folder / job.id
        if job.is_running:
            _signal(folder, signal.SIGTERM)
            told = {"told": datetime.now(UTC).isoformat()}
            files.write(folder / files.GROUP, files.read(folder / files.GROUP) | told)

    def put_away(self, job: Job) -> None:
        """Show it no more."""
        (self._folder / job.id / files.AWAY).touch()

    def _sweep(self) -> None:
        """Forget jobs that ended long ago, and what those left behind whose launcher was killed."""
        limit = (datetime.now(UTC) - KEPT).strftime("%Y%m%dT%H%M%SZ")
        for folder in list(self._folder.iterdir()):
            if files.is_id(folder.name):
                # No job is at work now, so what its command unpacked is of use to nobody.
                left = folder if folder.name < limit else folder / files.SCRATCH
                shutil.rmtree(left, ignore_errors=True)


def _launch(folder: Path) -> None:
    lock = files.claim(folder / files.ALIVE)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own launcher
            [sys.executable, "-m", "dashapp.jobs.run", str(folder.resolve()), str(lock)],
            cwd=_PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[lock],
            start_new_session=True,  # it outlives the worker that starts it
        )
    finally:
        os.close(lock)
    files.write(folder / files.GROUP, {"pid": process.pid})
    # Somebody has to wait for it, or it stays in the list of processes as a dead one.
    Thread(target=process.wait, daemon=True).start()


def _signal(folder: Path, number: signal.Signals) -> None:
    """Signal the job; while its lock is held, no other process can have its number.

    The launcher alone is told to stop, because it lets the command clear up; a kill is for all.
    """
    pid = files.read(folder / files.GROUP).get("pid")
    if isinstance(pid, int) and pid > 1 and files.is_held(folder / files.ALIVE):
        with suppress(ProcessLookupError):
            (os.killpg if number is signal.SIGKILL else os.kill)(pid, number)


def _when(path: Path) -> str:
    try:
        changed = path.stat().st_mtime
    except OSError:
        return ""
    return datetime.fromtimestamp(changed, UTC).isoformat(timespec="seconds")
