"""Statements about cohorts: who came first when, and who came again in which window.

The cohort of a customer follows from the first order ever, before any filter. Filters look at that
order to say who belongs, and at every other row to say what counts; products and categories only
at the latter, because nobody is a new customer of a shop anew for each of its products.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.cohorts import WINDOW_DAYS, Clock
from data.filters import Filters
from data.periods import Grain


def sizes(filters: Filters, grain: Grain) -> sa.Select[Any]:
    """A row per cohort, oldest first: `cohort`, `size`, `last_first` (the last first order)."""
    who = _members(filters, grain)
    return (
        sa.select(
            who.c.cohort,
            sa.func.count().label("size"),
            sa.func.max(who.c.first_day).label("last_first"),
        )
        .group_by(who.c.cohort)
        .order_by(who.c.cohort)
    )


def cells(filters: Filters, grain: Grain, clock: Clock) -> sa.Select[Any]:
    """A row per cohort and window in which anything happened.

    Columns `cohort`, `k`, `active` (customers with an order), `value` (net sales by order day, of
    this window and all before it).
    """
    who = _members(filters, grain)
    came, back = _came(filters, who, clock), _taken_back(filters, who, clock)
    keys = sa.union(*(sa.select(part.c.cohort, part.c.k) for part in (came, back))).cte("cells")
    joined: sa.FromClause = keys
    for part in (came, back):
        here = sa.and_(part.c.cohort == keys.c.cohort, part.c.k == keys.c.k)
        joined = joined.outerjoin(part, here)
    value = sa.func.coalesce(came.c.sold, 0) - sa.func.coalesce(back.c.amount, 0)
    so_far = sa.func.sum(value).over(partition_by=keys.c.cohort, order_by=keys.c.k)
    return (
        sa.select(
            keys.c.cohort,
            keys.c.k,
            sa.func.coalesce(came.c.active, 0).label("active"),
            so_far.label("value"),
        )
        .select_from(joined)
        .order_by(keys.c.cohort, keys.c.k)
    )


def _members(filters: Filters, grain: Grain) -> sa.CTE:
    """Whose first order ever lies in the period; each in one cohort, for good."""
    order = schema.fact_orders
    of_orders = filters.changed("products", ()).changed("categories", ())
    cohort = sa.cast(sa.func.date_trunc(grain.value, order.c.date), sa.Date)
    return (
        sa.select(order.c.customer_key, order.c.date.label("first_day"), cohort.label("cohort"))
        .where(order.c.order_rank == 1, *of_orders.where(order))
        .cte("members")
    )


def _came(filters: Filters, who: sa.CTE, clock: Clock) -> sa.CTE:
    fact = schema.fact_lines if filters.touches_products else schema.fact_orders
    return (
        sa.select(
            who.c.cohort,
            _window(who.c.first_day, fact.c.date, clock).label("k"),
            sa.func.count(sa.distinct(fact.c.customer_key)).label("active"),
            sa.func.sum(fact.c.gross - fact.c.discount).label("sold"),
        )
        .select_from(fact.join(who, who.c.customer_key == fact.c.customer_key))
        .where(*filters.within(None).where(fact))
        .group_by("cohort", "k")
        .cte("came")
    )


def _taken_back(filters: Filters, who: sa.CTE, clock: Clock) -> sa.CTE:
    """Reversals by the day of their order; one from before the first order falls into window 0."""
    fact = schema.fact_reversals
    window = sa.func.greatest(_window(who.c.first_day, fact.c.order_date, clock), 0)
    return (
        sa.select(who.c.cohort, window.label("k"), sa.func.sum(fact.c.amount).label("amount"))
        .select_from(fact.join(who, who.c.customer_key == fact.c.customer_key))
        .where(*filters.within(None).where(fact, day="order_date"))
        .group_by("cohort", "k")
        .cte("taken_back")
    )


def _window(
    first: sa.ColumnElement[Any], day: sa.ColumnElement[Any], clock: Clock
) -> sa.ColumnElement[int]:
    """The number of the window that a day lies in."""
    if clock is Clock.WINDOWS:
        days = sa.cast(sa.cast(day - first, sa.Integer), sa.Double)
        return sa.cast(sa.func.floor(days / float(WINDOW_DAYS)), sa.Integer)
    return _month_number(day) - _month_number(first)


def _month_number(day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    year = sa.cast(sa.extract("year", day), sa.Integer)
    return year * 12 + sa.cast(sa.extract("month", day), sa.Integer)
