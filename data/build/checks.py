"""Does a release contradict itself? Unique keys, no orphans, the same sums on every way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build import sums
from data.build.constants import computed
from data.build.following import Told, following
from data.build.rollup_sums import rollup_pairs

_UNIQUE = (
    schema.customers.c.customer_id,
    schema.products.c.product_id,
    schema.orders.c.order_id,
    schema.order_items.c.order_item_id,
    schema.refunds.c.refund_id,
    schema.payments.c.payment_id,
    schema.order_statuses.c.status,
    schema.dim_product.c.product_key,
    schema.dim_customer.c.customer_key,
    schema.dim_order.c.order_key,
    schema.dim_order.c.order_id,
    schema.payment_methods.c.method,
    schema.payment_methods.c.bit,
    schema.fact_orders.c.order_key,
    schema.monthly_sales.c.month,
    schema.customer_features.c.customer_key,
    schema.customer_segments.c.customer_key,
)

_REFERENCES = (
    (schema.orders.c.customer_id, schema.customers.c.customer_id),
    (schema.orders.c.status, schema.order_statuses.c.status),
    (schema.order_items.c.order_id, schema.orders.c.order_id),
    (schema.order_items.c.product_id, schema.products.c.product_id),
    (schema.refunds.c.order_id, schema.orders.c.order_id),
    (schema.refunds.c.order_item_id, schema.order_items.c.order_item_id),
    (schema.refunds.c.product_id, schema.products.c.product_id),
    (schema.payments.c.order_id, schema.orders.c.order_id),
    (schema.orders.c.order_id, schema.dim_order.c.order_id),
    (schema.fact_orders.c.order_key, schema.dim_order.c.order_key),
    (schema.fact_lines.c.order_key, schema.fact_orders.c.order_key),
    (schema.customer_segments.c.customer_key, schema.customer_features.c.customer_key),
)

# What a line or payment repeats of its order, so that one filter fits all facts.
_REPEATED = ("customer_key", "country", "channel", "payment_mask")


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction, in a sentence with its size."""

    text: str

    def __str__(self) -> str:
        """The sentence."""
        return self.text


def check_release(
    engine: sa.Engine, *, built: schema.Format = schema.Format.FACTS
) -> list[Finding]:
    """The contradictions of a release, built or published; empty where there are none.

    `built`: what it holds beyond its facts, which is held against them too.
    """
    rolled_up = built >= schema.Format.ROLLED_UP
    pairs = [*sums.pairs(), *(rollup_pairs() if rolled_up else [])]
    with engine.connect() as connection:
        return [
            *(found for column in _UNIQUE for found in _repeated(connection, column)),
            *(found for pair in _REFERENCES for found in _orphans(connection, *pair)),
            *(found for pair in pairs for found in _unequal(connection, pair)),
            *(found for fact in _FACTS_OF_ORDERS for found in _disagreeing(connection, fact)),
            *_wrong_masks(connection),
            *_two_rates(connection),
            *(found for told in following(built) for found in _differing(connection, told)),
            *(_changed_constants(connection) if built >= schema.Format.ORDERS else []),
        ]


def _count(connection: sa.Connection, rows: sa.Select[Any]) -> int:
    statement = sa.select(sa.func.count()).select_from(rows.subquery("found"))
    return int(connection.execute(statement).scalar_one())


def _repeated(connection: sa.Connection, column: sa.Column[Any]) -> Iterator[Finding]:
    twice = sa.select(column).group_by(column).having(sa.func.count() > 1)
    if count := _count(connection, twice):
        yield Finding(f"{column} should be unique, but {count:,} values are repeated.")


def _orphans(
    connection: sa.Connection, child: sa.Column[Any], parent: sa.Column[Any]
) -> Iterator[Finding]:
    known = sa.select(parent).where(parent == child).exists()
    if count := _count(connection, sa.select(child).where(child.is_not(None), ~known)):
        yield Finding(f"{count:,} rows have a {child} that is not in {parent}.")


def _unequal(connection: sa.Connection, pair: sums.Pair) -> Iterator[Finding]:
    one, other = (connection.execute(side).one() for side in (pair.one, pair.other))
    for name, left, right in zip(one._fields, one, other, strict=True):
        if (left or 0) != (right or 0):
            yield Finding(
                f"{pair.what}: {name} should be equal, but is {left or 0:,} and {right or 0:,}."
            )


_FACTS_OF_ORDERS = (schema.fact_lines, schema.fact_payments)


def _disagreeing(connection: sa.Connection, fact: sa.Table) -> Iterator[Finding]:
    order = schema.fact_orders
    differs = sa.or_(*(fact.c[name].is_distinct_from(order.c[name]) for name in _REPEATED))
    rows = sa.select(fact.c.order_key).join(order, order.c.order_key == fact.c.order_key)
    if count := _count(connection, rows.where(differs)):
        yield Finding(f"{count:,} rows of {fact} say something else of their order than it does.")


def _wrong_masks(connection: sa.Connection) -> Iterator[Finding]:
    order, payment, method = schema.fact_orders, schema.fact_payments, schema.payment_methods
    paid = (
        sa.select(payment.c.order_key, sa.func.bit_or(method.c.bit).label("mask"))
        .join_from(payment, method, method.c.method == payment.c.method)
        .where(payment.c.status == "succeeded")
        .group_by(payment.c.order_key)
        .subquery("paid")
    )
    rows = (
        sa.select(order.c.order_key)
        .outerjoin_from(order, paid, paid.c.order_key == order.c.order_key)
        .where(order.c.payment_mask != sa.func.coalesce(paid.c.mask, 0))
    )
    if count := _count(connection, rows):
        yield Finding(f"{count:,} orders have a payment mask that is not what paid them.")


def _differing(connection: sa.Connection, told: Told) -> Iterator[Finding]:
    if count := _count(connection, told.rows):
        yield Finding(told.sentence.format(f"{count:,}"))


def _changed_constants(connection: sa.Connection) -> Iterator[Finding]:
    table = schema.constants
    kept = {row.name: row.value for row in connection.execute(sa.select(table))}
    for name, value in computed(connection).items():
        if kept.get(name) != value:
            yield Finding(f"The constant {name} should be {value}, but is {kept.get(name)}.")


def _two_rates(connection: sa.Connection) -> Iterator[Finding]:
    order = schema.dim_order
    rows = (
        sa.select(order.c.currency)
        .group_by(order.c.currency, order.c.date)
        .having(sa.func.count(sa.distinct(sa.func.coalesce(order.c.rate, 0))) > 1)
    )
    if count := _count(connection, rows):
        yield Finding(f"A currency has two rates on one day, in {count:,} cases.")
