"""The launcher of one job: `python -m dashapp.jobs.run FOLDER FD`.

It sets limits, runs the command, stops it when its time is up or when it is told to (SIGTERM), and
writes down how it ended. It is a process of its own because limits cannot be set safely between
fork and exec in a server with threads. FD is the locked file that shows the job to be alive: the
system unlocks it when the last process of the job is gone, however that came about.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

# How long a command may take to clear up after itself before it is killed.
GRACE_S = 5

_MB = 1024 * 1024
# Libraries reserve address space that they never touch, so the limit on that is a wide one, which
# stops single large requests; what is really used is looked at this often.
_SPACE_MB, _SPACE_PER_MB = 1024, 2
_LOOK_EVERY_S = 0.2


class _Told(Exception):
    """Somebody asked for the job to be stopped."""


def main(folder: Path, lock: int) -> None:
    """Run the job in the folder to its end."""
    spec = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    # Whoever started the server may ignore interrupts; the command is stopped by one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _tell)
    _limit(spec)
    # Where the command unpacks files: one that was killed leaves them behind.
    scratch = folder / "tmp"
    scratch.mkdir(exist_ok=True, mode=0o700)
    os.putenv("TMPDIR", str(scratch))
    try:
        end = _supervised(folder, lock, spec)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _write(folder / "end.json", end)


def _tell(_signal: int, _frame: FrameType | None) -> None:
    raise _Told


def _limit(spec: dict[str, Any]) -> None:
    os.nice(spec["nice"])
    for name, value in spec["environment"].items():
        os.putenv(name, value)  # what processes that are started from here will see
    space = (_SPACE_MB + _SPACE_PER_MB * spec["memory_mb"]) * _MB
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    # A second more than a warning: the command is told before it is killed.
    seconds = spec["cpu_s"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + GRACE_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _supervised(folder: Path, lock: int, spec: dict[str, Any]) -> dict[str, Any]:
    with (folder / "answer.json").open("wb") as answer, (folder / "log.txt").open("wb") as log:
        command = subprocess.Popen(  # noqa: S603 - our own command line, see commands.py
            spec["command"], stdin=subprocess.DEVNULL, stdout=answer, stderr=log, pass_fds=[lock]
        )
        try:
            stopped = _watched(command, spec)
        except _Told:
            stopped = "cancelled"
        if stopped:
            _stop(command)
    return {"stopped": stopped, "code": command.returncode}


def _watched(command: subprocess.Popen[bytes], spec: dict[str, Any]) -> str:
    """Wait for the command; why it has to be stopped, empty where it came to its own end."""
    end = time.monotonic() + spec["timeout_s"]
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            command.wait(_LOOK_EVERY_S)
            return ""
        if _memory_of(command.pid) > spec["memory_mb"] * _MB:
            return "memory"
    return "timeout"


def _memory_of(pid: int) -> int:
    """The bytes a process really uses; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _stop(command: subprocess.Popen[bytes]) -> None:
    """An interrupt lets a load throw its draft away; what does not listen is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    command.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        command.wait(GRACE_S)
    command.kill()
    command.wait()


def _write(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
