"""Statements about time between orders: counts by day and by order number, never single people.

Filters choose the orders from which time is counted; the next order is the customer's next of any
kind, because the rhythm of a customer is decided over the whole history.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.cohorts import HORIZONS
from data.filters import Filters
from data.queries.sources import with_next
from data.schema import Format

# Orders up to this number are told apart.
MOST_ORDERS = 10


def gaps(filters: Filters, last_day: date) -> sa.Select[Any]:
    """Columns `day`, `events`, `censored`: days with an order, by the days until the next one.

    `events` were followed by a next order after so many days, `censored` by none until the end of
    the data. Orders on one day are one.
    """
    days = _days_with_orders(schema.fact_orders, ())
    known = _with_next(days)
    kept = _days_with_orders(schema.fact_orders, filters.where(schema.fact_orders)).cte("kept")
    same = sa.and_(kept.c.customer_key == known.c.customer_key, kept.c.date == known.c.date)
    until = sa.func.coalesce(known.c.next_day, sa.cast(sa.literal(last_day), sa.Date))
    followed = sa.func.count(known.c.next_day)
    columns: list[sa.Label[Any]] = [
        sa.cast(until - known.c.date, sa.Integer).label("day"),
        followed.label("events"),
        (sa.func.count() - followed).label("censored"),
    ]
    return sa.select(*columns).select_from(known.join(kept, same)).group_by("day").order_by("day")


def _days_with_orders(
    order: sa.Table, conditions: list[sa.ColumnElement[bool]] | tuple[()]
) -> sa.Select[Any]:
    known = order.c.customer_key.is_not(None)
    return sa.select(order.c.customer_key, order.c.date).where(known, *conditions).distinct()


def _with_next(days: sa.Select[Any]) -> sa.CTE:
    day = days.cte("order_days")
    next_day = sa.func.lead(day.c.date).over(partition_by=day.c.customer_key, order_by=day.c.date)
    return sa.select(*day.c, next_day.label("next_day")).cte("with_next")


def next_orders(filters: Filters, last_day: date, built: Format = Format.FACTS) -> sa.Select[Any]:
    """A row per order number `n` up to MOST_ORDERS, and for each horizon h two columns.

    `observed_h`: customers whose nth order lies at least h days before the end of the data;
    `came_h`: those of them who placed the next one within h days.
    """
    nth = schema.fact_orders
    table, next_on = with_next(built)
    counted: list[sa.Label[int]] = []
    for days in HORIZONS:
        observed = nth.c.date <= last_day - timedelta(days=days)
        came = sa.and_(observed, next_on <= nth.c.date + days)
        counted += [_count(observed, f"observed_{days}"), _count(came, f"came_{days}")]
    return (
        sa.select(nth.c.order_rank.label("n"), *counted)
        .select_from(table)
        .where(nth.c.order_rank <= MOST_ORDERS, *filters.where(nth))
        .group_by(nth.c.order_rank)
        .order_by(nth.c.order_rank)
    )


def _count(condition: sa.ColumnElement[bool], name: str) -> sa.Label[int]:
    return sa.func.count(sa.case((condition, 1), else_=None)).label(name)
