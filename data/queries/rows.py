"""The orders behind a selection, one row each: what adds up to its numbers.

Beside orders there are reversal documents: reversals whose order is not known stand for themselves.
Everything is by order day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.schema.tables import Money
from data.sqltypes import folded, total

Value = sa.ColumnElement[Any]

MEASURES = ("units", "gross", "discount", "reversed", "net", "shipping", "tax")
_SUMMED = ("sold", "units", "gross", "discount", "shipping", "tax", "reversed")
# Of people: shown to those alone who may see them.
PERSONAL = ("name", "email", "city")


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column to sort by, and whether its largest values come first."""

    column: str
    largest_first: bool = True


SORTINGS: dict[str, Sorting] = {
    "newest": Sorting("date"),
    "oldest": Sorting("date", largest_first=False),
    "net": Sorting("net"),
    "least-net": Sorting("net", largest_first=False),
    "units": Sorting("units"),
    "discount": Sorting("discount"),
    "reversed": Sorting("reversed"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: those whose order or customer id holds a text, of one customer, in an order."""

    find: str = ""
    sort: str = "newest"
    customer: str = ""


def listed(
    filters: Filters,
    wanted: Wanted,
    *,
    people: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> sa.Select[Any]:
    """The rows that are wanted, in their order; `name` only where `people` may be shown.

    `mask` holds the bits of the methods that paid, `is_order` is false for reversal documents.
    Shipping and tax are missing where products are filtered by: nobody can split them over lines.
    """
    rows = _wanted(filters, wanted).cte("rows")
    cut = sa.select(rows).order_by(*_order(rows, wanted.sort)).limit(limit).offset(offset)
    page = cut.cte("page")
    placed, person = schema.orders, schema.customers
    table = page.join(placed, placed.c.order_id == page.c.order_id)
    named: list[Value] = []
    if people:
        table = table.outerjoin(person, person.c.customer_id == page.c.customer_id)
        named = [person.c.name]
    columns = [column for column in page.c if column.name not in {"order_key", "sold"}]
    return (
        sa.select(*columns, *named, placed.c.status)
        .select_from(table)
        .order_by(*_order(page, wanted.sort))
    )


def sums(filters: Filters, wanted: Wanted) -> sa.Select[Any]:
    """One row: how many `rows` there are, how many are `orders`, and the sum of each measure."""
    rows = _wanted(filters, wanted).cte("rows")
    return sa.select(
        sa.func.count().label("rows"),
        sa.func.count(sa.case((rows.c.is_order, 1), else_=None)).label("orders"),
        *(total(rows.c[name]).label(name) for name in MEASURES),
    )


def _order(rows: sa.FromClause, sort: str) -> tuple[Value, ...]:
    """Ties follow the newest first, and always alike."""
    sorting = SORTINGS[sort]
    value = rows.c[sorting.column]
    first = value.desc() if sorting.largest_first else value.asc()
    key = rows.c.order_key
    return first, rows.c.date.desc(), key.desc() if sorting.largest_first else key.asc()


def _wanted(filters: Filters, wanted: Wanted) -> sa.Select[Any]:
    rows = _by_order(filters, wanted.customer).cte("by_order")
    order, customer = schema.dim_order, schema.dim_customer
    joined = rows.join(order, order.c.order_key == rows.c.order_key).outerjoin(
        customer, customer.c.customer_key == order.c.customer_key
    )
    statement = sa.select(
        rows.c.order_key,
        order.c.order_id,
        rows.c.date,
        customer.c.customer_id,
        order.c.country,
        order.c.channel,
        order.c.payment_mask.label("mask"),
        order.c.counts.label("is_order"),
        *(rows.c[name] for name in _SUMMED),
        (rows.c.gross - rows.c.discount - rows.c.reversed).label("net"),
    ).select_from(joined)
    if not wanted.find:
        return statement
    text = folded(sa.literal(wanted.find, sa.String))
    ids = (order.c.order_id, customer.c.customer_id)
    return statement.where(sa.or_(*(sa.func.strpos(folded(name), text) > 0 for name in ids)))


def _by_order(filters: Filters, customer: str) -> sa.Select[Any]:
    """Sales and reversals, each from its own fact, put on top of each other and summed by order."""
    rows = sa.union_all(_sold(filters, customer), _taken_back(filters, customer)).subquery("parts")
    return sa.select(
        rows.c.order_key,
        sa.func.max(rows.c.date).label("date"),
        *(total(rows.c[name]).label(name) for name in _SUMMED),
    ).group_by(rows.c.order_key)


def _sold(filters: Filters, customer: str) -> sa.Select[Any]:
    """Orders; their kept lines once a product or category is asked for."""
    by_line = filters.touches_products
    fact = schema.fact_lines if by_line else schema.fact_orders
    unknown = sa.cast(sa.null(), Money)
    return sa.select(
        fact.c.order_key,
        fact.c.date,
        sa.cast(1, sa.BigInteger).label("sold"),
        fact.c.quantity.label("units"),
        fact.c.gross,
        fact.c.discount,
        (unknown if by_line else fact.c.shipping).label("shipping"),
        (unknown if by_line else fact.c.tax).label("tax"),
        _nothing("reversed"),
    ).where(*filters.where(fact), *of_customer(fact, customer))


def _taken_back(filters: Filters, customer: str) -> sa.Select[Any]:
    fact = schema.fact_reversals
    unknown = sa.cast(sa.null(), Money)
    split = ("shipping", "tax")
    return sa.select(
        fact.c.order_key,
        fact.c.order_date,
        *(sa.cast(0, sa.BigInteger).label(name) for name in ("sold", "units")),
        *(_nothing(name) for name in ("gross", "discount")),
        *(unknown.label(n) if filters.touches_products else _nothing(n) for n in split),
        fact.c.amount,
    ).where(*filters.where(fact, day="order_date"), *of_customer(fact, customer))


def of_customer(fact: sa.FromClause, customer: str) -> list[sa.ColumnElement[bool]]:
    """The condition that keeps one customer's rows of a fact; none for everybody."""
    if not customer:
        return []
    known = schema.dim_customer
    key = sa.select(known.c.customer_key).where(known.c.customer_id == customer)
    return [fact.c.customer_key == key.scalar_subquery()]


def _nothing(name: str) -> sa.Label[Any]:
    return sa.cast(0, Money).label(name)
