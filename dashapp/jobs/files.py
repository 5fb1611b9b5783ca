"""The files a job consists of: ids that lead nowhere else, writing whole, reading what is there."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")

SPEC, ALIVE, GROUP, PROGRESS, END = "spec.json", "alive", "group.json", "progress.json", "end.json"
ANSWER, LOG, REJECTS, AWAY = "answer.json", "log.txt", "rejects.csv", "away"
SCRATCH = "tmp"


def new_id() -> str:
    """An id that sorts by time and cannot be guessed."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def is_id(value: object) -> bool:
    """Whether a value that came from outside could be a job's id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def write(path: Path, content: dict[str, Any]) -> None:
    """Write JSON whole: readers see the old content or the new."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(path)


def read(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty where there is none, or none that can be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def claim(path: Path) -> int:
    """A locked file, for handing over to the processes of a new job."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def is_held(path: Path) -> bool:
    """Whether a process of the job still lives: the system unlocks the file with the last one."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        # Shared, so that two who look at the same time do not take each other for the job.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)
