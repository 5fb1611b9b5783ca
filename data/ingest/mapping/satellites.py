"""The files beside orders and lines: products, customers, refunds, payments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import sieve, staging
from data.ingest.mapping import reading
from data.ingest.mapping.lines import have, is_like
from data.ingest.mapping.shape import Mapping
from data.ingest.sieve import Rule
from data.ingest.staging import Bench

PAYMENT_STATUSES = ("succeeded", "failed", "pending")


def _sift(bench: Bench, mapping: Mapping, role: str, more: Any = lambda _: []) -> sa.Table | None:
    """The good rows of a file; None if the source lacks it."""
    found = reading.read(bench, mapping, role)
    if found is None:
        return None
    file, star_file, rows = found
    kind, key = star_file.owner
    kept = sieve.sift(
        bench,
        file,
        sa.select(rows),
        lambda t: reading.spelt(mapping.tables[role], [*more(t), *star_file.rules(t)]),
        kind=kind,
        key=key,
    )
    bench.drop(rows)
    return kept


def _fill(bench: Bench, target: sa.Table, rows: sa.Table, **values: Any) -> None:
    """The rows into an incoming table, by name; `values` stand for columns that say it better."""
    columns = [values.get(c.name, have(rows, c.name, c.type)) for c in target.c]
    bench.fill(target, sa.select(*columns).select_from(rows))
    bench.drop(rows)


def products(bench: Bench, mapping: Mapping) -> None:
    """The products a file describes."""
    rows = _sift(bench, mapping, "products")
    if rows is None:
        return
    name = sa.func.coalesce(have(rows, "name"), rows.c.product_id)
    merchandise = ~is_like(rows.c.product_id, mapping.not_merchandise)
    _fill(bench, staging.products, rows, name=name, is_product=merchandise)


def customers(bench: Bench, mapping: Mapping) -> None:
    """The customers a file describes."""
    rows = _sift(bench, mapping, "customers")
    if rows is not None:
        _fill(bench, staging.customers, rows)


def _no_order(t: sa.Table) -> Rule:
    unknown = t.c.order_id.not_in(sa.select(staging.orders.c.order_id))
    return Rule("order_id", t.c.order_id, unknown, "There is no such order, or it was set aside.")


def _taken(t: sa.Table, table: sa.Table, key: str) -> Rule:
    other = sa.select(table.c[key]).where(
        table.c[key] == t.c[key], table.c.order_id != t.c.order_id
    )
    return Rule(key, t.c[key], other.exists(), "Another order was loaded with the same key.")


def refunds(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    """The refunds of a file, up to what each order is worth."""
    items = staging.order_items

    def rules(t: sa.Table) -> list[Rule]:
        found = [_no_order(t), _taken(t, schema.refunds, "refund_id")]
        if "order_item_id" in t.c:
            unknown = t.c.order_item_id.not_in(sa.select(items.c.order_item_id))
            reason = "There is no such line, or it was set aside."
            found.append(Rule("order_item_id", t.c.order_item_id, unknown, reason))
        reason = "Together with what was given back before, this is more than the order is worth."
        too_much = t.c.row_number.in_(_beyond(t, orders))
        return [*found, Rule("amount", t.c.amount_text, too_much, reason)]

    rows = _sift(bench, mapping, "refunds", rules)
    if rows is None:
        return
    line = have(rows, "order_item_id")
    product = sa.select(items.c.product_id).where(items.c.order_item_id == line).scalar_subquery()
    quantity = sa.func.coalesce(have(rows, "quantity", sa.BigInteger), 0)
    product_id = sa.func.coalesce(have(rows, "product_id"), product)
    _fill(bench, staging.refunds, rows, quantity=quantity, product_id=product_id)


def _beyond(t: sa.Table, orders: sa.Table) -> sa.Select[Any]:
    """Row numbers of refunds that, with those before, exceed what had to be paid."""
    by_time = [t.c.refunded_at, t.c.row_number]
    so_far = sa.func.sum(t.c.amount).over(partition_by=t.c.order_id, order_by=by_time)
    summed = (
        sa.select(t.c.row_number, so_far.label("so_far"), orders.c.payable)
        .select_from(t.join(orders, orders.c.order_id == t.c.order_id))
        .where(t.c.copy == 1)
        .subquery()
    )
    return sa.select(summed.c.row_number).where(summed.c.so_far > summed.c.payable)


def payments(bench: Bench, mapping: Mapping) -> None:
    """The payments of a file."""
    orders = staging.orders
    meanings = {name: name for name in PAYMENT_STATUSES} | dict(mapping.payment_statuses)

    def status(t: sa.Table) -> Any:
        text = sa.func.lower(have(t, "status"))
        return sa.case((text.is_(None), "succeeded"), else_=sa.case(meanings, value=text))

    def rules(t: sa.Table) -> list[Rule]:
        reason = "The mapping's [payment_statuses] does not name it."
        return [
            _no_order(t),
            Rule("status", have(t, "status"), status(t).is_(None), reason),
            _taken(t, schema.payments, "payment_id"),
        ]

    rows = _sift(bench, mapping, "payments", rules)
    if rows is None:
        return
    day = (
        sa.select(orders.c.ordered_at).where(orders.c.order_id == rows.c.order_id).scalar_subquery()
    )
    paid_at = sa.func.coalesce(have(rows, "paid_at", sa.DateTime), day)
    _fill(bench, staging.payments, rows, status=status(rows), paid_at=paid_at)
