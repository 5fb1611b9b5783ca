"""One order: what is known of it, its goods, its payments and what was taken back of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.rows import Value, of_customer
from data.schema.tables import Money
from data.sqltypes import total


def order(order_id: str, *, people: bool = False) -> sa.Select[Any]:
    """At most one row, also of an order that does not count; `name` only where it may be shown.

    `left_out` says why an order does not count, `meaning` what its status means.
    """
    known, placed, customer = schema.dim_order, schema.orders, schema.dim_customer
    status, person = schema.order_statuses, schema.customers
    table = (
        known.join(placed, placed.c.order_id == known.c.order_id)
        .outerjoin(customer, customer.c.customer_key == known.c.customer_key)
        .outerjoin(status, status.c.status == placed.c.status)
    )
    named: list[Value] = []
    if people:
        table = table.outerjoin(person, person.c.customer_id == customer.c.customer_id)
        named = [person.c.name]
    return (
        sa.select(
            known.c.order_key,
            known.c.order_id,
            known.c.date,
            known.c.counts,
            known.c.left_out,
            customer.c.customer_id,
            known.c.country,
            known.c.channel,
            known.c.order_rank,
            known.c.shipping,
            known.c.tax,
            placed.c.status,
            status.c.meaning,
            *named,
        )
        .select_from(table)
        .where(known.c.order_id == order_id)
    )


def goods(
    *, order_key: int | None = None, customer: str = "", limit: int | None = None
) -> sa.Select[Any]:
    """What an order or a customer bought, by product; the most valuable first.

    Columns `product_id` and `product` (both missing for reversals that name none), `orders`,
    `units`, `gross`, `discount`, `reversed_units`, `reversed`, `net`, `last_on`, and `found`, how
    many there are uncut. `price` is gross sales by piece.
    """
    parts = sa.union_all(*_parts(order_key, customer)).subquery("parts")
    names = ("units", "gross", "discount", "reversed_units", "reversed")
    by_product = (
        sa.select(
            parts.c.product_key,
            sa.func.count(sa.distinct(parts.c.order_key)).label("orders"),
            sa.func.max(parts.c.bought_on).label("last_on"),
            *(total(parts.c[name]).label(name) for name in names),
        )
        .group_by(parts.c.product_key)
        .cte("by_product")
    )
    rows, product = by_product, schema.dim_product
    net = (rows.c.gross - rows.c.discount - rows.c.reversed).label("net")
    pieces = sa.func.nullif(sa.cast(rows.c.units, sa.Double), 0)
    return (
        sa.select(
            product.c.product_id,
            product.c.name.label("product"),
            *(rows.c[name] for name in ("orders", "last_on", *names)),
            (sa.cast(rows.c.gross, sa.Double) / pieces).label("price"),
            net,
            sa.func.count().over().label("found"),
        )
        .select_from(rows.outerjoin(product, product.c.product_key == rows.c.product_key))
        .order_by(net.desc(), product.c.product_id.nulls_last())
        .limit(limit)
    )


def _parts(order_key: int | None, customer: str) -> tuple[sa.Select[Any], sa.Select[Any]]:
    line, back = schema.fact_lines, schema.fact_reversals
    no_money, none = sa.cast(0, Money), sa.cast(0, sa.BigInteger)
    lines = sa.select(
        line.c.product_key,
        line.c.order_key,
        line.c.date.label("bought_on"),
        line.c.quantity.label("units"),
        line.c.gross,
        line.c.discount,
        none.label("reversed_units"),
        no_money.label("reversed"),
    ).where(*_of(line, order_key, customer))
    reversals = sa.select(
        back.c.product_key,
        sa.cast(sa.null(), sa.BigInteger).label("no_order"),
        sa.cast(sa.null(), sa.Date).label("not_bought"),
        none,
        no_money.label("no_gross"),
        no_money.label("no_discount"),
        back.c.quantity,
        back.c.amount,
    ).where(*_of(back, order_key, customer))
    return lines, reversals


def payments(order_key: int) -> sa.Select[Any]:
    """Every attempt to pay an order: `date`, `method`, `status`, `amount`; the first one first."""
    fact = schema.fact_payments
    columns = (fact.c.date, fact.c.method, fact.c.status, fact.c.amount)
    return sa.select(*columns).where(*_of(fact, order_key, "")).order_by(*columns)


def methods_of(customer: str) -> sa.Select[Any]:
    """How a customer pays: `method`, `attempts`, `succeeded`, `amount` (paid), `last_on`."""
    fact = schema.fact_payments
    paid = fact.c.status == "succeeded"
    amount = sa.func.sum(sa.case((paid, fact.c.amount), else_=0)).label("amount")
    return (
        sa.select(
            fact.c.method,
            sa.func.count().label("attempts"),
            sa.func.count(sa.case((paid, 1), else_=None)).label("succeeded"),
            amount,
            sa.func.max(fact.c.date).label("last_on"),
        )
        .where(*_of(fact, None, customer))
        .group_by(fact.c.method)
        .order_by(amount.desc(), fact.c.method)
    )


def reversals(order_key: int) -> sa.Select[Any]:
    """What was taken back of an order: `date`, `product`, `quantity`, `amount`."""
    fact, product = schema.fact_reversals, schema.dim_product
    return (
        sa.select(fact.c.date, product.c.name.label("product"), fact.c.quantity, fact.c.amount)
        .select_from(fact.outerjoin(product, product.c.product_key == fact.c.product_key))
        .where(*_of(fact, order_key, ""))
        .order_by(fact.c.date, product.c.product_id.nulls_last(), fact.c.amount)
    )


def paying() -> sa.Select[Any]:
    """Every payment method and its bit in the masks of orders."""
    table = schema.payment_methods
    return sa.select(table.c.method, table.c.bit).order_by(table.c.bit)


def _of(fact: sa.FromClause, order_key: int | None, customer: str) -> list[sa.ColumnElement[bool]]:
    if order_key is not None:
        return [fact.c.order_key == order_key]
    return of_customer(fact, customer)
