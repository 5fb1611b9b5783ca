"""Opening a release's database: all that differs between databases stands here.

The database is DuckDB. One process writes or many read, never both, so a release is written under
a name of its own and only read once it is published (see `data/releases.py`).
"""

from __future__ import annotations

import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

# What is grouped by up to 2^24 dense keys is kept in an array instead of a hash table: the same
# answers in a third of the time for all customers of a build. Readers do without: the array has a
# place for every customer, also where a question is about a few of them. Has to be set on
# connecting; later connections do not inherit it.
_DENSE_KEY_BITS = 24

_KEPT_OPEN = 8

# Per cent of a process's limited address space: most of that is reserved and never touched, and
# DuckDB takes more than it counts.
_OF_LIMIT = 20
# What does not fit is spilled. Python and what DuckDB does not count come on top, some 500 MB.
WRITER_MB = 1300
_SPILLING = "max_temp_directory_size"

# A full disk, a damaged file, too little memory: what the machine and not the program does wrong.
DatabaseFailed = OperationalError


class OutOfMemory(RuntimeError):
    """A build needs more memory than its database may use; the text says which setting to raise."""


def writer_engine(path: Path, memory_mb: int = WRITER_MB) -> sa.Engine:
    """The only process that may have the file open; creates it when missing.

    What does not fit into memory is spilled beside the file, also where the process may use less
    than the machine has. What can neither fit nor be spilled raises OutOfMemory.
    """
    allowed = _allowed(memory_mb)
    config: dict[str, Any] = {
        "perfect_ht_threshold": _DENSE_KEY_BITS,
        "memory_limit": f"{allowed}MB",
    }
    engine = _engine(path, {"read_only": False, "config": config})
    setting = "BUILD_MEMORY_MB" if allowed == memory_mb else "JOB_MEMORY_MB"

    def say(context: sa.engine.ExceptionContext) -> None:
        cause = context.original_exception
        # A disk with no room to spill to fails as the same error, and says so itself.
        if isinstance(cause, duckdb.OutOfMemoryException) and _SPILLING not in str(cause):
            raise OutOfMemory(
                f"This release needs more memory than the {allowed:,} MB that the database may use "
                f"in which it is built. Have an operator raise {setting}."
            ) from cause

    sa.event.listen(engine, "handle_error", say)
    return engine


def _allowed(memory_mb: int) -> int:
    """That much, or less where the process may use less than the machine has."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY:
        return memory_mb
    # By itself DuckDB counts on most of the machine, and would run into the limit.
    return min(memory_mb, allowed * _OF_LIMIT // 100 // 1024 // 1024)


def reader_engine(
    path: Path, *, memory_mb: int | None = None, threads: int | None = None
) -> sa.Engine:
    """Read-only and shut in: no other file, no network, no change of configuration.

    Open it after a server's fork. Connections of one process to one file share its memory and
    threads, and have to ask for the same. Several threads may query at once.
    """
    config: dict[str, Any] = {
        "enable_external_access": False,
        "lock_configuration": True,
    }
    if memory_mb is not None:
        config["memory_limit"] = f"{memory_mb}MB"
    if threads is not None:
        config["threads"] = threads
    return _engine(path, {"read_only": True, "config": config})


def _engine(path: Path, connect_args: Mapping[str, Any]) -> sa.Engine:
    url = sa.URL.create("duckdb", database=str(path))
    # No upper limit of connections: whoever limits the threads that ask limits them too.
    # Without the values: a failure's text goes into the log, and they say what somebody looked for.
    return sa.create_engine(
        url,
        connect_args=dict(connect_args),
        pool_size=_KEPT_OPEN,
        max_overflow=-1,
        hide_parameters=True,
    )
