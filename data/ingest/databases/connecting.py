"""One connection that sees one moment of a source database and can change nothing in it."""

from __future__ import annotations

import configparser
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
import pymysql
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data.engines import reader_engine
from data.ingest.databases.address import Address, Engine
from data.ingest.errors import LoadError
from data.postgres import patience

CONNECT_SECONDS = 10
# How long one statement may keep us waiting for its next rows.
STATEMENT_SECONDS = 600
LOCK_SECONDS = 30


@contextmanager
def snapshot(address: Address) -> Iterator[sa.Connection]:
    """A connection whose every answer is of the same moment; LoadError for what goes wrong."""
    try:
        engine = _ENGINES[address.engine](address)
        try:
            # A server that is frozen says nothing; nobody waits for it for ever.
            with patience(STATEMENT_SECONDS), engine.connect() as connection:
                yield _BEGINNINGS[address.engine](connection)
                connection.rollback()
        finally:
            engine.dispose()
    except DBAPIError as error:
        raise LoadError(_sentence(address, error)) from None
    except (psycopg.Error, pymysql.MySQLError, sqlite3.Error) as error:
        raise LoadError(f"{address.name} cannot be read: {_said(address, error)}") from None
    except (SQLAlchemyError, TypeError, ValueError, configparser.Error) as error:
        if isinstance(error, LoadError):
            raise
        what = address.without_secrets(str(error).strip().splitlines()[0])
        raise LoadError(f"{address.name} cannot be read: {what}") from None


def _sentence(address: Address, error: DBAPIError) -> str:
    """What went wrong, in one line and without a password."""
    what = _said(address, error.orig or error)
    if error.connection_invalidated or error.statement is None:
        return (
            f"{address.name} cannot be reached: {what} Check that it runs, its address, and the "
            "user's name and password."
        )
    return f"{address.name} cannot be read: {what}"


def _said(address: Address, error: BaseException) -> str:
    # MySQL's driver says a number and a text.
    texts = [text for text in error.args if isinstance(text, str)] or [str(error)]
    lines = texts[-1].strip().splitlines() or ["no reason given"]
    return address.without_secrets(lines[0].strip()).rstrip(".") + "."


def _postgresql(address: Address) -> sa.Engine:
    options = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "sales-analytics",
        # A server that went away without a word is noticed within a minute.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
    }
    return _served(address, "postgresql+impatient", options)


def _mysql(address: Address) -> sa.Engine:
    options = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": STATEMENT_SECONDS,
        "write_timeout": CONNECT_SECONDS,
        "charset": "utf8mb4",
    }
    return _served(address, "mysql+pymysql", options)


def _served(address: Address, driver: str, options: Mapping[str, Any]) -> sa.Engine:
    # What the URL says about an option wins.
    chosen = {name: value for name, value in options.items() if name not in address.url.query}
    return sa.create_engine(
        address.url.set(drivername=driver),
        connect_args=chosen,
        poolclass=sa.NullPool,
        hide_parameters=True,
    )


def _sqlite(address: Address) -> sa.Engine:
    path = _existing(address)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=LOCK_SECONDS,
        )

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)


def _duckdb(address: Address) -> sa.Engine:
    return reader_engine(_existing(address))


def _existing(address: Address) -> Any:
    if not address.path.is_file():
        raise LoadError(f"There is no database file {address.path}.")
    return address.path


def _begin_postgresql(connection: sa.Connection) -> sa.Connection:
    begun = connection.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    for setting in (
        "TimeZone = 'UTC'",
        "DateStyle = 'ISO, YMD'",
        f"statement_timeout = '{STATEMENT_SECONDS}s'",
        f"lock_timeout = '{LOCK_SECONDS}s'",
    ):
        begun.exec_driver_sql(f"SET LOCAL {setting}")
    return begun


def _begin_mysql(connection: sa.Connection) -> sa.Connection:
    for statement in (
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    ):
        connection.exec_driver_sql(statement)
    return connection


def _begin_sqlite(connection: sa.Connection) -> sa.Connection:
    # The driver begins no transaction before a SELECT by itself.
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    return connection


def _begin_duckdb(connection: sa.Connection) -> sa.Connection:
    # Nobody can write to a file that is open for reading.
    return connection


_ENGINES: Mapping[Engine, Callable[[Address], sa.Engine]] = {
    Engine.POSTGRESQL: _postgresql,
    Engine.MYSQL: _mysql,
    Engine.SQLITE: _sqlite,
    Engine.DUCKDB: _duckdb,
}
_BEGINNINGS: Mapping[Engine, Callable[[sa.Connection], sa.Connection]] = {
    Engine.POSTGRESQL: _begin_postgresql,
    Engine.MYSQL: _begin_mysql,
    Engine.SQLITE: _begin_sqlite,
    Engine.DUCKDB: _begin_duckdb,
}
