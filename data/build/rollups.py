"""Sums by calendar month of the whole shop."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.periods import Grain, Period, buckets, month_end
from data.span import Span, span_of


def fill_months(connection: sa.Connection) -> None:
    """One row per month from the first to the last day, complete once its last day has passed."""
    months = sa.values(
        sa.column("month", sa.Date), sa.column("is_complete", sa.Boolean), name="months"
    ).data(_months(span_of(connection)))
    sales, reversals = _sales().subquery("sales"), _reversals().subquery("reversals")
    gross, discount = _zero(sales.c.gross), _zero(sales.c.discount)
    reversed_ = _zero(reversals.c.amount)
    rows = (
        sa.select(
            months.c.month,
            _zero(sales.c.orders).label("orders"),
            _zero(sales.c.customers).label("customers"),
            _zero(sales.c.quantity).label("units"),
            gross.label("gross_sales"),
            discount.label("discounts"),
            reversed_.label("reversals"),
            (gross - discount - reversed_).label("net_sales"),
            months.c.is_complete,
        )
        .select_from(
            months.outerjoin(sales, sales.c.month == months.c.month).outerjoin(
                reversals, reversals.c.month == months.c.month
            )
        )
        .order_by(months.c.month)
    )
    fill(connection, schema.monthly_sales, rows)


def _months(span: Span) -> list[tuple[date, bool]]:
    """First day of each month, and whether the data reach its last day."""
    months = buckets(Period(span.first_day, span.last_day), Grain.MONTH)
    return [(month, month_end(month) <= span.last_day) for month in months]


def _sales() -> sa.Select[Any]:
    fact = schema.fact_orders
    return sa.select(
        _month_of(fact),
        sa.func.count().label("orders"),
        sa.func.count(sa.distinct(fact.c.customer_key)).label("customers"),
        sa.func.sum(fact.c.quantity).label("quantity"),
        sa.func.sum(fact.c.gross).label("gross"),
        sa.func.sum(fact.c.discount).label("discount"),
    ).group_by("month")


def _reversals() -> sa.Select[Any]:
    fact = schema.fact_reversals
    return sa.select(_month_of(fact), sa.func.sum(fact.c.amount).label("amount")).group_by("month")


def _month_of(fact: sa.Table) -> sa.Label[Any]:
    return sa.cast(sa.func.date_trunc("month", fact.c.date), sa.Date).label("month")


def _zero(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, 0)
