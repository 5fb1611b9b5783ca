"""The product's own layout: a folder of CSV or Parquet files named like the star's tables.

`orders`, `order_items` and `products` are needed; `customers`, `refunds`, `payments` and
`order_statuses` are optional, and so are columns that have a sensible default (see star_files).
Timestamps are ISO 8601, with an offset or else in the shop's time zone.

- A customer an order names, but no file describes, is a customer of whom only the id is known.
- A status that is not described counts as an order.
- A refund of a line takes the line's product, a payment without a day the order's.
- An order that names no currency is in the one the load was told, else the shop's, else that of
  most orders of the file. Each keeps its own: what is added up is converted when it is built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import currencies, reader, sieve, staging
from data.ingest import star_files as files
from data.ingest.errors import LoadError
from data.ingest.layouts import Layout, Staged
from data.ingest.sieve import Rule
from data.ingest.staging import Bench
from data.ingest.star_files import StarFile

Rules = Callable[[sa.Table], list[Rule]]
PAYMENT_STATUSES = ("succeeded", "failed", "pending")


def stage(bench: Bench) -> Staged:
    """Put the source's files into the incoming tables."""
    _copy(bench, files.STATUSES, schema.order_statuses)
    _copy(bench, files.CUSTOMERS, schema.customers)
    _copy(bench, files.PRODUCTS, schema.products)
    bench.progress("Reading orders and their lines", 0.3)
    _orders(bench)
    _copy(bench, files.ITEMS, schema.order_items, _item_rules)
    bench.progress("Reading refunds and payments", 0.7)
    _refunds(bench)
    _payments(bench)
    _add_unnamed_customers(bench)
    bench.add_other_statuses()
    optional = {files.REFUNDS: schema.refunds, files.PAYMENTS: schema.payments}
    provided = (
        schema.orders,
        schema.order_items,
        *(table for file, table in optional.items() if bench.source.of(file.name)),
    )
    return Staged(provided=provided, by_row=provided)


def _no_more_rules(_rows: sa.Table) -> list[Rule]:
    return []


def _sift(bench: Bench, star_file: StarFile, more: Rules = _no_more_rules) -> sa.Table | None:
    """The good rows of a file; None if the source lacks it."""
    file = bench.source.of(star_file.name)
    if file is None:
        return None
    raw = reader.stage(bench, file, star_file.spec.columns(file))
    if star_file is files.ORDERS:
        bench.currency = bench.currency or _currency(bench, raw)
    kind, key = star_file.owner
    rows = sieve.sift(
        bench,
        file,
        star_file.typed(raw, bench),
        lambda t: [*star_file.rules(t), *more(t)],
        kind=kind,
        key=key,
    )
    bench.drop(raw)
    return rows


def _copy(bench: Bench, star_file: StarFile, table: sa.Table, more: Rules = _no_more_rules) -> None:
    """The good rows of a file into the incoming table of the same columns."""
    rows = _sift(bench, star_file, more)
    if rows is not None:
        bench.fill(staging.INCOMING[table.name], sa.select(*(rows.c[c.name] for c in table.c)))
        bench.drop(rows)


def _currency(bench: Bench, raw: sa.Table) -> str:
    """The currency most orders name, for those that name none."""
    currency = currencies.most_named(bench, raw.c.currency)
    if not currency:
        raise LoadError(
            "Say which currency the amounts are in, for example with CURRENCY=EUR before the "
            "command: the files do not tell."
        )
    return currency


def _orders(bench: Bench) -> None:
    def rules(t: sa.Table) -> list[Rule]:
        code = sa.func.regexp_full_match(sa.func.upper(t.c.currency), "[A-Z]{3}")
        odd = sa.func.coalesce(~code, sa.false())
        return [Rule("currency", t.c.currency, odd, "This is no currency code, such as EUR.")]

    rows = _sift(bench, files.ORDERS, rules)
    if rows is not None:
        values: dict[str, Any] = {c.name: rows.c[c.name] for c in schema.orders.c}
        values["currency"] = sa.func.coalesce(sa.func.upper(rows.c.currency), bench.currency)
        bench.fill(staging.orders, sa.select(*values.values()))
        bench.drop(rows)


def _no_order(t: sa.Table) -> Rule:
    unknown = t.c.order_id.not_in(sa.select(staging.orders.c.order_id))
    return Rule("order_id", t.c.order_id, unknown, "There is no such order, or it was set aside.")


def _no_product(t: sa.Table) -> Rule:
    known = sa.union(
        sa.select(staging.products.c.product_id), sa.select(schema.products.c.product_id)
    ).subquery()
    unknown = t.c.product_id.not_in(sa.select(known))
    return Rule("product_id", t.c.product_id, unknown, "There is no such product.")


def _taken(t: sa.Table, table: sa.Table, key: str) -> Rule:
    """The store has the key already, for a row of another order."""
    other = sa.select(table.c[key]).where(
        table.c[key] == t.c[key], table.c.order_id != t.c.order_id
    )
    return Rule(key, t.c[key], other.exists(), "Another order was loaded with the same key.")


def _item_rules(t: sa.Table) -> list[Rule]:
    return [_no_order(t), _no_product(t), _taken(t, schema.order_items, "order_item_id")]


def _refunds(bench: Bench) -> None:
    items = staging.order_items

    def rules(t: sa.Table) -> list[Rule]:
        unknown = t.c.order_item_id.not_in(sa.select(items.c.order_item_id))
        reason = "There is no such line, or it was set aside."
        return [
            _no_order(t),
            Rule("order_item_id", t.c.order_item_id, unknown, reason),
            _no_product(t),
            _taken(t, schema.refunds, "refund_id"),
        ]

    rows = _sift(bench, files.REFUNDS, rules)
    if rows is not None:
        values: dict[str, Any] = {c.name: rows.c[c.name] for c in schema.refunds.c}
        values["product_id"] = sa.func.coalesce(rows.c.product_id, items.c.product_id)
        joined = rows.outerjoin(items, items.c.order_item_id == rows.c.order_item_id)
        bench.fill(staging.refunds, sa.select(*values.values()).select_from(joined))
        bench.drop(rows)


def _payments(bench: Bench) -> None:
    orders = staging.orders

    def rules(t: sa.Table) -> list[Rule]:
        reason = f"A payment is one of: {', '.join(PAYMENT_STATUSES)}."
        return [
            _no_order(t),
            Rule("status", t.c.status, t.c.status.not_in(PAYMENT_STATUSES), reason),
            _taken(t, schema.payments, "payment_id"),
        ]

    rows = _sift(bench, files.PAYMENTS, rules)
    if rows is not None:
        values: dict[str, Any] = {c.name: rows.c[c.name] for c in schema.payments.c}
        values["paid_at"] = sa.func.coalesce(rows.c.paid_at, orders.c.ordered_at)
        joined = rows.join(orders, orders.c.order_id == rows.c.order_id)
        bench.fill(staging.payments, sa.select(*values.values()).select_from(joined))
        bench.drop(rows)


def _add_unnamed_customers(bench: Bench) -> None:
    known = sa.union(
        sa.select(staging.customers.c.customer_id), sa.select(schema.customers.c.customer_id)
    ).subquery()
    named = staging.orders.c.customer_id
    country = sa.func.arg_min(staging.orders.c.country, staging.orders.c.ordered_at)
    query = (
        sa.select(named, sa.null(), sa.null(), country, sa.null(), sa.null())
        .where(named.is_not(None), named.not_in(sa.select(known)))
        .group_by(named)
    )
    bench.fill(staging.customers, query)


_FILES = (
    files.CUSTOMERS,
    files.PRODUCTS,
    files.ORDERS,
    files.ITEMS,
    files.REFUNDS,
    files.PAYMENTS,
    files.STATUSES,
)

LAYOUT = Layout(
    name="star",
    title="a folder of tables named like the star schema",
    files=tuple(file.spec for file in _FILES),
    needed=frozenset(file.name for file in (files.ORDERS, files.ITEMS, files.PRODUCTS)),
    stage=stage,
    shop="My shop",
)
