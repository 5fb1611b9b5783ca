"""The frames of months, weeks and days as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.periods import Grain, Period, bucket_period, buckets


def series_frame(grain: Grain, first_day: date, cut: date) -> sa.Select[Any]:
    """One row per period from the first day with data to `cut`; see `series_columns`.

    The column of the period's first day is named like the grain.
    """
    periods = sa.values(
        sa.column("start", sa.Date), sa.column("is_complete", sa.Boolean), name="periods"
    ).data(_periods(grain, first_day, cut))
    sold, back = sales(grain, cut).subquery("sold"), taken_back(grain, cut).subquery("back")
    start = periods.c.start
    joined = periods.outerjoin(sold, sold.c.start == start).outerjoin(back, back.c.start == start)
    return (
        sa.select(start.label(grain.value), *measures(sold, back), periods.c.is_complete)
        .select_from(joined)
        .order_by(start)
    )


def measures(sold: sa.Subquery, back: sa.Subquery) -> list[sa.Label[Any]]:
    """What is known of a period, 0 where nothing happened in it."""
    names = ("orders", "customers", "new_customers", "guest_orders", "units")
    gross, discounts = _zero(sold.c.gross), _zero(sold.c.discount)
    reversals = _zero(back.c.amount)
    return [
        *(_zero(sold.c[name]).label(name) for name in names),
        gross.label("gross_sales"),
        discounts.label("discounts"),
        reversals.label("reversals"),
        (gross - discounts - reversals).label("net_sales"),
    ]


def sales(grain: Grain, cut: date) -> sa.Select[Any]:
    """Orders placed by the day, by the first day of their period (`start`)."""
    fact = schema.fact_orders
    return (
        sa.select(
            _start_of(fact, grain),
            sa.func.count().label("orders"),
            sa.func.count(sa.distinct(fact.c.customer_key)).label("customers"),
            sa.func.count(sa.case((fact.c.order_rank == 1, 1), else_=None)).label("new_customers"),
            (sa.func.count() - sa.func.count(fact.c.customer_key)).label("guest_orders"),
            sa.cast(sa.func.sum(fact.c.quantity), sa.BigInteger).label("units"),
            sa.func.sum(fact.c.gross).label("gross"),
            sa.func.sum(fact.c.discount).label("discount"),
        )
        .where(fact.c.date <= cut)
        .group_by("start")
    )


def taken_back(grain: Grain, cut: date) -> sa.Select[Any]:
    """Reversals that happened by the day, by the first day of their own period."""
    fact = schema.fact_reversals
    return (
        sa.select(_start_of(fact, grain), sa.func.sum(fact.c.amount).label("amount"))
        .where(fact.c.date <= cut)
        .group_by("start")
    )


def _periods(grain: Grain, first_day: date, cut: date) -> list[tuple[date, bool]]:
    """First day of each period, and whether all of it lies within the days that are known."""
    found = []
    for start in buckets(Period(first_day, cut), grain):
        whole = bucket_period(start, grain)
        found.append((start, whole.start >= first_day and whole.end <= cut))
    return found


def _start_of(fact: sa.Table, grain: Grain) -> sa.Label[Any]:
    if grain is Grain.DAY:
        return fact.c.date.label("start")
    return sa.cast(sa.func.date_trunc(grain.value, fact.c.date), sa.Date).label("start")


def _zero(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, 0)
