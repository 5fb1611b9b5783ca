"""What the release before said of each order, kept while the new one is built over it.

A draft begins as a copy of the release it goes on from, and still holds its derived tables.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import fill

log = logging.getLogger(__name__)

# Live in the connection that builds, and may spill to disk.
TEMPORARY = sa.MetaData()


def temporary(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """A table of the building connection alone."""
    return sa.Table(name, TEMPORARY, *columns, prefixes=["TEMPORARY"])


closed_months = temporary("closed_months", sa.Column("month", sa.Date))
orders_before = temporary(
    "orders_before",
    sa.Column("order_id", sa.String),
    sa.Column("rate", schema.Rate),
    sa.Column("month", sa.Date),
    sa.Column("gross", schema.Money),
    sa.Column("discount", schema.Money),
)
reversals_before = temporary(
    "reversals_before",
    sa.Column("order_id", sa.String),
    sa.Column("month", sa.Date),
    sa.Column("date", sa.Date),
    sa.Column("amount", schema.Money),
)


@dataclass(frozen=True, slots=True)
class Lineage:
    """A release that is built, and the one it goes on from."""

    release: str
    base: str


def take(connection: sa.Connection, lineage: Lineage | None, currency: str) -> Lineage | None:
    """Keep what the base said, to be compared; None where there is nothing that could be."""
    forget(connection)
    if lineage is None or not _comparable(connection, lineage, currency):
        return None
    TEMPORARY.create_all(connection, checkfirst=False)
    month = schema.monthly_sales
    fill(connection, closed_months, sa.select(month.c.month).where(month.c.is_complete))
    fill(connection, orders_before, orders_now())
    fill(connection, reversals_before, reversals_now())
    return lineage


def forget(connection: sa.Connection) -> None:
    """Drop what was kept."""
    TEMPORARY.drop_all(connection, checkfirst=True)


def orders_now() -> sa.Select[Any]:
    """Every order; month and money are null where it is not in the facts."""
    order, fact = schema.dim_order, schema.fact_orders
    return sa.select(
        order.c.order_id,
        order.c.rate,
        month_of(fact.c.date).label("month"),
        fact.c.gross,
        fact.c.discount,
    ).select_from(order.outerjoin(fact, fact.c.order_key == order.c.order_key))


def reversals_now() -> sa.Select[Any]:
    """What was taken back of each order on each day of the closed months."""
    order, fact = schema.dim_order, schema.fact_reversals
    month = month_of(fact.c.date)
    return (
        sa.select(
            order.c.order_id,
            month.label("month"),
            fact.c.date,
            sa.func.sum(fact.c.amount).label("amount"),
        )
        .join_from(fact, order, order.c.order_key == fact.c.order_key)
        .where(month.in_(sa.select(closed_months.c.month)))
        .group_by(order.c.order_id, fact.c.date)
    )


def month_of(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The first day of a day's month."""
    return sa.cast(sa.func.date_trunc("month", day), sa.Date)


def _comparable(connection: sa.Connection, lineage: Lineage, currency: str) -> bool:
    there = set(sa.inspect(connection).get_table_names())
    if not {schema.dim_order.name, schema.monthly_sales.name, schema.release_info.name} <= there:
        log.warning(
            "what changed in closed months is not known: the release before is of an older version",
            extra={"release": lineage.base},
        )
        return False
    info = schema.release_info
    told = sa.select(info.c.value).where(info.c.key == "currency")
    before = connection.execute(told).scalar_one_or_none()
    if before != currency:
        log.warning(
            "what changed in closed months is not known: amounts were in another currency",
            extra={"release": lineage.base, "before": before, "now": currency},
        )
    return bool(before == currency)
