"""Rows that point to something the store does not have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.quality.money import line_amount, order_money
from data.build.quality.rows import Rows, found, say

Expression = sa.ColumnElement[Any]


def lines() -> Rows:
    """Order lines without an order or without a product."""
    item, order = schema.order_items, order_money
    amount, joined = line_amount(item), _with_order(item)
    lost = found(
        item.name,
        item.c.order_item_id,
        _in_reporting(amount),
        say("There is no order ", item.c.order_id, "."),
    )
    nameless = found(
        item.name,
        item.c.order_item_id,
        _in_reporting(amount),
        say("Order ", item.c.order_id, " names product ", item.c.product_id, ", which is unknown."),
    )
    known = _known(schema.products.c.product_id, item.c.product_id)
    return sa.union_all(
        lost.select_from(joined).where(order.c.order_id.is_(None)),
        nameless.select_from(joined).where(order.c.order_id.is_not(None), ~known),
    )


def refunds() -> Rows:
    """Refunds without an order."""
    return _without_order(schema.refunds, schema.refunds.c.refund_id)


def payments() -> Rows:
    """Payments without an order; only those that succeeded moved money."""
    payment = schema.payments
    return _without_order(payment, payment.c.payment_id).where(payment.c.status == "succeeded")


def customers() -> Rows:
    """Orders of a customer that nobody knows."""
    order = order_money
    known = _known(schema.customers.c.customer_id, order.c.customer_id)
    detail = say("Customer ", order.c.customer_id)
    amount = converted(order.c.due, order.c.rate)
    return found("orders", order.c.order_id, amount, detail).where(
        order.c.customer_id.is_not(None), ~known
    )


def _without_order(table: sa.Table, key: Expression) -> sa.Select[Any]:
    detail = say("There is no order ", table.c.order_id, ".")
    return (
        found(table.name, key, _in_reporting(table.c.amount), detail)
        .select_from(_with_order(table))
        .where(order_money.c.order_id.is_(None))
    )


def _with_order(table: sa.Table) -> sa.FromClause:
    return table.outerjoin(order_money, order_money.c.order_id == table.c.order_id)


def _in_reporting(amount: Expression) -> Expression:
    """A row without an order says no currency: it is taken for the reporting one."""
    known = order_money.c.order_id.is_not(None)
    return sa.case((known, converted(amount, order_money.c.rate)), else_=amount)


def _known(key: Expression, value: Expression) -> sa.ColumnElement[bool]:
    return sa.select(key).where(key == value).exists()
