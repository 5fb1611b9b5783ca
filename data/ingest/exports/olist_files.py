"""The files of Olist's folder: what is read of each, and which rows are set aside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import reader, sieve, staging, typed
from data.ingest.layouts import FileSpec
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile
from data.schema import Money

NOTHING = sa.cast(sa.literal(0), Money)


def _spec(role: str, mark: str, **columns: str) -> FileSpec:
    required = {ours: (theirs,) for ours, theirs in columns.items()}
    return FileSpec(f"olist_{role}", required, marks=frozenset({mark}))


CUSTOMERS = _spec(
    "customers",
    "customeruniqueid",
    account="customer_id",
    person="customer_unique_id",
    city="customer_city",
)
PRODUCTS = _spec(
    "products", "productphotosqty", product="product_id", category="product_category_name"
)
TRANSLATION = _spec(
    "category_names",
    "productcategorynameenglish",
    category="product_category_name",
    english="product_category_name_english",
)
ORDERS = _spec(
    "orders",
    "orderpurchasetimestamp",
    order_id="order_id",
    account="customer_id",
    status="order_status",
    bought="order_purchase_timestamp",
    approved="order_approved_at",
)
ITEMS = _spec(
    "items",
    "freightvalue",
    order_id="order_id",
    number="order_item_id",
    product="product_id",
    price="price",
    freight="freight_value",
)
PAYMENTS = _spec(
    "payments",
    "paymentsequential",
    order_id="order_id",
    number="payment_sequential",
    method="payment_type",
    value="payment_value",
)
NEEDED = (CUSTOMERS, PRODUCTS, ORDERS, ITEMS, PAYMENTS)


def _raw(bench: Bench, spec: FileSpec) -> tuple[SourceFile, sa.Table]:
    file = next(file for file in bench.source.files if file.role == spec.role)
    return file, reader.stage(bench, file, spec.columns(file))


def _empty(spec: FileSpec, rows: sa.Table, *names: str) -> list[Rule]:
    return [
        Rule(spec.required[name][0], rows.c[name], rows.c[name].is_(None), "This is missing.")
        for name in names
    ]


def _twice(column: str, value: sa.ColumnElement[Any], rows: sa.Table) -> Rule:
    return Rule(column, value, rows.c.copy > 1, "An earlier row of the file has the same key.")


def customers(bench: Bench) -> sa.Table:
    """Columns account, person, city."""
    file, raw = _raw(bench, CUSTOMERS)
    copy = sieve.copy_number(raw, raw.c.account).label("copy")
    rows = sieve.sift(
        bench,
        file,
        sa.select(raw, copy, NOTHING.label("worth")),
        lambda t: [
            *_empty(CUSTOMERS, t, "account", "person"),
            _twice("customer_id", t.c.account, t),
        ],
        kind=staging.CUSTOMER,
        key="person",
    )
    bench.drop(raw)
    return rows


def products(bench: Bench) -> sa.Table:
    """Columns product, category (Portuguese)."""
    file, raw = _raw(bench, PRODUCTS)
    copy = sieve.copy_number(raw, raw.c["product"]).label("copy")
    rows = sieve.sift(
        bench,
        file,
        sa.select(raw, copy, NOTHING.label("worth")),
        lambda t: [*_empty(PRODUCTS, t, "product"), _twice("product_id", t.c["product"], t)],
        kind=staging.PRODUCT,
        key="product",
    )
    bench.drop(raw)
    return rows


def category_names(bench: Bench) -> sa.Table | None:
    """Columns category and english, if the folder has the file."""
    if bench.source.of(TRANSLATION.role) is None:
        return None
    file, raw = _raw(bench, TRANSLATION)
    copy = sieve.copy_number(raw, raw.c.category).label("copy")
    rows = sieve.sift(
        bench,
        file,
        sa.select(raw, copy, NOTHING.label("worth")),
        lambda t: [
            *_empty(TRANSLATION, t, "category", "english"),
            _twice("product_category_name", t.c.category, t),
        ],
        kind=staging.LOOKUP,
        key="category",
    )
    bench.drop(raw)
    return rows


def orders(bench: Bench, people: sa.Table) -> sa.Table:
    """Columns order_id, account, status, bought_at, approved_at (UTC)."""
    file, raw = _raw(bench, ORDERS)
    query = sa.select(
        raw,
        typed.instant(raw.c.bought, bench.timezone).label("bought_at"),
        typed.instant(raw.c.approved, bench.timezone).label("approved_at"),
        sieve.copy_number(raw, raw.c.order_id).label("copy"),
        NOTHING.label("worth"),
    )

    def rules(t: sa.Table) -> list[Rule]:
        stranger = t.c.account.not_in(sa.select(people.c.account))
        return [
            *_empty(ORDERS, t, "order_id", "account", "status"),
            _twice("order_id", t.c.order_id, t),
            Rule(
                "order_purchase_timestamp",
                t.c.bought,
                t.c.bought_at.is_(None),
                "This is no date and time.",
            ),
            Rule("customer_id", t.c.account, stranger, "The customers file does not have it."),
        ]

    rows = sieve.sift(bench, file, query, rules, kind=staging.ORDER, key="order_id")
    bench.drop(raw)
    return rows


def _no_order(t: sa.Table, orders: sa.Table) -> Rule:
    unknown = t.c.order_id.not_in(sa.select(orders.c.order_id))
    return Rule("order_id", t.c.order_id, unknown, "There is no such order, or it was set aside.")


def _not_money(column: str, text: sa.ColumnElement[Any], value: sa.ColumnElement[Any]) -> Rule:
    fails = sa.or_(value.is_(None), value < 0)
    return Rule(column, text, fails, "This is no amount of zero or more with up to four decimals.")


def items(bench: Bench, orders: sa.Table, products: sa.Table) -> sa.Table:
    """Columns order_id, number, product, unit_price, shipping; their worth is both together."""
    file, raw = _raw(bench, ITEMS)
    price, freight = typed.money(raw.c.price), typed.money(raw.c.freight)
    query = sa.select(
        raw,
        price.label("unit_price"),
        freight.label("shipping"),
        typed.total(price, freight).label("worth"),
        sieve.copy_number(raw, raw.c.order_id, raw.c.number).label("copy"),
    )

    def rules(t: sa.Table) -> list[Rule]:
        unknown = t.c["product"].not_in(sa.select(products.c["product"]))
        return [
            *_empty(ITEMS, t, "order_id", "number", "product"),
            _twice("order_item_id", t.c.number, t),
            _not_money("price", t.c.price, t.c.unit_price),
            _not_money("freight_value", t.c.freight, t.c.shipping),
            _no_order(t, orders),
            Rule("product_id", t.c["product"], unknown, "The products file does not have it."),
        ]

    rows = sieve.sift(bench, file, query, rules, kind=staging.ORDER, key="order_id")
    bench.drop(raw)
    return rows


def payments(bench: Bench, orders: sa.Table) -> sa.Table:
    """Columns order_id, number, method, worth."""
    file, raw = _raw(bench, PAYMENTS)
    query = sa.select(
        raw,
        typed.money(raw.c.value).label("worth"),
        sieve.copy_number(raw, raw.c.order_id, raw.c.number).label("copy"),
    )
    rows = sieve.sift(
        bench,
        file,
        query,
        lambda t: [
            *_empty(PAYMENTS, t, "order_id", "number", "method"),
            _twice("payment_sequential", t.c.number, t),
            _not_money("payment_value", t.c.value, t.c.worth),
            _no_order(t, orders),
        ],
        kind=staging.ORDER,
        key="order_id",
    )
    bench.drop(raw)
    return rows
