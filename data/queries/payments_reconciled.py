"""Statements that hold what was paid against what was ordered, order by order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.queries.payments_tried import PENDING, SUCCEEDED, due, sum_of
from data.schema import Money

Value = sa.ColumnElement[Any]

# Currency -> what two equal amounts of it may differ by at most.
Tolerances = Mapping[str, Decimal]


class Paid(StrEnum):
    """How what was paid stands to what was ordered; every order is of one class."""

    EQUAL = "equal"
    OVER = "over"
    UNDER = "under"
    PENDING = "pending"
    NONE = "none"


def currencies() -> sa.Select[Any]:
    """Column `currency`: those of the orders."""
    order = schema.dim_order
    return sa.select(order.c.currency).distinct().order_by(order.c.currency)


def classes(filters: Filters, tolerances: Tolerances) -> sa.Select[Any]:
    """One row per class with orders: `paid_class`, `orders`, `ordered`, `paid`, `refunded`.

    By order day. Whatever was taken back of an order lowers both what it comes to and what is kept
    of its payments, so it changes no class; it stands beside them.
    """
    order = _classed(filters, tolerances)
    sums = (
        sum_of(order.c[name], sa.true()).label(name) for name in ("ordered", "paid", "refunded")
    )
    return (
        sa.select(order.c.paid_class, sa.func.count().label("orders"), *sums)
        .group_by(order.c.paid_class)
        .order_by(order.c.paid_class)
    )


def worst(
    filters: Filters, tolerances: Tolerances, wanted: Sequence[Paid], limit: int
) -> sa.Select[Any]:
    """Orders of these classes that differ most, with what is left to pay or was paid too much.

    Columns `order_id`, `date`, `paid_class`, `ordered`, `paid`, `refunded`, `difference`. Of an
    order that nobody paid, what was taken back is not missing.
    """
    order, known = _classed(filters, tolerances), schema.dim_order
    unpaid = order.c.paid_class == Paid.NONE.value
    stake = sa.case(
        (unpaid, order.c.ordered - order.c.refunded),
        else_=sa.func.abs(order.c.paid - order.c.ordered),
    )
    columns: list[Value] = [known.c.order_id, order.c.date]
    columns += [order.c[name] for name in ("paid_class", "ordered", "paid", "refunded")]
    columns.append((order.c.paid - order.c.ordered).label("difference"))
    rows: sa.Select[Any] = sa.select(*columns)
    return (
        rows.join_from(order, known, known.c.order_key == order.c.order_key)
        .where(order.c.paid_class.in_([paid.value for paid in wanted]), stake >= order.c.tolerance)
        .order_by(stake.desc(), known.c.order_id)
        .limit(limit)
    )


def strays(filters: Filters, timezone: str) -> sa.Select[Any]:
    """One row with `payments` that succeeded for an order nobody knows, and their `amount`.

    By payment day in the shop's time zone; they have no country, customer or product.
    """
    payment, order = schema.payments, schema.dim_order
    local = sa.func.timezone(timezone, sa.func.timezone("UTC", payment.c.paid_at))
    rows = (
        sa.select(sa.cast(local, sa.Date).label("date"), payment.c.amount)
        .outerjoin_from(payment, order, order.c.order_id == payment.c.order_id)
        .where(order.c.order_id.is_(None), payment.c.status == SUCCEEDED)
        .subquery("strays")
    )
    sums: list[Value] = [
        sa.func.count().label("payments"),
        sum_of(rows.c.amount, sa.true()).label("amount"),
    ]
    days = Filters(start=filters.start, end=filters.end)
    return sa.select(*sums).select_from(rows).where(*days.where(rows))


def _classed(filters: Filters, tolerances: Tolerances) -> sa.Subquery:
    """The orders a filter keeps, each with its amounts and its class."""
    order = _orders(tolerances)
    kept = sa.select(*order.c).where(*filters.where(order)).subquery("kept")
    return sa.select(*kept.c, _class(kept).label("paid_class")).subquery("classed")


def _class(order: sa.FromClause) -> Value:
    """What is on its way is no error, and neither is an order that nobody paid."""
    c = order.c
    return sa.case(
        (sa.func.abs(c.ordered - c.paid) < c.tolerance, Paid.EQUAL.value),
        (c.paid > c.ordered, Paid.OVER.value),
        (c.paid == 0, sa.case((c.pending > 0, Paid.PENDING.value), else_=Paid.NONE.value)),
        (c.paid + c.pending + c.tolerance > c.ordered, Paid.PENDING.value),
        else_=Paid.UNDER.value,
    )


def _orders(tolerances: Tolerances) -> sa.Subquery:
    """Every counting order; `payment_mask` holds the methods that were tried."""
    order, paid, known = schema.fact_orders, _payments().subquery("payments"), schema.dim_order
    joined = order.outerjoin(paid, paid.c.order_key == order.c.order_key).join(
        known, known.c.order_key == order.c.order_key
    )
    shared = ("date", "order_key", "customer_key", "country", "channel")
    coin = sa.case(dict(tolerances), value=known.c.currency, else_=Decimal(0))
    return (
        sa.select(
            *(order.c[name] for name in shared),
            sa.func.coalesce(paid.c.payment_mask, 0).label("payment_mask"),
            due(order).label("ordered"),
            sa.func.coalesce(paid.c.paid, 0).label("paid"),
            sa.func.coalesce(paid.c.pending, 0).label("pending"),
            order.c.reversed.label("refunded"),
            (sa.cast(coin, Money) * known.c.rate).label("tolerance"),
        )
        .select_from(joined)
        .subquery("orders")
    )


def _payments() -> sa.Select[Any]:
    payment, method = schema.fact_payments, schema.payment_methods
    return (
        sa.select(
            payment.c.order_key,
            sa.cast(sa.func.bit_or(method.c.bit), sa.BigInteger).label("payment_mask"),
            sum_of(payment.c.amount, payment.c.status == SUCCEEDED).label("paid"),
            sum_of(payment.c.amount, payment.c.status == PENDING).label("pending"),
        )
        .join_from(payment, method, method.c.method == payment.c.method)
        .group_by(payment.c.order_key)
    )
