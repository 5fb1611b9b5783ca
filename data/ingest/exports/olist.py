"""The folder of Olist's Brazilian e-commerce data: one table per file.

- `customer_id` is new with every order; the person is `customer_unique_id`.
- Freight is the order's shipping. A row of the items file is one piece.
- Every order counts, also `canceled` and `unavailable` ones, as in the sales ladder: they were
  placed, and most were paid. Their lines are reversed on the day of the order, because the data do
  not say on which day they were taken back.
- A payment of type `not_defined` failed; the others succeeded, on the day the order was approved or
  else bought.
- Products have no names: they are called by their category and the beginning of their id.

Source: Olist, Brazilian E-Commerce Public Dataset, kaggle.com/datasets/olistbr/brazilian-ecommerce.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import staging, typed
from data.ingest.exports import olist_files as files
from data.ingest.layouts import Layout, Staged
from data.ingest.staging import Bench, Status

STATUSES: tuple[Status, ...] = (
    ("created", True, "The order was placed."),
    ("approved", True, "The payment was approved."),
    ("processing", True, "The order is being prepared."),
    ("invoiced", True, "The invoice was written."),
    ("shipped", True, "The parcel is on its way."),
    ("delivered", True, "The parcel arrived."),
    ("canceled", True, "Canceled; reversed on the day of the order, as no other day is known."),
    ("unavailable", True, "Could not be supplied; reversed on the day of the order."),
)
REVERSED = ("canceled", "unavailable")
FAILED = "not_defined"


def stage(bench: Bench) -> Staged:
    """Put the source's files into the incoming tables."""
    people = files.customers(bench)
    products = files.products(bench)
    bench.progress("Reading orders, items and payments", 0.4)
    orders = files.orders(bench, people)
    items = files.items(bench, orders, products)
    payments = files.payments(bench, orders)
    bench.progress("Telling orders, products and customers apart", 0.8)
    _fill_products(bench, products, items, files.category_names(bench))
    _fill_customers(bench, people)
    _fill_orders(bench, orders, people, items)
    _fill_refunds(bench, orders, items)
    _fill_payments(bench, payments, orders)
    bench.add_statuses(STATUSES)
    bench.add_other_statuses()
    for table in (people, products, orders, items, payments):
        bench.drop(table)
    by_row = (schema.orders, schema.order_items, schema.payments)
    concluded = (schema.refunds,)
    return Staged(provided=by_row + concluded, by_row=by_row, concluded=concluded)


def _fill_customers(bench: Bench, people: sa.Table) -> None:
    city = typed.most_frequent(people, "person", "city", sa.true())
    persons = sa.select(people.c.person).distinct().subquery()
    query = sa.select(
        persons.c.person, sa.null(), sa.null(), sa.literal("Brazil"), city.c.city, sa.null()
    ).select_from(persons.outerjoin(city, city.c.person == persons.c.person))
    bench.fill(staging.customers, query)


def _fill_products(
    bench: Bench, products: sa.Table, items: sa.Table, names: sa.Table | None
) -> None:
    price = typed.most_frequent(items, "product", "unit_price", sa.true())
    joined: sa.FromClause = products.outerjoin(price, price.c["product"] == products.c["product"])
    category: sa.ColumnElement[Any] = products.c.category
    if names is not None:
        joined = joined.outerjoin(names, names.c.category == products.c.category)
        category = sa.func.coalesce(names.c.english, category)
    words = sa.func.replace(sa.func.coalesce(category, "product"), "_", " ")
    called = sa.func.concat(
        sa.func.upper(sa.func.left(words, 1)),
        sa.func.substr(words, 2),
        " ",
        sa.func.left(products.c["product"], 8),
    )
    query = sa.select(
        products.c["product"], called, category, price.c.unit_price, sa.null(), sa.true()
    ).select_from(joined)
    bench.fill(staging.products, query)
    if names is not None:
        bench.drop(names)


def _fill_orders(bench: Bench, orders: sa.Table, people: sa.Table, items: sa.Table) -> None:
    shipping = (
        sa.select(items.c.order_id, sa.func.sum(items.c.shipping).label("shipping"))
        .group_by(items.c.order_id)
        .subquery()
    )
    query = sa.select(
        orders.c.order_id,
        people.c.person,
        orders.c.bought_at,
        orders.c.status,
        sa.literal("Brazil"),
        sa.null(),
        sa.literal(bench.currency),
        sa.func.coalesce(shipping.c.shipping, 0),
        sa.literal(0),
        sa.null(),
    ).select_from(
        orders.join(people, people.c.account == orders.c.account).outerjoin(
            shipping, shipping.c.order_id == orders.c.order_id
        )
    )
    bench.fill(staging.orders, query)
    line = sa.func.concat(items.c.order_id, "-", items.c.number)
    piece = sa.select(
        line, items.c.order_id, items.c["product"], sa.literal(1), items.c.unit_price, sa.literal(0)
    )
    bench.fill(staging.order_items, piece)


def _fill_refunds(bench: Bench, orders: sa.Table, items: sa.Table) -> None:
    line = sa.func.concat(items.c.order_id, "-", items.c.number)
    query = (
        sa.select(
            line,
            items.c.order_id,
            line,
            items.c["product"],
            orders.c.bought_at,
            sa.literal(1),
            items.c.unit_price,
            orders.c.status,
        )
        .select_from(items.join(orders, orders.c.order_id == items.c.order_id))
        .where(orders.c.status.in_(REVERSED))
    )
    bench.fill(staging.refunds, query)


def _fill_payments(bench: Bench, payments: sa.Table, orders: sa.Table) -> None:
    query = sa.select(
        sa.func.concat(payments.c.order_id, "-", payments.c.number),
        payments.c.order_id,
        payments.c.method,
        payments.c.worth,
        sa.case((payments.c.method == FAILED, "failed"), else_="succeeded"),
        sa.func.coalesce(orders.c.approved_at, orders.c.bought_at),
    ).select_from(payments.join(orders, orders.c.order_id == payments.c.order_id))
    bench.fill(staging.payments, query)


LAYOUT = Layout(
    name="olist",
    title="Olist's folder of tables",
    files=(*files.NEEDED, files.TRANSLATION),
    needed=frozenset(spec.role for spec in files.NEEDED),
    stage=stage,
    shop="Olist",
    timezone="America/Sao_Paulo",
    currency="BRL",
)
