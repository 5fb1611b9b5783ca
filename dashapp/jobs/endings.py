"""How a job ended, in a sentence for whoever started it; its log keeps the rest."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callbacks.desk import MODELS, Status
from dashapp.jobs import files

_TAIL = 64 * 1024
_NO_MEMORY = ("MemoryError", "bad_alloc", "Out of Memory", "failed to allocate", "Cannot allocate")


def status_of(folder: Path, end: dict[str, Any]) -> Status:
    """How far the job in the folder is; `end` is what the launcher wrote, empty before."""
    if end.get("stopped") == "cancelled":
        return Status.CANCELLED
    if end:
        return Status.DONE if end.get("code") == 0 and not end.get("stopped") else Status.FAILED
    if files.is_held(folder / files.ALIVE):
        return Status.RUNNING
    # Told to stop before the launcher could listen, it is gone without a word.
    told = files.read(folder / files.GROUP).get("told")
    return Status.CANCELLED if told else Status.FAILED


@dataclass(frozen=True, slots=True)
class _Words:
    """What a kind of job was doing, needs, and what else than more of it would do."""

    doing: str
    needing: str
    instead: str


_LOADING = _Words("Reading the files", "These files need", "Load fewer files at a time, or have")
_LEARNING = _Words("Training", "Training needs", "Have")


def sentence(folder: Path, spec: dict[str, Any], end: dict[str, Any]) -> str:
    """Why a job failed, and what to do."""
    words = _LEARNING if spec["ask"]["kind"] in MODELS else _LOADING
    if end.get("stopped") == "timeout" or end.get("code") == -signal.SIGXCPU:
        return (
            f"{words.doing} took longer than {spec.get('timeout_s')} seconds and was stopped. "
            f"{words.instead} an operator raise JOB_TIMEOUT_S."
        )
    told = files.read(folder / files.ANSWER).get("error")
    if isinstance(told, str) and told:
        return told
    log = _tail(folder / files.LOG)
    known = [line for line in log.splitlines() if line.startswith("Error: ")]
    if _ran_out(end, log):
        return (
            f"{words.needing} more memory than the {spec.get('memory_mb')} MB that a job may use. "
            f"{words.instead} an operator raise JOB_MEMORY_MB."
        )
    if known:
        return known[-1].removeprefix("Error: ")
    return f"{words.doing} stopped unexpectedly. Send an operator reference {folder.name}."


def _ran_out(end: dict[str, Any], log: str) -> bool:
    """Whether memory was missing: the limit, or the system that killed the largest process."""
    if end.get("stopped") == "memory":
        return True
    aborted = end.get("code") in {-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV}
    return aborted or any(word in log for word in _NO_MEMORY)


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            stream.seek(max(path.stat().st_size - _TAIL, 0))
            return stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
