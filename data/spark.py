"""Opening Spark SQL: every wait has an end, and no password reaches a message.

    sparksql://user:password@host:10000/shop?folder=/mnt/shops/shop

The host is that of the cluster's Thrift server. The folder is one that the cluster's workers and
whoever loads data reach under the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from pyhive import hive
from sqlalchemy.engine.default import DefaultDialect
from TCLIService.ttypes import TCloseSessionReq, TGetInfoReq, TGetInfoType
from thrift.Thrift import TException
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport
from thrift_sasl import TSaslClientTransport

from data.releases import StoreFailed
from data.spark_answers import Cursor
from data.spark_sql import Compiler, Names, Types

CONNECT_SECONDS = 3
# How much longer than the server may take do we wait to hear that it gave up: its workers are
# told first.
_GRACE = 10
# For who publishes: a cluster may have to start what does the work.
_PUBLISHING_SECONDS = 600
_PORT = 10_000
_NAME = "sales-analytics"
# Said when a session begins: what a single statement asks for, the server does not hear.
_SESSION = {
    # What makes a statement mean here what it means to DuckDB and PostgreSQL.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what cannot be reckoned is said, not missing
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.sources.useV1SourceList": "parquet",
}
_QUESTION = re.compile(r"\s*(SELECT|WITH|VALUES|\()", re.IGNORECASE)


class Unreachable(hive.OperationalError):
    """The way to the server is broken, or it hung up."""


class _Client:
    """The protocol's calls; whatever breaks on the way is said as an error of databases."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def called(asked: Any) -> Any:
            with _on_the_way():
                return call(asked)

        return called


@contextmanager
def _on_the_way() -> Iterator[None]:
    try:
        yield
    except (TException, OSError, EOFError, ValueError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error


class _Socket(TSocket):
    """A way to a server: soon open or never, and no answer is waited for longer than so long."""

    def __init__(self, host: str, port: int, seconds: int | None) -> None:
        super().__init__(host, port)
        self._seconds = _PUBLISHING_SECONDS if seconds is None else seconds + _GRACE

    def open(self) -> None:
        """Connect."""
        self.setTimeout(CONNECT_SECONDS * 1000)
        super().open()
        self.setTimeout(self._seconds * 1000)


class _Connection(hive.Connection):
    """A session in which a statement may take so many seconds."""

    def __init__(
        self, url: sa.URL, database: str, seconds: int | None, read_only: bool = False
    ) -> None:
        self._seconds = seconds
        self.read_only = read_only
        socket = _Socket(url.host or "localhost", url.port or _PORT, seconds)
        with _on_the_way():
            super().__init__(
                thrift_transport=_transport(url, socket),
                username=url.username or _NAME,
                database=database,
                configuration={f"set:hiveconf:{name}": said for name, said in _SESSION.items()},
            )

    @property
    def client(self) -> Any:
        """The protocol's calls."""
        return _Client(self._client)

    def cursor(self) -> Cursor:
        """A new one."""
        return Cursor(self, self._seconds)

    def close(self) -> None:
        """End the session; nothing is said to a server that is gone."""
        with suppress(hive.Error):
            self.client.CloseSession(TCloseSessionReq(self.sessionHandle))
        self._transport.close()

    def rollback(self) -> None:
        """There are no transactions."""

    def ping(self) -> None:
        """Unreachable where the server does not know this session any more."""
        asked = TGetInfoReq(self.sessionHandle, TGetInfoType.CLI_SERVER_NAME)
        answer = self.client.GetInfo(asked)
        if answer.status.statusCode:
            raise Unreachable("the session has ended")


def _transport(url: sa.URL, socket: TSocket) -> Any:
    """`auth=NOSASL` in the address: a server that asks for no name; else name and password."""
    if url.query.get("auth") == "NOSASL":
        return TBufferedTransport(socket)
    named = {"username": url.username or _NAME, "password": str(url.password or "none")}
    return TSaslClientTransport(
        lambda: hive.get_installed_sasl(url.host, "PLAIN", **named), "PLAIN", socket
    )


class _Driver:
    """The driver with these connections, as SQLAlchemy wants to have it."""

    Binary = bytes

    def __getattr__(self, name: str) -> Any:
        return getattr(hive, name)


class _Dialect(DefaultDialect):
    """Spark SQL with answers in Arrow, and statements that mean what they mean elsewhere."""

    name = "sparksql"
    driver = "thrift"
    default_paramstyle = "pyformat"
    statement_compiler = Compiler
    type_compiler_cls = Types
    preparer: Any = Names
    supports_statement_cache = True
    supports_native_boolean = True
    supports_native_decimal = True
    supports_sane_rowcount = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """Ours."""
        return _Driver()

    def initialize(self, connection: Any) -> None:
        """Nothing has to be found out."""

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """What nobody compiled has no places for values; who may only read only asks."""
        if cursor.connection.read_only and not _QUESTION.match(statement):
            raise hive.ProgrammingError("Through this connection nothing but questions is sent.")
        compiled = getattr(context, "compiled", None)
        cursor.execute(statement, None if compiled is None else parameters)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether it still answers; nothing is asked of the cluster."""
        dbapi_connection.ping()
        return True

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:  # noqa: ARG002
        """Whether the connection is of no more use."""
        return isinstance(e, Unreachable)


sa.dialects.registry.register("sparksql", __name__, _Dialect.__name__)


def engine(
    url: str,
    *,
    database: str = "default",
    seconds: int | None = None,
    connections: int = 1,
    read_only: bool = False,
) -> sa.Engine:
    """A pool of at most so many connections to a database that is there.

    A statement may take `seconds`; None: as long as it needs, for who publishes. Through a
    read-only one nothing but questions is sent.
    """
    address = sa.make_url(url)
    return sa.create_engine(
        address,
        creator=lambda: _Connection(address, database, seconds, read_only),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def folder_of(url: str) -> str:
    """Where the shop's files are, as whoever loads data and the cluster's workers call it."""
    found = sa.make_url(url).query.get("folder")
    if not found:
        raise StoreFailed(
            "DATABASE_URL says no folder for Spark's files: end it with ?folder=/a/shared/folder."
        )
    return str(found)


@contextmanager
def sentences(url: str) -> Iterator[None]:
    """Turn what the server or the way to it refuses into a StoreFailed with a sentence."""
    try:
        yield
    except (sa.exc.DBAPIError, hive.Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        if not isinstance(cause, hive.Error):
            raise  # a draft's database, which speaks for itself
        raise StoreFailed(_sentence(cause, sa.make_url(url))) from error
    except sa.exc.TimeoutError as error:
        where = _place(sa.make_url(url))
        raise StoreFailed(f"{where}: every connection is busy; try again.") from error


_SLOW = re.compile(r"timed? ?out", re.IGNORECASE)


def _sentence(cause: BaseException, url: sa.URL) -> str:
    said = str(cause).strip().rstrip(".")
    if url.password:
        said = said.replace(str(url.password), "***")
    where = _place(url)
    if isinstance(cause, Unreachable):
        return f"{where} cannot be reached: {said}. Check DATABASE_URL, and that the server runs."
    if _SLOW.search(said):
        return f"{where} took too long to answer."
    return f"{where} failed: {said}."


def _place(url: sa.URL) -> str:
    return f"Spark on {url.host or 'localhost'}:{url.port or _PORT} (shop {url.database})"
