"""What no fact holds because there is no rate for it, priced in its own currency."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import business_day
from data.build.conversion import gross_of
from data.build.keys import fill
from data.build.orders import BY_STATUS, WITHOUT_RATE


def fill_unconverted(connection: sa.Connection, timezone: str) -> None:
    """One row per currency with orders or reversals that cannot be told in the reporting one."""
    rows = sa.union_all(_orders(), _reversals(timezone)).subquery("rows")
    query = (
        sa.select(
            rows.c.currency,
            sa.func.sum(rows.c.orders).label("orders"),
            sa.func.sum(rows.c.amount).label("amount"),
            sa.func.sum(rows.c.reversed).label("reversed"),
            sa.func.min(rows.c.date).label("first_day"),
            sa.func.max(rows.c.date).label("last_day"),
        )
        .group_by(rows.c.currency)
        .order_by(rows.c.currency)
    )
    fill(connection, schema.unconverted, query)


def _orders() -> sa.Select[Any]:
    order, item = schema.dim_order, schema.order_items
    net = sa.func.sum(gross_of(item) - item.c.discount)
    lines = (
        sa.select(item.c.order_id, net.label("net"))
        .join_from(item, order, order.c.order_id == item.c.order_id)
        .where(order.c.left_out == WITHOUT_RATE)
        .group_by(item.c.order_id)
        .subquery("lines")
    )
    return (
        sa.select(
            order.c.currency,
            order.c.date,
            sa.literal(1).label("orders"),
            sa.func.coalesce(lines.c.net, 0).label("amount"),
            sa.literal(0).label("reversed"),
        )
        .select_from(order.outerjoin(lines, lines.c.order_id == order.c.order_id))
        .where(order.c.left_out == WITHOUT_RATE)
    )


def _reversals(timezone: str) -> sa.Select[Any]:
    """Of those orders, and of documents that name no order and have no rate themselves."""
    order, item, refund = schema.dim_order, schema.order_items, schema.refunds
    sold = item.c.order_id == order.c.order_id
    void = sa.and_(order.c.left_out == BY_STATUS, sa.select(item.c.order_id).where(sold).exists())
    return (
        sa.select(
            order.c.currency,
            business_day(refund.c.refunded_at, timezone),
            sa.literal(0),
            sa.literal(0),
            refund.c.amount,
        )
        .join_from(refund, order, order.c.order_id == refund.c.order_id)
        .where(order.c.rate.is_(None), ~void)
    )
