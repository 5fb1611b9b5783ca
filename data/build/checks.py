"""Does a release contradict itself? Unique keys, no orphans, and the same sums on every way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.engines import reader_engine

_UNIQUE = (
    schema.customers.c.customer_id,
    schema.products.c.product_id,
    schema.orders.c.order_id,
    schema.order_items.c.order_item_id,
    schema.refunds.c.refund_id,
    schema.payments.c.payment_id,
    schema.order_statuses.c.status,
    schema.fact_orders.c.order_key,
    schema.customer_segments.c.customer_key,
)

_REFERENCES = (
    (schema.orders.c.customer_id, schema.customers.c.customer_id),
    (schema.orders.c.status, schema.order_statuses.c.status),
    (schema.order_items.c.order_id, schema.orders.c.order_id),
    (schema.order_items.c.product_id, schema.products.c.product_id),
    (schema.refunds.c.order_id, schema.orders.c.order_id),
    (schema.refunds.c.product_id, schema.products.c.product_id),
    (schema.payments.c.order_id, schema.orders.c.order_id),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction, in a sentence with its size."""

    text: str

    def __str__(self) -> str:
        """The sentence."""
        return self.text


def check_file(path: Path) -> list[Finding]:
    """The contradictions of a published release."""
    engine = reader_engine(path)
    try:
        return check_release(engine)
    finally:
        engine.dispose()


def check_release(engine: sa.Engine) -> list[Finding]:
    """The contradictions of a built release; empty when it can be published."""
    with engine.connect() as connection:
        return [
            *(found for column in _UNIQUE for found in _repeated(connection, column)),
            *(found for pair in _REFERENCES for found in _orphans(connection, *pair)),
            *(found for check in _SUMS for found in _unequal(connection, *check())),
        ]


def _repeated(connection: sa.Connection, column: sa.ColumnElement[Any]) -> Iterator[Finding]:
    extra = sa.select(sa.func.count() - sa.func.count(sa.distinct(column)))
    count = connection.execute(extra.where(column.is_not(None))).scalar_one()
    if count:
        yield Finding(f"{column} should be unique, but {count:,} rows repeat a value.")


def _orphans(
    connection: sa.Connection, child: sa.ColumnElement[Any], parent: sa.ColumnElement[Any]
) -> Iterator[Finding]:
    statement = sa.select(sa.func.count()).where(
        child.is_not(None), child.not_in(sa.select(parent).where(parent.is_not(None)))
    )
    count = connection.execute(statement).scalar_one()
    if count:
        yield Finding(f"{count:,} rows have a {child} that is not in {parent}.")


Sums = tuple[str, sa.Select[Any], sa.Select[Any]]


def _unequal(
    connection: sa.Connection, what: str, one: sa.Select[Any], other: sa.Select[Any]
) -> Iterator[Finding]:
    left, right = (connection.execute(statement).scalar_one() or 0 for statement in (one, other))
    if left != right:
        yield Finding(f"{what} should be equal, but they are {left:,} and {right:,}.")


def _total(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(sa.func.sum(column))


def _of_counting_orders(table: sa.Table, amount: sa.ColumnElement[Any]) -> sa.Select[Any]:
    order, status = schema.orders, schema.order_statuses
    joined = table.join(order, order.c.order_id == table.c.order_id).join(
        status, status.c.status == order.c.status
    )
    return _total(amount).select_from(joined).where(status.c.counts_as_order)


def _gross_of_items() -> Sums:
    item = schema.order_items
    source = _of_counting_orders(item, item.c.unit_price * item.c.quantity)
    return (
        "Gross sales of order lines and of the line fact",
        source,
        _total(schema.fact_lines.c.gross),
    )


def _gross_of_orders() -> Sums:
    return (
        "Gross sales of the line fact and of the order fact",
        _total(schema.fact_lines.c.gross),
        _total(schema.fact_orders.c.gross),
    )


def _discounts() -> Sums:
    item = schema.order_items
    return (
        "Discounts of order lines and of the order fact",
        _of_counting_orders(item, item.c.discount),
        _total(schema.fact_orders.c.discount),
    )


def _reversals() -> Sums:
    return (
        "Refunds and the reversal fact",
        _total(schema.refunds.c.amount),
        _total(schema.fact_reversals.c.amount),
    )


def _payments() -> Sums:
    return (
        "Payments and the payment fact",
        _of_counting_orders(schema.payments, schema.payments.c.amount),
        _total(schema.fact_payments.c.amount),
    )


def _months() -> Sums:
    orders, reversals = schema.fact_orders, schema.fact_reversals
    sold = sa.select(sa.func.coalesce(sa.func.sum(orders.c.gross - orders.c.discount), 0))
    back = sa.select(sa.func.coalesce(sa.func.sum(reversals.c.amount), 0))
    return (
        "Net sales of the facts and of the months",
        sa.select(sold.scalar_subquery() - back.scalar_subquery()),
        _total(schema.monthly_sales.c.net_sales),
    )


_SUMS = (_gross_of_items, _gross_of_orders, _discounts, _reversals, _payments, _months)
