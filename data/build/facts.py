"""The fact tables, each at its own grain, sorted by day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import business_day
from data.build.conversion import converted, converted_refunds, discount_of, gross_of
from data.build.keys import fill
from data.queries.groups import segment_of
from data.queries.payments_tried import tried_orders

_SHARED = ("order_key", "customer_key", "country", "channel", "payment_mask")


def fill_lines(connection: sa.Connection) -> None:
    """Lines of counting orders, by order day."""
    item, order, product = schema.order_items, schema.dim_order, schema.dim_product
    rows = (
        sa.select(
            order.c.date,
            *(order.c[name] for name in _SHARED),
            product.c.product_key,
            product.c.category,
            order.c.order_rank,
            item.c.quantity,
            converted(gross_of(item), order.c.rate).label("gross"),
            discount_of(item, order.c.rate).label("discount"),
        )
        .select_from(
            item.join(order, order.c.order_id == item.c.order_id).join(
                product, product.c.product_id == item.c.product_id
            )
        )
        .where(order.c.counts)
        .order_by(order.c.date, order.c.order_key)
    )
    fill(connection, schema.fact_lines, rows)


def fill_reversals(connection: sa.Connection, timezone: str) -> None:
    """What was taken back, by its own day.

    A document that names no original order stands for itself. A refund of an order that does not
    count, but has lines, is left out like those lines: taking it off would count it twice.
    """
    order = schema.dim_order
    refund = _refunds(timezone).subquery("refund")
    product = schema.dim_product
    void = _uncounted_sales().subquery("void")
    counted = [(order.c.counts, order.c.date)]
    shared = [order.c[name] for name in _SHARED if name != "payment_mask"]
    rows = (
        sa.select(
            refund.c.date,
            *shared,
            sa.case((order.c.counts, order.c.payment_mask), else_=0).label("payment_mask"),
            sa.case(*counted, else_=refund.c.date).label("order_date"),
            product.c.product_key,
            product.c.category,
            refund.c.quantity,
            refund.c.amount,
        )
        .select_from(
            refund.join(order, order.c.order_id == refund.c.order_id)
            .outerjoin(product, product.c.product_id == refund.c.product_id)
            .outerjoin(void, void.c.order_id == refund.c.order_id)
        )
        .where(void.c.order_id.is_(None))
        .order_by(refund.c.date, order.c.order_key)
    )
    fill(connection, schema.fact_reversals, rows)


def _refunds(timezone: str) -> sa.Select[Any]:
    """Refunds with their business day, and the product of their line where they name none."""
    refund, item = converted_refunds().subquery("converted"), schema.order_items
    line = item.c.order_item_id == refund.c.order_item_id
    return sa.select(
        refund.c.order_id,
        sa.func.coalesce(refund.c.product_id, item.c.product_id).label("product_id"),
        business_day(refund.c.refunded_at, timezone).label("date"),
        refund.c.quantity,
        refund.c.amount,
    ).select_from(refund.outerjoin(item, line))


def _uncounted_sales() -> sa.Select[Any]:
    """Orders that do not count and are no reversal documents: they have lines."""
    item, order = schema.order_items, schema.dim_order
    return (
        sa.select(item.c.order_id)
        .join_from(item, order, order.c.order_id == item.c.order_id)
        .where(~order.c.counts)
        .distinct()
    )


def fill_orders(connection: sa.Connection) -> None:
    """Counting orders with the sums of their lines and of all that was ever taken back of them."""
    order = schema.dim_order
    lines, reversals = _line_sums().subquery("lines"), _reversal_sums().subquery("reversals")
    rows = (
        sa.select(
            order.c.date,
            *(order.c[name] for name in _SHARED),
            _none_is_zero(lines.c.category_mask),
            order.c.hour,
            order.c.order_rank,
            order.c.previous_on,
            order.c.next_on,
            *(_none_is_zero(lines.c[name]) for name in ("quantity", "gross", "discount")),
            order.c.shipping,
            order.c.tax,
            _none_is_zero(reversals.c.reversed),
        )
        .select_from(
            order.outerjoin(lines, lines.c.order_key == order.c.order_key).outerjoin(
                reversals, reversals.c.order_key == order.c.order_key
            )
        )
        .where(order.c.counts)
        .order_by(order.c.date, order.c.order_key)
    )
    fill(connection, schema.fact_orders, rows)


def _line_sums() -> sa.Select[Any]:
    fact, category = schema.fact_lines, schema.categories
    return (
        sa.select(
            fact.c.order_key,
            sa.func.sum(fact.c.quantity).label("quantity"),
            sa.func.sum(fact.c.gross).label("gross"),
            sa.func.sum(fact.c.discount).label("discount"),
            sa.func.bit_or(category.c.bit).label("category_mask"),
        )
        .outerjoin_from(fact, category, category.c.category == fact.c.category)
        .group_by(fact.c.order_key)
    )


def _reversal_sums() -> sa.Select[Any]:
    fact = schema.fact_reversals
    return sa.select(fact.c.order_key, sa.func.sum(fact.c.amount).label("reversed")).group_by(
        fact.c.order_key
    )


def _none_is_zero(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(column, 0).label(column.name)


def fill_payments(connection: sa.Connection, timezone: str) -> None:
    """Payment attempts of counting orders, by their own day."""
    payment, order, fact = schema.payments, schema.dim_order, schema.fact_orders
    paid_on = business_day(payment.c.paid_at, timezone).label("date")
    rows = (
        sa.select(
            paid_on,
            *(fact.c[name] for name in _SHARED),
            fact.c.category_mask,
            payment.c.method,
            payment.c.status,
            converted(payment.c.amount, order.c.rate).label("amount"),
        )
        .select_from(
            payment.join(order, order.c.order_id == payment.c.order_id).join(
                fact, fact.c.order_key == order.c.order_key
            )
        )
        .order_by(paid_on, order.c.order_key)
    )
    fill(connection, schema.fact_payments, rows)


def fill_tried(connection: sa.Connection) -> None:
    """Counting orders with an attempt to pay them, and what became of it; clusters are known."""
    order, tried = schema.fact_orders, tried_orders().subquery("tried")
    rows = (
        sa.select(*tried.c, order.c.category_mask, order.c.segment)
        .join_from(tried, order, order.c.order_key == tried.c.order_key)
        .order_by(tried.c.date, tried.c.order_key)
    )
    fill(connection, schema.fact_tried, rows)


def write_segments(connection: sa.Connection) -> None:
    """Tell every order its customer's cluster: facts are written before there are any."""
    before = schema.fact_orders.to_metadata(sa.MetaData(), name="orders_before_clusters")
    segment, joined = segment_of(before)
    columns = (segment.label(c.name) if c.name == "segment" else c for c in before.c)
    rows = sa.select(*columns).select_from(joined).order_by(before.c.date, before.c.order_key)
    connection.exec_driver_sql(f"ALTER TABLE {schema.fact_orders} RENAME TO {before}")
    schema.fact_orders.create(connection)
    fill(connection, schema.fact_orders, rows)
    before.drop(connection)
