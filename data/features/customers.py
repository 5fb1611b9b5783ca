"""The frame of customers as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.features.orders import weekday
from data.queries.people_gaps import own_gaps
from data.queries.rfm_scores import features

Expression = sa.ColumnElement[Any]
_SATURDAY = 6


def customer_frame(cut: date) -> sa.Select[Any]:
    """One row per customer with a counting order by the day; see CUSTOMER_COLUMNS.

    Each fact is added up at its own grain before it is joined.
    """
    known = features(cut).subquery("known")
    habits, gaps = _habits(cut).subquery("habits"), own_gaps(cut).subquery("gaps")
    baskets, back = _baskets(cut).subquery("baskets"), _taken_back(cut).subquery("back")
    first = _first_orders(cut).subquery("first_orders")
    customer, key = schema.dim_customer, known.c.customer_key
    joined: sa.FromClause = known.join(customer, customer.c.customer_key == key)
    for part in (habits, gaps, baskets, back, first):
        joined = joined.outerjoin(part, part.c.customer_key == key)
    further = {
        **_rhythm(known, habits, gaps, cut),
        **_basket(known, habits, baskets, back),
        "first_country": first.c.country,
        "first_channel": first.c.channel,
    }
    return (
        sa.select(
            customer.c.customer_id,
            *(column for column in known.c if column.name != "customer_key"),
            *(value.label(name) for name, value in further.items()),
        )
        .select_from(joined)
        .order_by(customer.c.customer_key)
    )


def _rhythm(
    known: sa.Subquery, habits: sa.Subquery, gaps: sa.Subquery, cut: date
) -> dict[str, Expression]:
    """When somebody orders, and how much of late."""
    repeats = habits.c.order_days - 1
    age = sa.cast(known.c.last_order_on - known.c.first_order_on, sa.Integer)
    silent = sa.cast(sa.literal(cut, sa.Date) - known.c.last_order_on, sa.Integer)
    return {
        "days_since_last_order": silent,
        "order_days": habits.c.order_days,
        "repeat_days": repeats,
        "age_at_last_order": age,
        "mean_gap_days": _by(age, repeats),
        "median_gap_days": gaps.c.median_gap,
        **{name: habits.c[name] for name in ("orders_90", "orders_365", "total_90", "total_365")},
        "weekend_share": _by(habits.c.weekend_orders, known.c.orders),
    }


def _basket(
    known: sa.Subquery, habits: sa.Subquery, baskets: sa.Subquery, back: sa.Subquery
) -> dict[str, Expression]:
    """What an order of somebody is like."""
    total = habits.c.gross - habits.c.discount
    return {
        "average_order_value": _by(total, known.c.orders),
        "units_per_order": _by(habits.c.units, known.c.orders),
        "lines_per_order": _by(sa.func.coalesce(baskets.c.lines, 0), known.c.orders),
        "products": sa.func.coalesce(baskets.c.products, 0),
        "categories": sa.func.coalesce(baskets.c.categories, 0),
        "discount_share": _by(habits.c.discount, habits.c.gross),
        "discounted_orders_share": _by(habits.c.discounted_orders, known.c.orders),
        "reversed_share": _by(sa.func.coalesce(back.c.amount, 0), total),
    }


def _by(part: Expression, whole: Expression) -> Expression:
    """A ratio as a double; blank where there is nothing to divide by."""
    return sa.cast(part, sa.Double) / sa.func.nullif(sa.cast(whole, sa.Double), 0)


def _habits(cut: date) -> sa.Select[Any]:
    """When somebody orders, how much and with what discounts; by customer."""
    order = schema.fact_orders
    total = order.c.gross - order.c.discount

    def counted(condition: Expression) -> Expression:
        return sa.func.count(sa.case((condition, 1), else_=None))

    recent = {days: order.c.date > cut - timedelta(days=days) for days in (90, 365)}
    return (
        sa.select(
            order.c.customer_key,
            sa.func.count(sa.distinct(order.c.date)).label("order_days"),
            *(counted(within).label(f"orders_{days}") for days, within in recent.items()),
            *(
                sa.func.sum(sa.case((within, total), else_=0)).label(f"total_{days}")
                for days, within in recent.items()
            ),
            counted(weekday(order.c.date) >= _SATURDAY).label("weekend_orders"),
            counted(order.c.discount > 0).label("discounted_orders"),
            sa.func.sum(order.c.quantity).label("units"),
            sa.func.sum(order.c.gross).label("gross"),
            sa.func.sum(order.c.discount).label("discount"),
        )
        .where(order.c.customer_key.is_not(None), order.c.date <= cut)
        .group_by(order.c.customer_key)
    )


def _baskets(cut: date) -> sa.Select[Any]:
    line = schema.fact_lines
    return (
        sa.select(
            line.c.customer_key,
            sa.func.count().label("lines"),
            sa.func.count(sa.distinct(line.c.product_key)).label("products"),
            sa.func.count(sa.distinct(line.c.category)).label("categories"),
        )
        .where(line.c.customer_key.is_not(None), line.c.date <= cut)
        .group_by(line.c.customer_key)
    )


def _taken_back(cut: date) -> sa.Select[Any]:
    """Only what had been taken back by the day, of orders placed by then."""
    fact = schema.fact_reversals
    known = (fact.c.date <= cut, fact.c.order_date <= cut)
    return (
        sa.select(fact.c.customer_key, sa.func.sum(fact.c.amount).label("amount"))
        .where(fact.c.customer_key.is_not(None), *known)
        .group_by(fact.c.customer_key)
    )


def _first_orders(cut: date) -> sa.Select[Any]:
    order = schema.fact_orders
    return sa.select(order.c.customer_key, order.c.country, order.c.channel).where(
        order.c.order_rank == 1, order.c.date <= cut
    )
