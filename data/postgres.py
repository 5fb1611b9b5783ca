"""Opening PostgreSQL: every wait has an end, and no password reaches a message.

A server that is gone refuses or times out by itself. One that is frozen does neither: its machine
goes on acknowledging what is sent. So whoever waits for an answer here looks at the clock too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.abc import PQGen
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from data.releases import StoreFailed

# For a new connection, and for a sign of life of one that was kept open.
CONNECT_SECONDS = 3
# How much longer than the server may take do we wait to hear that it gave up.
_GRACE = 3.0

_SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "jit": "off",  # costs more than the short questions of a page
    "idle_session_timeout": "0",  # who builds holds a lock on an idle connection
    "client_connection_check_interval": "1s",  # who was killed holds no lock much longer
}
_KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

_patience: ContextVar[float | None] = ContextVar("patience", default=None)

_Answer = TypeVar("_Answer")


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Nobody waits longer than this inside the block, however long an answer may take."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


class _Impatient(psycopg.Connection[Any]):
    """A connection that is closed when an answer takes longer than `seconds`."""

    seconds: float | None = None

    def wait(
        self, gen: PQGen[_Answer], interval: float = 0.1, timeout: float | None = None
    ) -> _Answer:
        """Each wait for the server goes through here."""
        limits = [limit for limit in (timeout, self.seconds, _patience.get()) if limit is not None]
        limit = min(limits, default=None)
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, timeout=limit)
        except psycopg.OperationalError as error:
            if limit is None or time.monotonic() - begun < limit:
                raise
            # What comes later would be taken for the answer to the next question.
            self.pgconn.finish()
            message = f"PostgreSQL gave no answer within {limit:g} seconds."
            raise psycopg.OperationalError(message) from error


class _Dialect(PGDialect_psycopg):
    """PostgreSQL by connections that give up."""

    driver = "impatient"
    supports_statement_cache = True

    def connect(self, *words: Any, seconds: float | None = None, **named: Any) -> Any:
        """A new connection; an answer on it may take `seconds`."""
        connection: _Impatient = _Impatient.connect(*words, **named)
        connection.seconds = seconds
        return connection

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether a connection that was kept open is still good."""
        with patience(CONNECT_SECONDS):
            return bool(super().do_ping(dbapi_connection))  # type: ignore[no-untyped-call]


sa.dialects.registry.register("postgresql.impatient", __name__, _Dialect.__name__)


def engine(
    url: str,
    *,
    seconds: int | None = None,
    connections: int = 1,
    session: dict[str, str] | None = None,
    autocommit: bool = False,
) -> sa.Engine:
    """A pool of at most so many connections; `session` are settings of the server for them.

    A statement may take `seconds`; None: as long as it needs, for who copies whole tables.
    """
    wanted = {**_SESSION, **(session or {})}
    if seconds is not None:
        wanted["statement_timeout"] = f"{seconds}s"
    address = sa.make_url(url).set(drivername="postgresql+impatient")
    # No prepared statements: a pooler between us and the server may change the server's process.
    connect: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "seconds": None if seconds is None else seconds + _GRACE,
        "application_name": "sales analytics",
        "prepare_threshold": None,
        **_KEEPALIVE,
        **{name: value for name, value in address.query.items() if name != "options"},
        "options": " ".join([*_options(wanted), str(address.query.get("options", ""))]).strip(),
    }
    return sa.create_engine(
        address.set(query={}),
        connect_args=connect,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        use_native_hstore=False,
        **({"isolation_level": "AUTOCOMMIT"} if autocommit else {}),
    )


def _options(session: dict[str, str]) -> list[str]:
    return [f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in session.items()]


@contextmanager
def sentences(url: str) -> Iterator[None]:
    """Turn what the server or the way to it refuses into a StoreFailed with a sentence."""
    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        if not isinstance(cause, psycopg.Error):  # a draft's database, which speaks for itself
            raise
        raise StoreFailed(_sentence(cause, sa.make_url(url))) from error
    except sa.exc.TimeoutError as error:
        where = _place(sa.make_url(url))
        raise StoreFailed(f"{where}: every connection is busy; try again.") from error


def _sentence(cause: psycopg.Error, url: sa.URL) -> str:
    state = cause.sqlstate or ""
    where, said = _place(url), _said(cause, url)
    if state == "42501":
        return (
            f"{where} does not let {url.username or 'this user'} do that ({said}). Who loads data "
            f'needs: GRANT CREATE ON DATABASE "{url.database}" TO "{url.username}".'
        )
    if not state:
        return f"{where} cannot be reached: {said}. Check DATABASE_URL, and that the server runs."
    if state == "57014":
        return f"{where} took too long to answer."
    return f"{where} failed: {said}."


def _place(url: sa.URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL on {host}:{url.port or 5432} (database {url.database or url.username})"


def _said(cause: psycopg.Error, url: sa.URL) -> str:
    """What the server or its library said, in one line."""
    text = cause.diag.message_primary or " ".join(str(cause).split())
    text = text.rpartition("FATAL: ")[2].strip().rstrip(".")
    return text.replace(url.password, "***") if url.password else text
