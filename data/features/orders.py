"""The frame of orders as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema


def order_frame(cut: date) -> sa.Select[Any]:
    """One row per counting order placed by the day, oldest first; see ORDER_COLUMNS.

    `fact_orders` knows all that was ever taken back of an order, so that is added up anew here.
    """
    order, named, customer = schema.fact_orders, schema.dim_order, schema.dim_customer
    lines, back = _lines(cut).subquery("lines"), _taken_back(cut).subquery("back")
    total = order.c.gross - order.c.discount
    taken = sa.func.coalesce(back.c.amount, 0)
    joined = (
        order.join(named, named.c.order_key == order.c.order_key)
        .outerjoin(customer, customer.c.customer_key == order.c.customer_key)
        .outerjoin(lines, lines.c.order_key == order.c.order_key)
        .outerjoin(back, back.c.order_key == order.c.order_key)
    )
    return (
        sa.select(
            named.c.order_id,
            customer.c.customer_id,
            order.c.date,
            order.c.hour,
            weekday(order.c.date).label("weekday"),
            order.c.order_rank,
            _since_previous(order).label("days_since_previous"),
            order.c.country,
            order.c.channel,
            sa.func.coalesce(lines.c.lines, 0).label("lines"),
            sa.func.coalesce(lines.c.products, 0).label("products"),
            order.c.quantity.label("units"),
            order.c.gross,
            order.c.discount,
            total.label("total"),
            order.c.shipping,
            order.c.tax,
            taken.label("reversed"),
            (total - taken).label("net"),
        )
        .select_from(joined)
        .where(order.c.date <= cut)
        .order_by(order.c.order_key)
    )


def weekday(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """1 for Monday to 7 for Sunday."""
    return sa.cast(sa.extract("isodow", day), sa.SmallInteger)


def _since_previous(order: sa.Table) -> sa.ColumnElement[Any]:
    """Days since the customer's order before; a guest has none."""
    before = sa.func.lag(order.c.date).over(
        partition_by=order.c.customer_key, order_by=order.c.order_rank
    )
    days = sa.cast(order.c.date - before, sa.Integer)
    return sa.case((order.c.customer_key.is_not(None), days), else_=None)


def _lines(cut: date) -> sa.Select[Any]:
    fact = schema.fact_lines
    return (
        sa.select(
            fact.c.order_key,
            sa.func.count().label("lines"),
            sa.func.count(sa.distinct(fact.c.product_key)).label("products"),
        )
        .where(fact.c.date <= cut)
        .group_by(fact.c.order_key)
    )


def _taken_back(cut: date) -> sa.Select[Any]:
    fact = schema.fact_reversals
    return (
        sa.select(fact.c.order_key, sa.func.sum(fact.c.amount).label("amount"))
        .where(fact.c.date <= cut)
        .group_by(fact.c.order_key)
    )
