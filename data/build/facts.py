"""The facts: one table per grain, sorted by day, each filled from the star and the staged orders."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import STAGED, insert, local

_SHARED = ("order_key", "customer_key", "country", "channel", "payment_mask")


def _shared() -> list[sa.ColumnElement[Any]]:
    return [STAGED.c[name] for name in _SHARED]


def fill_orders(connection: sa.Connection) -> None:
    """Orders whose status counts, with their lines and reversals added up first."""
    lines, reversed_ = _lines_of_orders(), _reversals_of_orders()
    joined = STAGED.outerjoin(lines, lines.c.order_id == STAGED.c.order_id).outerjoin(
        reversed_, reversed_.c.order_id == STAGED.c.order_id
    )
    zero = sa.func.coalesce
    insert(
        connection,
        schema.fact_orders,
        sa.select(
            STAGED.c.date,
            *_shared(),
            STAGED.c.hour,
            STAGED.c.order_rank,
            zero(lines.c.quantity, 0).label("quantity"),
            zero(lines.c.gross, 0).label("gross"),
            zero(lines.c.discount, 0).label("discount"),
            STAGED.c.shipping,
            STAGED.c.tax,
            zero(reversed_.c.amount, 0).label("reversed"),
        )
        .select_from(joined)
        .where(STAGED.c.counts)
        .order_by(STAGED.c.date, STAGED.c.order_key),
    )


def _lines_of_orders() -> sa.Subquery:
    item = schema.order_items
    return (
        sa.select(
            item.c.order_id,
            sa.func.sum(item.c.quantity).label("quantity"),
            sa.func.sum(item.c.unit_price * item.c.quantity).label("gross"),
            sa.func.sum(item.c.discount).label("discount"),
        )
        .group_by(item.c.order_id)
        .subquery("lines")
    )


def _reversals_of_orders() -> sa.Subquery:
    refund = schema.refunds
    return (
        sa.select(refund.c.order_id, sa.func.sum(refund.c.amount).label("amount"))
        .group_by(refund.c.order_id)
        .subquery("reversals")
    )


def fill_lines(connection: sa.Connection) -> None:
    """Lines of orders whose status counts."""
    item, product = schema.order_items, schema.dim_product
    joined = item.join(STAGED, STAGED.c.order_id == item.c.order_id).join(
        product, product.c.product_id == item.c.product_id
    )
    insert(
        connection,
        schema.fact_lines,
        sa.select(
            STAGED.c.date,
            *_shared(),
            product.c.product_key,
            product.c.category,
            STAGED.c.order_rank,
            item.c.quantity,
            (item.c.unit_price * item.c.quantity).label("gross"),
            item.c.discount,
        )
        .select_from(joined)
        .where(STAGED.c.counts)
        .order_by(STAGED.c.date, STAGED.c.order_key, product.c.product_key),
    )


def fill_reversals(connection: sa.Connection, timezone: str) -> None:
    """Every reversal by its own day; beside it the day of the order, where that order counts."""
    refund, item, product = schema.refunds, schema.order_items, schema.dim_product
    day = sa.cast(local(refund.c.refunded_at, timezone), sa.Date)
    product_id = sa.func.coalesce(refund.c.product_id, item.c.product_id)
    joined = (
        refund.join(STAGED, STAGED.c.order_id == refund.c.order_id)
        .outerjoin(item, item.c.order_item_id == refund.c.order_item_id)
        .outerjoin(product, product.c.product_id == product_id)
    )
    insert(
        connection,
        schema.fact_reversals,
        sa.select(
            day.label("date"),
            *_shared(),
            sa.case((STAGED.c.counts, STAGED.c.date), else_=day).label("order_date"),
            product.c.product_key,
            product.c.category,
            refund.c.quantity,
            refund.c.amount,
        )
        .select_from(joined)
        .order_by(day, STAGED.c.order_key, refund.c.refund_id),
    )


def fill_payments(connection: sa.Connection, timezone: str) -> None:
    """Attempts to pay orders whose status counts, by the day of the attempt."""
    payment = schema.payments
    day = sa.cast(local(payment.c.paid_at, timezone), sa.Date)
    insert(
        connection,
        schema.fact_payments,
        sa.select(
            day.label("date"),
            *_shared(),
            payment.c.method,
            payment.c.status,
            payment.c.amount,
        )
        .select_from(payment.join(STAGED, STAGED.c.order_id == payment.c.order_id))
        .where(STAGED.c.counts)
        .order_by(day, STAGED.c.order_key, payment.c.payment_id),
    )
