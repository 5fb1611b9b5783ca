"""Months of the whole shop, without gaps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import insert
from data.periods import Grain, Period, buckets, month_end
from data.span import span_of


def fill_months(connection: sa.Connection) -> None:
    """Add up sales by order month and reversals by their own month; months without rows are 0."""
    span = span_of(connection)
    months = buckets(Period(span.first_day, span.last_day), Grain.MONTH)
    spine = sa.values(
        sa.column("month", sa.Date), sa.column("is_complete", sa.Boolean), name="months"
    ).data([(first, month_end(first) <= span.last_day) for first in months])
    sales, reversals = _sales(), _reversals()
    joined = spine.outerjoin(sales, sales.c.month == spine.c.month).outerjoin(
        reversals, reversals.c.month == spine.c.month
    )

    def zero(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(column, 0)

    names = ("orders", "customers", "units", "gross_sales", "discounts")
    net = zero(sales.c.gross_sales) - zero(sales.c.discounts) - zero(reversals.c.amount)
    insert(
        connection,
        schema.monthly_sales,
        sa.select(
            spine.c.month,
            *(zero(sales.c[name]).label(name) for name in names),
            zero(reversals.c.amount).label("reversals"),
            net.label("net_sales"),
            spine.c.is_complete,
        )
        .select_from(joined)
        .order_by(spine.c.month),
    )


def _month(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.date_trunc("month", day), sa.Date).label("month")


def _sales() -> sa.Subquery:
    fact = schema.fact_orders
    return (
        sa.select(
            _month(fact.c.date),
            sa.func.count().label("orders"),
            sa.func.count(sa.distinct(fact.c.customer_key)).label("customers"),
            sa.func.sum(fact.c.quantity).label("units"),
            sa.func.sum(fact.c.gross).label("gross_sales"),
            sa.func.sum(fact.c.discount).label("discounts"),
        )
        .group_by("month")
        .subquery("sales")
    )


def _reversals() -> sa.Subquery:
    fact = schema.fact_reversals
    return (
        sa.select(_month(fact.c.date), sa.func.sum(fact.c.amount).label("amount"))
        .group_by("month")
        .subquery("reversals")
    )
