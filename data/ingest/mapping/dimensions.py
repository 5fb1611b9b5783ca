"""Products and customers that no file describes, concluded from lines and orders."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import identity, staging, typed
from data.ingest.mapping.lines import is_like
from data.ingest.mapping.shape import Mapping
from data.ingest.staging import Bench


def add_products(bench: Bench, mapping: Mapping, lines: sa.Table) -> None:
    """Products called by what their lines call them most often."""
    codes = sa.union(
        *(sa.select(table.c.product_id) for table in (staging.order_items, staging.refunds))
    ).subquery()
    names = ("product_name", "category", "list_price", "unit_cost")
    said: dict[str, Any] = {
        name: typed.most_frequent(lines, "product_id", name, sa.true())
        for name in names
        if name in lines.c
    }
    if "list_price" not in said:
        said["list_price"] = typed.most_frequent(lines, "product_id", "price", ~lines.c.credited)
    found: sa.FromClause = codes
    for one in said.values():
        found = found.outerjoin(one, one.c.product_id == codes.c.product_id)

    def value(name: str, column: str) -> Any:
        return said[name].c[column] if name in said else sa.null()

    code = codes.c.product_id
    called = sa.func.coalesce(value("product_name", "product_name"), code)
    price = "list_price" if "list_price" in lines.c else "price"
    no_merchandise = is_like(code, mapping.not_merchandise)
    query = (
        sa.select(
            code,
            called,
            value("category", "category"),
            said["list_price"].c[price],
            value("unit_cost", "unit_cost"),
            ~no_merchandise,
        )
        .select_from(found)
        .where(code.is_not(None))
    )
    if "products" in mapping.tables:
        query = query.where(code.not_in(_known(schema.products, staging.products, "product_id")))
    bench.fill(staging.products, query)


def recognise_customers(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    """Orders that name an e-mail only belong to the customer of a file who has that e-mail."""
    described = mapping.tables.get("customers")
    if "email" not in mapping.orders.columns or described is None:
        return
    people = staging.customers
    hashed = identity.person(people.c.email)
    known = (
        sa.select(hashed.label("person"), sa.func.min(people.c.customer_id).label("customer_id"))
        .where(people.c.email.is_not(None))
        .group_by(hashed)
        .subquery()
    )
    bench.run(
        orders.update()
        .where(orders.c.customer_id == known.c.person)
        .values(customer_id=known.c.customer_id)
    )


def add_customers(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    """Customers as their latest orders describe them."""
    c = orders.c
    latest = (sa.func.arg_max(c[n], c.ordered_at) for n in ("customer_name", "email"))
    place = (sa.func.arg_max(c[n], c.ordered_at) for n in ("country", "city"))
    query = (
        sa.select(c.customer_id, *latest, *place, sa.cast(sa.null(), sa.DateTime))
        .where(c.customer_id.is_not(None))
        .group_by(c.customer_id)
    )
    if "customers" in mapping.tables:
        known = _known(schema.customers, staging.customers, "customer_id")
        query = query.where(c.customer_id.not_in(known))
    bench.fill(staging.customers, query)


def _known(stored: sa.Table, incoming: sa.Table, key: str) -> sa.Select[Any]:
    both = sa.union(sa.select(stored.c[key]), sa.select(incoming.c[key])).subquery()
    return sa.select(both.c[key])
