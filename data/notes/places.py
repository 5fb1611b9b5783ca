"""Where notes are kept: an SQLite file beside the releases, or a schema of a PostgreSQL server.

Both promise the same: several processes may read and write at once, one writes at a time, a write
happens whole or not at all, and nothing is made before the first write.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.exc import DatabaseError, ProgrammingError

from data import postgres
from data.notes.tables import METADATA, SCHEMA
from data.releases import StoreFailed

# A write takes milliseconds; whoever waits longer than this is told so.
WAIT_SECONDS = 5
_CONNECTIONS = 2
_ONE_WRITER = 0x5A1E6
_UNDEFINED_TABLE = "42P01"
_NO_TABLE = "no such table"
_BUSY = "database is locked"

Statement = sa.Select[Any] | sa.CompoundSelect[Any]


class Place(Protocol):
    """A database that holds the tables of notes."""

    def read(self, statement: Statement) -> Sequence[sa.Row[Any]]:
        """The rows; none where nothing was ever kept. StoreFailed says why it cannot be read."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A block with a connection that alone may write; committed at its end."""

    def version(self) -> str:
        """Another text after every change."""


class EmptyPlace:
    """Nothing is there, and nothing can be put there."""

    def read(self, statement: Statement) -> Sequence[sa.Row[Any]]:  # noqa: ARG002
        """No rows."""
        return []

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Never."""
        raise StoreFailed("Nothing can be kept here.")

    def version(self) -> str:
        """Always the same."""
        return ""


class FilePlace:
    """`notes.sqlite` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notes.sqlite"

    @cached_property
    def _engine(self) -> sa.Engine:
        # A connection for each question: opening the file is cheap, and nothing outlives a fork.
        url = sa.URL.create("sqlite", database=str(self.path))
        engine = sa.create_engine(
            url,
            poolclass=sa.NullPool,
            connect_args={"timeout": WAIT_SECONDS},
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def read(self, statement: Statement) -> Sequence[sa.Row[Any]]:
        """The rows; none where there is no file, or no such table in it yet."""
        if not self.path.exists():
            return []
        try:
            with self._sentences(), self._engine.connect() as connection:
                return connection.execute(statement).all()
        except _Missing:
            return []

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A block with a connection that alone may write; committed at its end."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._sentences():
            self._prepare()
            alone = self._engine.execution_options(writes=True)
            with alone.connect() as connection, connection.begin():
                yield connection

    def version(self) -> str:
        """Size and time of the file and of what was written since it was last tidied up."""
        return " ".join(_stamp(path) for path in (self.path, Path(f"{self.path}-wal")))

    def _prepare(self) -> None:
        """Make file and tables where they are missing; two processes must not both do it."""
        with FileLock(self.path.with_suffix(".lock"), timeout=WAIT_SECONDS):
            self.path.touch(mode=0o600)
            with closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as raw:
                # Readers and the one writer do not hold each other up. The file remembers it.
                raw.execute("PRAGMA journal_mode=WAL")
            with self._engine.connect() as connection, connection.begin():
                METADATA.create_all(connection)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except Timeout as error:
            raise StoreFailed(_busy(self.path)) from error
        except (DatabaseError, sqlite3.DatabaseError) as error:
            said = str(error.orig if isinstance(error, DatabaseError) else error)
            if _NO_TABLE in said:
                raise _Missing from error
            if _BUSY in said:
                raise StoreFailed(_busy(self.path)) from error
            raise StoreFailed(f"{self.path} cannot be used: {said}.") from error


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_ino}:{found.st_size}:{found.st_mtime_ns}"


class _Missing(LookupError):
    """The table was never made."""


def _busy(path: Path) -> str:
    return f"{path} is being written by another process; try again in a moment."


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    # Python's driver would begin them itself, and too late: only at the first write.
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    """Whoever writes says so at once: a reader that turns into a writer cannot wait its turn."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class ServerPlace:
    """The schema `notes` of a database."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _engine(self) -> sa.Engine:
        engine = postgres.engine(self._url, seconds=WAIT_SECONDS, connections=_CONNECTIONS)
        weakref.finalize(self, engine.dispose)
        return engine.execution_options(schema_translate_map={None: SCHEMA})

    def read(self, statement: Statement) -> Sequence[sa.Row[Any]]:
        """The rows; none where there is no such table yet."""
        with postgres.sentences(self._url), self._engine.connect() as connection:
            try:
                return connection.execute(statement).all()
            except ProgrammingError as error:
                if getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE:
                    raise
                return []

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A block with a connection that alone may write; committed at its end."""
        with (
            postgres.sentences(self._url),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_WRITER)))
            if not sa.inspect(connection).has_schema(SCHEMA):
                connection.execute(sa.schema.CreateSchema(SCHEMA))
            METADATA.create_all(connection)
            yield connection

    def version(self) -> str:
        """Rows of every table, and the transactions that wrote them, which the server remembers."""
        wrote = sa.cast(sa.cast(sa.literal_column("xmin"), sa.Text), sa.BigInteger)
        marks = [
            sa.select(sa.literal(table.name), sa.func.count(), sa.func.sum(wrote)).select_from(
                table
            )
            for table in METADATA.sorted_tables
        ]
        return str(sorted(tuple(map(str, row)) for row in self.read(sa.union_all(*marks))))
