"""What follows from an order's own words: what its status means, what was given back or paid."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import staging
from data.ingest.mapping.lines import money
from data.ingest.mapping.order_values import CREDIT_NOTE, PLAIN
from data.ingest.mapping.shape import Counts, Mapping
from data.ingest.staging import Bench

REVERSED, REFUNDED, PAID = "-reversed", "-refunded", "-paid"

# Refunds that follow from a status or a column stand in no row of their own.
CONCLUDED = (
    (
        schema.refunds,
        sa.or_(
            schema.refunds.c.refund_id.endswith(REVERSED),
            schema.refunds.c.refund_id.endswith(REFUNDED),
        ),
    ),
)
MEANINGS = {
    Counts.SALE: "Sold.",
    Counts.ORDER: "Ordered, not yet sold; counts like a sale.",
    Counts.REVERSAL: "Sold and taken back.",
    Counts.IGNORED: "Ignored by the mapping.",
}
FEW = 5


def takes_back(mapping: Mapping) -> bool:
    """Whether the source speaks of refunds at all."""
    told = mapping.reversals
    return bool(
        "refunds" in mapping.tables
        or "refunded" in mapping.orders.columns
        or Counts.REVERSAL in (*mapping.statuses.values(), mapping.otherwise)
        or told.negative_quantity
        or told.negative_amount
        or told.prefixes
    )


def status(orders: sa.Table) -> sa.ColumnElement[str]:
    """What the store calls the order's status."""
    said = sa.func.coalesce(orders.c.status, PLAIN)
    return sa.case((orders.c.credit_note, CREDIT_NOTE), else_=said)


def describe_statuses(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    """Say what each status means; the report names those that are ignored or not named."""
    c, name = orders.c, status(orders)
    meaning = sa.case(
        (c.credit_note, "Goods or money given back."),
        *((c.counts == counts.value, words) for counts, words in MEANINGS.items()),
        else_=schema.UNDESCRIBED,
    )
    counted = ~sa.or_(c.credit_note, sa.func.coalesce(c.counts == Counts.IGNORED.value, sa.false()))
    bench.fill(staging.order_statuses, sa.select(name, counted, meaning).distinct())
    said = ~c.credit_note
    ignored = _listed(bench, orders, sa.and_(said, c.counts == Counts.IGNORED.value))
    if ignored:
        _note(bench, mapping, f"Orders ignored because of their status: {ignored}.")
    unnamed = _listed(bench, orders, sa.and_(said, c.counts.is_(None)))
    if unnamed and mapping.statuses:
        _note(
            bench,
            mapping,
            f"Orders whose status the mapping does not name count as sales: {unnamed}.",
        )


def _note(bench: Bench, mapping: Mapping, sentence: str) -> None:
    file = bench.source.of(mapping.orders.role)
    if file is not None:
        bench.note(file, sentence)


def _listed(bench: Bench, orders: sa.Table, condition: sa.ColumnElement[bool]) -> str:
    count = sa.func.count().label("orders")
    query = (
        sa.select(orders.c.status, count)
        .where(condition)
        .group_by(orders.c.status)
        .order_by(count.desc(), orders.c.status)
    )
    found = [f"{name} ({number:,})" for name, number in bench.run(query)]
    more = [f"{len(found) - FEW} more"] if len(found) > FEW else []
    return ", ".join(found[:FEW] + more)


def add(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    """Refunds and payments that follow from the orders."""
    if "refunded" in mapping.orders.columns:
        bench.fill(staging.refunds, _refunded(orders))
    bench.fill(staging.refunds, _reversed(orders))
    if "payment_method" in mapping.orders.columns:
        bench.fill(staging.payments, _paid(orders))


def _refunded(orders: sa.Table) -> sa.Select[Any]:
    """The money an order says was given back."""
    c = orders.c
    return sa.select(
        sa.func.concat(c.order_id, REFUNDED),
        c.order_id,
        sa.null(),
        sa.null(),
        sa.func.coalesce(c.refunded_at, c.ordered_at),
        sa.literal(0),
        c.refunded,
        sa.func.coalesce(c.refund_reason, "Refunded"),
    ).where(~c.credit_note, c.refunded > 0)


def _reversed(orders: sa.Table) -> sa.Select[Any]:
    """Lines of reversed orders, as far as refunds have not taken them back already."""
    items, refunds, order = staging.order_items, staging.refunds, orders.c
    back = (
        sa.select(refunds.c.order_id, money(sa.func.sum(refunds.c.amount)).label("amount"))
        .group_by(refunds.c.order_id)
        .subquery()
    )
    cost = money(sa.cast(items.c.quantity, sa.Numeric(19, 0)) * items.c.unit_price)
    worth = sa.cast(cost - items.c.discount, schema.Money)
    before = sa.func.sum(worth).over(partition_by=items.c.order_id, order_by=items.c.order_item_id)
    lines = (
        sa.select(
            items,
            worth.label("worth"),
            # What is already taken back covers the first lines.
            (before - sa.func.coalesce(back.c.amount, 0)).label("open"),
            sa.func.coalesce(order.reversed_at, order.ordered_at).label("at"),
            status(orders).label("status"),
        )
        .select_from(
            items.join(orders, order.order_id == items.c.order_id).outerjoin(
                back, back.c.order_id == items.c.order_id
            )
        )
        .where(order.counts == Counts.REVERSAL.value)
        .subquery()
    )
    c = lines.c
    amount = money(sa.func.least(c.worth, c.open))
    return sa.select(
        sa.func.concat(c.order_item_id, REVERSED),
        c.order_id,
        c.order_item_id,
        c.product_id,
        c["at"],
        sa.case((amount == c.worth, c.quantity), else_=0),
        amount,
        c.status,
    ).where(sa.or_(amount > 0, sa.and_(c.worth == 0, c.open >= 0)))


def _paid(orders: sa.Table) -> sa.Select[Any]:
    """One payment of each order that names its method."""
    c = orders.c
    return sa.select(
        sa.func.concat(c.order_id, PAID),
        c.order_id,
        c.payment_method,
        sa.func.coalesce(c.total, c.order_worth),
        sa.case((c.counts == Counts.ORDER.value, "pending"), else_="succeeded"),
        c.ordered_at,
    ).where(c.payment_method.is_not(None), ~c.credit_note)
