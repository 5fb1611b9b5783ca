"""Opening ClickHouse: every wait has an end, and no password reaches a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from clickhouse_connect import dbapi
from clickhouse_connect.cc_sqlalchemy.dialect import ClickHouseDialect
from clickhouse_connect.dbapi.connection import Connection
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import Error
from sqlalchemy.engine.default import DefaultExecutionContext

from data.clickhouse_cursors import ArrowCursor, StreamingCursor
from data.clickhouse_sql import Compiler
from data.releases import StoreFailed

CONNECT_SECONDS = 3
# How much longer than the server may take do we wait to hear that it gave up.
_GRACE = 3
# For who copies whole tables: between two signs of life.
_COPYING_SECONDS = 600

# What makes a statement mean here what it means to DuckDB and PostgreSQL.
_MEANING: Mapping[str, Any] = {
    "join_use_nulls": 1,  # no partner: null, not zero
    "aggregate_functions_null_for_empty": 1,  # a sum of nothing
    "cast_keep_nullable": 1,
    "prefer_column_name_to_alias": 1,  # sum(x) AS x does not change what else is said of x
    "enable_extended_results_for_datetime_functions": 1,  # the month of a day of any year
    "select_sequential_consistency": 1,  # what the pointer names is there, on every replica
    "session_timezone": "UTC",
    "allow_suspicious_low_cardinality_types": 1,
    "output_format_arrow_low_cardinality_as_dictionary": 0,
}


class _Connection(Connection):
    """A connection whose cursors keep Arrow."""

    def cursor(self, *, streaming: bool = False) -> ArrowCursor:
        """A new one; a `streaming` one never holds more than a few blocks of an answer."""
        return StreamingCursor(self.client) if streaming else ArrowCursor(self.client)


class _Driver:
    """The driver with these connections, as SQLAlchemy wants to have it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(dbapi, name)

    def connect(self, **named: Any) -> _Connection:
        """A new connection."""
        return _Connection(**named)


class _ExecutionContext(DefaultExecutionContext):
    """Streams an answer where its rows are asked for by and by (`yield_per`)."""

    def create_server_side_cursor(self) -> Any:
        """Like the others, but for when it reads."""
        raw: Any = self._dbapi_connection
        return raw.cursor(streaming=True)


class _Dialect(ClickHouseDialect):
    """ClickHouse with answers in Arrow, and statements that mean what they mean elsewhere."""

    driver = "arrow"
    statement_compiler = Compiler
    execution_ctx_cls = _ExecutionContext
    supports_server_side_cursors = True
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Ours."""
        return _Driver()

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Questions are answered in Arrow; all else is left to the driver."""
        compiled = getattr(context, "compiled", None)
        if isinstance(getattr(compiled, "statement", None), sa.Select | sa.CompoundSelect):
            cursor.ask(statement, parameters, getattr(compiled, "_result_columns", ()))
        else:
            execute: Any = super().do_execute
            execute(cursor, statement, parameters, context)


sa.dialects.registry.register("clickhousedb.arrow", __name__, _Dialect.__name__)


def engine(
    url: str,
    *,
    database: str | None = None,
    seconds: int | None = None,
    connections: int = 1,
    session: Mapping[str, Any] | None = None,
) -> sa.Engine:
    """A pool of at most so many connections; `session` are settings of the server for them.

    `database`: another than that of the address. A statement may take `seconds`; None: as long as
    it needs, for who copies whole tables.
    """
    address = sa.make_url(url).set(drivername="clickhousedb+arrow")
    settings = {**_MEANING, **(session or {})}
    if seconds is not None:
        settings["max_execution_time"] = seconds
    return sa.create_engine(
        address if database is None else address.set(database=database),
        connect_args={**settings, **_way_to(address, seconds)},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,
    )


def _way_to(address: sa.URL, seconds: int | None) -> Mapping[str, Any]:
    """How the server is spoken to; an engine inside this process needs no way."""
    if address.query.get("interface") == "chdb":
        return {}
    return {
        "connect_timeout": CONNECT_SECONDS,
        "send_receive_timeout": _COPYING_SECONDS if seconds is None else seconds + _GRACE,
        # Questions of one session would have to wait for one another.
        "autogenerate_session_id": False,
        "client_name": "sales analytics",
        "query_retries": 0,
    }


def client_of(connection: sa.Connection) -> Client:
    """The driver's own client, for what SQLAlchemy has no words for."""
    raw: Any = connection.connection.driver_connection
    client: Client = raw.client
    return client


def databases(connection: sa.Connection) -> Sequence[str]:
    """The names of those that there are."""
    found = client_of(connection).query_arrow("SELECT name FROM system.databases ORDER BY name")
    return [str(name) for name in found.column("name").to_pylist()]


@contextmanager
def sentences(url: str) -> Iterator[None]:
    """Turn what the server or the way to it refuses into a StoreFailed with a sentence."""
    try:
        yield
    except (sa.exc.DBAPIError, Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        if not isinstance(cause, Error):
            raise  # a draft's database, which speaks for itself
        raise StoreFailed(_sentence(cause, sa.make_url(url))) from error
    except sa.exc.TimeoutError as error:
        where = _place(sa.make_url(url))
        raise StoreFailed(f"{where}: every connection is busy; try again.") from error


_CODE = re.compile(r"Code: (\d+)|error code (\d+)")
_REFUSED = {497, 164}  # ACCESS_DENIED, READONLY
_SLOW = {159, 160}  # TIMEOUT_EXCEEDED, TOO_SLOW
_STRANGER = {516, 81}  # AUTHENTICATION_FAILED, UNKNOWN_DATABASE


def _sentence(cause: BaseException, url: sa.URL) -> str:
    said = _said(cause, url)
    found = _CODE.search(str(cause))
    code = int(found.group(1) or found.group(2)) if found else None
    where = _place(url)
    if code is None or code in _STRANGER:
        return f"{where} cannot be reached: {said}. Check DATABASE_URL, and that the server runs."
    if code in _REFUSED:
        return (
            f"{where} does not let {url.username or 'this user'} do that ({said}). Who loads data "
            f"needs the right to create and drop databases that begin with "
            f"{url.database or 'default'}_release_, and to fill their tables."
        )
    if code in _SLOW:
        return f"{where} took too long to answer."
    return f"{where} failed: {said}."


def _place(url: sa.URL) -> str:
    host = url.host or "localhost"
    return f"ClickHouse on {host}:{url.port or 8123} (database {url.database or 'default'})"


def _said(cause: BaseException, url: sa.URL) -> str:
    """What the server or its library said, in one line."""
    text = _of_the_way(cause) or " ".join(str(cause).split())
    text = text.rpartition("DB::Exception: ")[2].partition(" (version ")[0].strip().rstrip(".")
    return text.replace(url.password, "***") if url.password else text


def _of_the_way(cause: BaseException) -> str | None:
    """What the system said, where it was not the server that spoke."""
    met: BaseException | None = cause
    while met is not None:
        if isinstance(met, OSError) and met.strerror:
            return met.strerror
        met = met.__cause__ or met.__context__
    return None
