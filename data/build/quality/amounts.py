"""Amounts that cannot be right, or that do not fit together."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.quality.classes import Paid, of_class
from data.build.quality.money import line_amount, order_money
from data.build.quality.rows import Rows, found, money, say
from data.build.quality.scope import Scope

Expression = sa.ColumnElement[Any]


def uncategorised(_scope: Scope) -> Rows:
    """Products without a category that were sold, with their sales."""
    product, named, fact = schema.products, schema.dim_product, schema.fact_lines
    sales = sa.func.sum(fact.c.gross - fact.c.discount)
    empty = sa.func.coalesce(sa.func.trim(product.c.category), "") == ""
    return (
        found(product.name, product.c.product_id, sales, product.c.name)
        .select_from(
            product.join(named, named.c.product_id == product.c.product_id).join(
                fact, fact.c.product_key == named.c.product_key
            )
        )
        .where(empty, product.c.is_product)
        .group_by(product.c.product_id, product.c.name)
    )


def negative_lines(_scope: Scope) -> Rows:
    """Lines with a price below zero, or with more discount than they cost."""
    item = schema.order_items
    below = sa.or_(item.c.unit_price < 0, line_amount(item) < 0)
    return _lines(line_amount(item)).where(below)


def free_lines(_scope: Scope) -> Rows:
    """Lines with a price of zero, worth what the product usually costs."""
    item, product = schema.order_items, schema.products
    listed = sa.func.coalesce(product.c.unit_price, 0)
    return (
        _lines(sa.cast(listed * item.c.quantity, schema.Money))
        .outerjoin(product, product.c.product_id == item.c.product_id)
        .where(item.c.unit_price == 0)
    )


def _lines(amount: Expression) -> sa.Select[Any]:
    """Lines of orders that count."""
    item, order = schema.order_items, order_money
    detail = say("Order ", item.c.order_id, ", product ", item.c.product_id)
    return (
        found(item.name, item.c.order_item_id, converted(amount, order.c.rate), detail)
        .join_from(item, order, order.c.order_id == item.c.order_id)
        .where(order.c.counts)
    )


def refunded_too_much(_scope: Scope) -> Rows:
    """Orders of which more was given back than they cost."""
    order = order_money.c
    over = order.refunded - order.due
    detail = say("Cost ", money(order.due), ", refunded ", money(order.refunded))
    return found("orders", order.order_id, converted(over, order.rate), detail).where(
        order.lines > 0, over >= order.tolerance
    )


def paid_without_lines(_scope: Scope) -> Rows:
    """Orders that were paid and have no line."""
    return _paid(Paid.OVER).where(order_money.c.lines == 0)


def overpaid(_scope: Scope) -> Rows:
    """Orders with lines that were paid more than they cost."""
    return _paid(Paid.OVER).where(order_money.c.lines > 0)


def underpaid(_scope: Scope) -> Rows:
    """Orders that were paid less than they cost."""
    return _paid(Paid.UNDER)


def unpaid(_scope: Scope) -> Rows:
    """Orders nobody paid, in a shop that has payments at all."""
    return _paid(Paid.NONE).where(sa.exists(sa.select(schema.payments.c.payment_id)))


def _paid(paid: Paid) -> sa.Select[Any]:
    order = order_money.c
    detail = say("Cost ", money(order.due), ", paid ", money(order.paid))
    amount = converted(order.paid - order.due, order.rate)
    return found("orders", order.order_id, amount, detail).where(of_class(paid))
