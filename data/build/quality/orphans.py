"""Rows that point to something the store does not have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.keys import SUCCEEDED, fill
from data.build.quality.money import line_amount, order_money
from data.build.quality.rows import Rows, found, say
from data.schema import Money

Expression = sa.ColumnElement[Any]

# All rows without an order or product, looked for once; lives in the connection that builds.
# `lost`: there is no order, so that no sum over orders has the amount.
orphans = sa.Table(
    "orphans",
    sa.MetaData(),
    sa.Column("table_name", sa.String),
    sa.Column("row_id", sa.String),
    sa.Column("amount", Money),
    sa.Column("detail", sa.String),
    sa.Column("lost", sa.Boolean),
    prefixes=["TEMPORARY"],
)


def fill_orphans(connection: sa.Connection) -> None:
    """Create and fill `orphans`; `order_money` has to be there."""
    orphans.drop(connection, checkfirst=True)
    orphans.create(connection)
    item, refund, payment = schema.order_items, schema.refunds, schema.payments
    fill(connection, orphans, _without_order(item, item.c.order_item_id, line_amount(item)))
    fill(connection, orphans, _without_product())
    fill(connection, orphans, _without_order(refund, refund.c.refund_id, refund.c.amount))
    # Only what succeeded moved money.
    stray = _without_order(payment, payment.c.payment_id, payment.c.amount)
    fill(connection, orphans, stray.where(payment.c.status == SUCCEEDED))


def _without_order(table: sa.Table, key: Expression, amount: Expression) -> sa.Select[Any]:
    """Rows without an order; they say no currency, and are taken for the reporting one."""
    order = order_money.c.order_id
    detail = say("There is no order ", table.c.order_id, ".")
    rows = found(table.name, key, amount, detail).add_columns(sa.true().label("lost"))
    # Three times as fast as NOT EXISTS.
    return rows.outerjoin_from(table, order_money, order == table.c.order_id).where(order.is_(None))


def _without_product() -> sa.Select[Any]:
    """Lines of an order that name a product nobody knows."""
    item, order, product = schema.order_items, order_money, schema.products
    detail = say(
        "Order ", item.c.order_id, " names product ", item.c.product_id, ", which is unknown."
    )
    amount = converted(line_amount(item), order.c.rate)
    return (
        found(item.name, item.c.order_item_id, amount, detail)
        .add_columns(sa.false().label("lost"))
        .select_from(
            item.outerjoin(product, product.c.product_id == item.c.product_id).join(
                order, order.c.order_id == item.c.order_id
            )
        )
        .where(product.c.product_id.is_(None))
    )


def lines() -> Rows:
    """Order lines without an order or without a product."""
    return _of(schema.order_items)


def refunds() -> Rows:
    """Refunds without an order."""
    return _of(schema.refunds)


def payments() -> Rows:
    """Payments without an order that succeeded."""
    return _of(schema.payments)


def _of(table: sa.Table) -> sa.Select[Any]:
    row = orphans.c
    return found(row.table_name, row.row_id, row.amount, row.detail).where(
        row.table_name == table.name
    )


def customers() -> Rows:
    """Orders of a customer that nobody knows."""
    order = order_money.c
    detail = say("Customer ", order.customer_id)
    amount = converted(order.due, order.rate)
    return found("orders", order.order_id, amount, detail).where(
        order.customer_id.is_not(None), order.customer_key.is_(None)
    )
