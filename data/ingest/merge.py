"""Incoming rows into the star: what is the same stays, what differs is replaced whole.

An order is compared with the stored one under the same id, rows in any order. Ids that only number
the rows are left out of the comparison. Orders the source does not mention stay untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import staging
from data.ingest.layouts import Staged
from data.ingest.rates import merge_rates
from data.ingest.staging import CUSTOMER, INCOMING, LOOKUP, ORDER, PRODUCT, REMARK, STATUS, Bench

ROW_IDS = frozenset({"order_items.order_item_id", "refunds.refund_id", "payments.payment_id"})
DIMENSIONS = (
    (CUSTOMER, schema.customers, "customer_id"),
    (PRODUCT, schema.products, "product_id"),
    (STATUS, schema.order_statuses, "status"),
)

FEWER = (
    "Orders that were stored with more pieces than they have here, and were replaced: {count:,} "
    "(the first: {first}). If they were not corrected but cut over two files, put all rows of an "
    "order into one file."
)


def merge(bench: Bench, staged: Staged) -> int:
    """Bring the star up to date; how many things were added or replaced (also in `touched`)."""
    _touch_orders(bench, staged.provided)
    if schema.order_items in staged.provided:
        _tell_of_lost_lines(bench)
    for table in staged.provided:
        _replace(bench, table, "order_id", ORDER)
    if schema.refunds not in staged.provided:
        _let_go_of_replaced_lines(bench)
    if staged.derived:
        _keep_what_changed_orders_need(bench)
    for kind, table, key in DIMENSIONS:
        _touch_dimension(bench, kind, table, key)
        _replace(bench, table, key, kind)
    merge_rates(bench)
    changes = bench.run(sa.select(sa.func.count()).select_from(staging.touched)).scalar_one()
    _touch_lookups(bench)
    _touch_remarks(bench)
    return int(changes)


def touched_keys(kind: str) -> sa.Select[Any]:
    """The keys of all things of a kind that the merge adds or replaces."""
    return sa.select(staging.touched.c.key).where(staging.touched.c.kind == kind)


def _touch_orders(bench: Bench, tables: Sequence[sa.Table]) -> None:
    if not tables:
        return
    mentioned = sa.select(staging.orders.c.order_id)
    new = _prints([INCOMING[table.name] for table in tables], tables, None)
    old = _prints(tables, tables, mentioned)
    differs = old.c.print.is_distinct_from(new.c.print)
    query = (
        sa.select(sa.literal(ORDER), new.c.order_id)
        .select_from(new.outerjoin(old, old.c.order_id == new.c.order_id))
        .where(differs)
    )
    bench.fill(staging.touched, query)


def _prints(
    tables: Sequence[sa.Table], named: Sequence[sa.Table], mentioned: sa.Select[Any] | None
) -> sa.Subquery:
    """Columns order_id and print: the sum of its rows' hashes, whatever their order."""
    parts = [
        _row_prints(table, name.name, mentioned) for table, name in zip(tables, named, strict=True)
    ]
    rows = sa.union_all(*parts).subquery()
    return (
        sa.select(rows.c.order_id, sa.func.sum(rows.c.print).label("print"))
        .group_by(rows.c.order_id)
        .subquery()
    )


def _row_prints(table: sa.Table, name: str, mentioned: sa.Select[Any] | None) -> sa.Select[Any]:
    said = [column for column in table.c if f"{name}.{column.name}" not in ROW_IDS]
    query = sa.select(table.c.order_id, sa.func.hash(name, *said).label("print"))
    return query if mentioned is None else query.where(table.c.order_id.in_(mentioned))


def _tell_of_lost_lines(bench: Bench) -> None:
    """Note which stored orders the source has with fewer pieces: corrected, or cut in two."""
    stored, incoming = _pieces(schema.order_items), _pieces(staging.order_items)
    same = sa.and_(
        incoming.c.order_id == stored.c.order_id,
        incoming.c.product_id.is_not_distinct_from(stored.c.product_id),
    )
    fewer = sa.or_(incoming.c.order_id.is_(None), incoming.c.pieces < stored.c.pieces)
    query = (
        sa.select(sa.func.count(stored.c.order_id.distinct()), sa.func.min(stored.c.order_id))
        .select_from(stored.outerjoin(incoming, same))
        .where(fewer)
    )
    count, first = bench.run(query).one()
    if count:
        bench.note(bench.source.files[0], FEWER.format(count=count, first=first))


def _pieces(items: sa.Table) -> sa.Subquery:
    """Pieces per product of the orders that the merge replaces."""
    pieces = sa.func.sum(items.c.quantity).label("pieces")
    query = sa.select(items.c.order_id, items.c.product_id, pieces)
    changed = query.where(items.c.order_id.in_(touched_keys(ORDER)))
    return changed.group_by(items.c.order_id, items.c.product_id).subquery()


def _keep_what_changed_orders_need(bench: Bench) -> None:
    """Forget customers and products that no changed order names."""
    changed = touched_keys(ORDER)
    codes = sa.union(
        *(
            sa.select(table.c.product_id).where(table.c.order_id.in_(changed))
            for table in (staging.order_items, staging.refunds)
        )
    ).subquery()
    people = sa.select(staging.orders.c.customer_id).where(
        staging.orders.c.order_id.in_(changed), staging.orders.c.customer_id.is_not(None)
    )
    products, customers = staging.products, staging.customers
    bench.run(products.delete().where(products.c.product_id.not_in(sa.select(codes))))
    bench.run(customers.delete().where(customers.c.customer_id.not_in(people)))


def _let_go_of_replaced_lines(bench: Bench) -> None:
    """Refunds the source does not speak of stay with their order, if their line is no more."""
    refunds, items = schema.refunds, schema.order_items
    line = refunds.c.order_item_id
    # By existence, not by NOT IN: that would keep the ids of all stored lines in memory.
    there = sa.select(items.c.order_item_id).where(items.c.order_item_id == line).exists()
    changed = refunds.c.order_id.in_(touched_keys(ORDER))
    gone = refunds.update().where(changed, line.is_not(None), ~there)
    bench.run(gone.values(order_item_id=None))


def _touch_dimension(bench: Bench, kind: str, table: sa.Table, key: str) -> None:
    new = sa.select(INCOMING[table.name]).except_(sa.select(table)).subquery()
    bench.fill(staging.touched, sa.select(sa.literal(kind), new.c[key]))


def _touch_lookups(bench: Bench) -> None:
    """The rows that name products count as loaded together with the products."""
    named = sa.select(staging.touched.c.key).where(staging.touched.c.kind == PRODUCT)
    query = (
        sa.select(sa.literal(LOOKUP), staging.ledger.c.key)
        .where(staging.ledger.c.kind == LOOKUP, named.exists())
        .distinct()
    )
    bench.fill(staging.touched, query)


def _touch_remarks(bench: Bench) -> None:
    """Rows of an order beside its lines count as loaded together with it."""
    remarks = sa.select(staging.ledger.c.key).where(staging.ledger.c.kind == REMARK)
    keys = sa.select(sa.literal(REMARK), staging.touched.c.key).where(
        staging.touched.c.kind == ORDER, staging.touched.c.key.in_(remarks)
    )
    bench.fill(staging.touched, keys)


def _replace(bench: Bench, table: sa.Table, key: str, kind: str) -> None:
    incoming, changed = INCOMING[table.name], touched_keys(kind)
    bench.run(table.delete().where(table.c[key].in_(changed)))
    bench.fill(table, sa.select(incoming).where(incoming.c[key].in_(changed)))
