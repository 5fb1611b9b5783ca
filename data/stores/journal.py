"""What happened to the releases of a shop on ClickHouse, one row each; nothing is ever changed.

There are no transactions there, but one row is written whole or not at all: the row that says that
a release is published is what makes it the one that is served. Which rows there are decides
everything, in the order of their numbers.

    begun       its tables are being filled, by whom
    published   it is whole, what it says about itself, and from now on it is served
    served      somebody went back to it
    removed     it is served never again, and its tables go
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from clickhouse_connect.driver.exceptions import Error

from data.release_info import ReleaseInfo, as_texts, from_texts

_journal = sa.Table(
    "sales_analytics_journal",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger),
    sa.Column("happened", sa.DateTime),
    sa.Column("what", sa.String),
    sa.Column("release", sa.String),
    sa.Column("said", sa.String),
)
_COLUMNS = (
    "number Int64, happened DateTime64(6, 'UTC') DEFAULT now64(6), what LowCardinality(String), "
    "release String, said String"
)
# Whose tables are still being filled after this is thought to be dead, wherever it was.
_A_DAY = timedelta(days=1)

_UNKNOWN_TABLE = "UNKNOWN_TABLE"


class What(StrEnum):
    """What a row says."""

    BEGUN = "begun"
    PUBLISHED = "published"
    SERVED = "served"
    REMOVED = "removed"


def create(connection: sa.Connection) -> None:
    """Make the journal where there is none yet."""
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {_journal.name} ({_COLUMNS}) "
        "ENGINE MergeTree ORDER BY (number, happened)"
    )


def write(
    connection: sa.Connection, what: What, release: str, said: str = "", after: str | None = None
) -> bool:
    """Add a row; `after`: only if that is still the release published last. Whether it is there."""
    number = sa.func.coalesce(sa.func.max(_journal.c.number), 0) + 1
    row = sa.select(
        number, *(sa.literal(text, sa.String) for text in (what.value, release, said))
    ).select_from(_journal)
    if after is not None:
        row = row.having(_last_published() == after)
    names = ["number", "what", "release", "said"]
    connection.execute(sa.insert(_journal).from_select(names, row))
    there = sa.select(sa.func.count()).where(
        _journal.c.what == what.value, _journal.c.release == release
    )
    return bool(connection.execute(there).scalar_one())


def publish(connection: sa.Connection, info: ReleaseInfo, after: str) -> bool:
    """Serve a release whose tables are whole; not if somebody else published since `after`."""
    return write(connection, What.PUBLISHED, info.id, json.dumps(as_texts(info)), after)


def _last_published() -> sa.ColumnElement[Any]:
    published = _journal.c.what == What.PUBLISHED.value
    return sa.func.coalesce(sa.func.maxIf(_journal.c.release, published), "")


def last_published(connection: sa.Connection) -> str:
    """The newest release that was ever published, be it still there or not; else ''."""
    return next(iter(_texts(connection, sa.select(_last_published()))), "")


def _gone() -> sa.Select[Any]:
    return sa.select(_journal.c.release).where(_journal.c.what == What.REMOVED.value)


def _kept(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Newest first."""
    return (
        sa.select(column)
        .where(_journal.c.what == What.PUBLISHED.value, _journal.c.release.not_in(_gone()))
        .order_by(_journal.c.release.desc())
    )


def current(connection: sa.Connection) -> str | None:
    """The release that is served; None where there is none, or not even a journal."""
    pointing = (What.PUBLISHED.value, What.SERVED.value)
    statement = (
        sa.select(_journal.c.release)
        .where(_journal.c.what.in_(pointing), _journal.c.release.not_in(_gone()))
        .order_by(_journal.c.number.desc(), _journal.c.happened.desc())
        .limit(1)
    )
    return next(iter(_texts(connection, statement)), None)


def ids(connection: sa.Connection) -> Sequence[str]:
    """Every release, newest first."""
    return _texts(connection, _kept(_journal.c.release))


def infos(connection: sa.Connection) -> Sequence[ReleaseInfo]:
    """What every release says about itself, newest first."""
    return [from_texts(json.loads(text)) for text in _texts(connection, _kept(_journal.c.said))]


def living(connection: sa.Connection, here: str) -> Sequence[str]:
    """Releases whose tables have to stay: the kept ones, and those that others are filling."""
    young = sa.func.now64(6) - sa.func.toIntervalSecond(int(_A_DAY.total_seconds()))
    filling = sa.select(_journal.c.release).where(
        _journal.c.what == What.BEGUN.value,
        _journal.c.said != here,
        _journal.c.happened > young,
        _journal.c.release.not_in(_gone()),
    )
    return [*ids(connection), *_texts(connection, filling)]


def _texts(connection: sa.Connection, statement: sa.Select[Any]) -> Sequence[str]:
    try:
        return [str(text) for text in connection.execute(statement).scalars()]
    except (sa.exc.DBAPIError, Error) as error:
        if _UNKNOWN_TABLE not in str(error):
            raise
        return []
