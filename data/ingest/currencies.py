"""Which currency a shop reports in, and which the amounts of a file are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from data import schema
from data.ingest import staging
from data.ingest.report import FileReport
from data.ingest.staging import Bench


def told(connection: sa.Connection) -> Mapping[str, str]:
    """What the release that a draft began as said about itself; empty for a first load."""
    info = schema.release_info
    rows = connection.execute(sa.select(info.c.key, info.c.value))
    return {row.key: row.value for row in rows}


def reporting(connection: sa.Connection, wanted: str | None) -> str | None:
    """The wanted currency, else that of the release before, else the one most orders are in."""
    if wanted:
        return wanted.upper()
    return told(connection).get("currency") or _most_frequent(connection)


def most_named(bench: Bench, code: sa.ColumnElement[str]) -> str | None:
    """The currency that most rows of a source name in a column, in capitals; None if none does."""
    named = sa.func.upper(code)
    query = (
        sa.select(named)
        .where(named.is_not(None))
        .group_by(named)
        .order_by(sa.func.count().desc(), named)
        .limit(1)
    )
    found: str | None = bench.run(query).scalar_one_or_none()
    return found


def _most_frequent(connection: sa.Connection) -> str | None:
    currency = schema.orders.c.currency
    query = (
        sa.select(currency).group_by(currency).order_by(sa.func.count().desc(), currency).limit(1)
    )
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def stored(connection: sa.Connection) -> tuple[str, ...]:
    """The currencies of all orders in the store."""
    currency = schema.orders.c.currency
    return tuple(connection.execute(sa.select(currency).distinct().order_by(currency)).scalars())


def named(bench: Bench, reports: Sequence[FileReport]) -> list[FileReport]:
    """The reports of a source, saying which currencies its orders are in."""
    query = sa.select(staging.orders.c.currency).distinct().order_by(staging.orders.c.currency)
    currencies = tuple(bench.run(query).scalars())
    return [replace(report, currencies=currencies) for report in reports]
