"""Opening a release's database: all that differs between databases stands here.

The database is DuckDB. One process writes or many read, never both, so a release is written under
a name of its own and only read once it is published (see `data/releases.py`).
"""

from __future__ import annotations

import os
import resource
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

# What is grouped by up to 2^24 dense keys is kept in an array instead of a hash table: the same
# answers in a third of the time for all customers of a build. Readers do without: the array has a
# place for every customer, also where a question is about a few of them. Has to be set on
# connecting; later connections do not inherit it.
_DENSE_KEY_BITS = 24

_KEPT_OPEN = 8

# How the names of folders end into which readers spill; the database removes them on closing.
SPILLED = ".tmp"

_SHUT_IN = {"enable_external_access": False, "lock_configuration": True}

# Freed memory goes back to the system soon: by itself up to 512 MB stay with the process.
_GIVEN_BACK = {
    "allocator_flush_threshold": "8MB",
    "allocator_bulk_deallocation_flush_threshold": "16MB",
    "allocator_background_threads": True,
}

# Per cent of a process's limited address space: most of that is reserved and never touched, and
# DuckDB takes more than it counts.
_OF_LIMIT = 20
# What does not fit is spilled. Python and what DuckDB does not count come on top, some 500 MB.
WRITER_MB = 1300
# For the questions of a process that fit; more of it made the Overview no faster, and all pages of
# a large shop together a fifth (docs/performance.md).
EVERYDAY_MB = 96

# What the database names in its failure where a disk has no room for what is spilled.
_NO_PLACE = "max_temp_directory_size"

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
        if isinstance(cause, duckdb.OutOfMemoryException) and _NO_PLACE not in str(cause):
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
    # Shut in first, or the folder to spill into counts as a forbidden change.
    folder = _spilling(path, _token(os.getpid()))
    config = {**_SHUT_IN, "temp_directory": folder, **_reading(memory_mb, threads)}
    # A release never changes, so a transaction around each question would only cost time.
    alone = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    return _engine(path, {"read_only": True, "config": config}, **alone)


def roomy_engine(path: Path, *, memory_mb: int, threads: int | None = None) -> sa.Engine:
    """Like `reader_engine`, but every connection has memory of its own until it is closed.

    For the rare question that does not fit into the memory of everyday ones: what it took is given
    back with its answer. A file is open in one process with one configuration only, unless another
    database has it attached.
    """
    config = _reading(memory_mb, threads)
    engine = sa.create_engine(
        "duckdb:///:memory:",
        connect_args={"config": config},
        poolclass=NullPool,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "connect")
    def attach(connection: Any, _record: Any) -> None:
        folder = _spilling(path, secrets.token_hex(8))
        connection.execute(f"SET temp_directory = {_quoted(folder)}")
        connection.execute(f"ATTACH {_quoted(str(path))} AS release (READ_ONLY)")
        connection.execute("USE release")
        for name, value in _SHUT_IN.items():
            connection.execute(f"SET {name} = {str(value).lower()}")

    return engine


def needs_room(error: DatabaseFailed) -> bool:
    """Whether the question failed for want of memory, and nothing else."""
    return isinstance(error.orig, duckdb.OutOfMemoryException)


def _reading(memory_mb: int | None, threads: int | None) -> dict[str, Any]:
    config: dict[str, Any] = dict(_GIVEN_BACK)
    if memory_mb is not None:
        config["memory_limit"] = f"{memory_mb}MB"
    if threads is not None:
        config["threads"] = threads
    return config


def _spilling(path: Path, token: str) -> str:
    """A folder beside the file that no other database spills into.

    By itself every process takes the same one, with the same names of files in it, and reads what
    another one has written.
    """
    return f"{path}.{token}{SPILLED}"


@cache
def _token(_process: int) -> str:
    """The same for all connections of a process, which have to agree, and another after a fork."""
    return secrets.token_hex(8)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _engine(path: Path, connect_args: Mapping[str, Any], **options: Any) -> sa.Engine:
    url = sa.URL.create("duckdb", database=str(path))
    # No upper limit of connections: whoever limits the threads that ask limits them too.
    # Without the values: a failure's text goes into the log, and they say what somebody looked for.
    return sa.create_engine(
        url,
        connect_args=dict(connect_args),
        pool_size=_KEPT_OPEN,
        max_overflow=-1,
        hide_parameters=True,
        **options,
    )
