"""Orders that somebody tried to pay: what became of each, by the day of the order."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

SUCCEEDED, FAILED, PENDING = "succeeded", "failed", "pending"

# What became of an order: a payment succeeded; none did, but one is on its way; all failed.
PAID, ON_ITS_WAY, LOST = "paid", "on its way", "lost"

Value = sa.ColumnElement[Any]


def tried(built: schema.Format) -> sa.FromClause:
    """What `tried_orders` gives: written down, or found out anew in releases of older versions."""
    if built >= schema.Format.ORDERS:
        return schema.fact_tried
    return tried_orders().subquery("tried_orders")


def tried_orders() -> sa.Select[Any]:
    """One row per counting order with an attempt, with the shared columns of every fact.

    `payment_mask` holds the methods that were *tried*, so that a method keeps the orders that it
    failed to pay. `due` is the whole order: goods less discounts, shipping and tax. `recovered` is
    1 where a payment succeeded after another one had failed.
    """
    order, tries = schema.fact_orders, _tries().subquery("tries")
    again = _paid_after_a_failure().subquery("again")
    outcome = sa.case((tries.c.succeeded > 0, PAID), (tries.c.pending > 0, ON_ITS_WAY), else_=LOST)
    joined = order.join(tries, tries.c.order_key == order.c.order_key).outerjoin(
        again, again.c.order_key == order.c.order_key
    )
    shared = ("date", "order_key", "customer_key", "country", "channel")
    return sa.select(
        *(order.c[name] for name in shared),
        tries.c.tried.label("payment_mask"),
        due(order).label("due"),
        outcome.label("outcome"),
        sa.case((again.c.order_key.is_not(None), 1), else_=0).label("recovered"),
    ).select_from(joined)


def due(order: sa.FromClause) -> Value:
    """What had to be paid for an order before anything was taken back."""
    return order.c.gross - order.c.discount + order.c.shipping + order.c.tax


def count_of(condition: Value) -> Value:
    """Rows that meet the condition, 0 where there are none."""
    return sa.func.count(sa.case((condition, 1), else_=None))


def sum_of(value: Value, condition: Value) -> Value:
    """The value added up over the rows that meet the condition, 0 where there are none."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value), else_=0)), 0)


def _tries() -> sa.Select[Any]:
    payment, method = schema.fact_payments, schema.payment_methods
    return (
        sa.select(
            payment.c.order_key,
            sa.cast(sa.func.bit_or(method.c.bit), sa.BigInteger).label("tried"),
            count_of(payment.c.status == SUCCEEDED).label("succeeded"),
            count_of(payment.c.status == PENDING).label("pending"),
        )
        .join_from(payment, method, method.c.method == payment.c.method)
        .group_by(payment.c.order_key)
    )


def _paid_after_a_failure() -> sa.Select[Any]:
    """Orders of which a payment succeeded no earlier than another one failed.

    A fact knows the day of an attempt; what came first within the day only the source's row knows.
    """
    payment, order, fact = schema.payments, schema.dim_order, schema.fact_payments
    failed = sa.select(fact.c.order_key).where(fact.c.status == FAILED)
    first, last = (
        sa.case((payment.c.status == status, payment.c.paid_at), else_=None)
        for status in (FAILED, SUCCEEDED)
    )
    return (
        sa.select(order.c.order_key)
        .join_from(payment, order, order.c.order_id == payment.c.order_id)
        .where(order.c.order_key.in_(failed))
        .group_by(order.c.order_key)
        .having(sa.func.max(last) >= sa.func.min(first))
    )
