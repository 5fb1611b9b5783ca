"""Who is due or overdue to order: one row per customer that the filters keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NOT_CLUSTERED
from data.filters import Filters
from data.queries.rows import PERSONAL, Sorting, Value
from data.queries.value_page import chosen
from data.rfm import LAPSED
from data.sqltypes import folded

DUE_DAYS = 30

SORTINGS: dict[str, Sorting] = {
    "value": Sorting("value_90"),
    "soonest": Sorting("next_order_on", largest_first=False),
    "order": Sorting("value_per_order"),
    "year": Sorting("value_365"),
    "alive": Sorting("p_alive"),
    "quiet": Sorting("last_order_on", largest_first=False),
}


class Show(StrEnum):
    """Whom the list shows."""

    DUE = "due"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers, in which order: those whose id holds a text, due, overdue or all."""

    show: Show = Show.DUE
    sort: str = "value"
    find: str = ""


_OF_VALUE = (
    "p_alive",
    "orders_90",
    "value_90",
    "value_365",
    "value_per_order",
    "next_order_on",
    "next_order_from",
    "next_order_to",
    "overdue",
)


def listed(
    filters: Filters,
    wanted: Wanted,
    last_day: date,
    *,
    people: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> sa.Select[Any]:
    """The customers that are wanted, in their order; PERSONAL only where `people` may be shown.

    `next_product` is what to offer them (missing: nothing is left), `rule` says which rule found
    it, and `because`, `lift`, `times` why (see `data.queries.next_products`).
    """
    rows = _wanted(filters, wanted, last_day).cte("rows")
    page = sa.select(rows).order_by(*_order(rows, wanted.sort)).limit(limit).offset(offset)
    cut = page.cte("page")
    offer, person = schema.customer_next_product, schema.customers
    product, because = schema.dim_product.alias("offered"), schema.dim_product.alias("because")
    table = (
        cut.outerjoin(offer, offer.c.customer_key == cut.c.customer_key)
        .outerjoin(product, product.c.product_key == offer.c.product_key)
        .outerjoin(because, because.c.product_key == offer.c.because_key)
    )
    named: list[Value] = []
    if people:
        table = table.outerjoin(person, person.c.customer_id == cut.c.customer_id)
        named = [person.c[name] for name in PERSONAL]
    columns = [column for column in cut.c if column.name != "customer_key"]
    return (
        sa.select(
            *columns,
            product.c.product_id.label("next_product_id"),
            product.c.name.label("next_product"),
            offer.c.rule,
            because.c.name.label("because"),
            offer.c.lift,
            offer.c.times,
            *named,
        )
        .select_from(table)
        .order_by(*_order(cut, wanted.sort))
    )


def sums(filters: Filters, find: str, last_day: date) -> sa.Select[Any]:
    """One row: `customers`, `due` and `overdue` among them, and the `value_90` of each."""
    rows = _wanted(filters, Wanted(Show.ALL, find=find), last_day).subquery("rows")
    due, overdue = _due(rows, last_day), rows.c.overdue

    def counted(which: Value, name: str) -> sa.Label[int]:
        return sa.func.count(sa.case((which, 1), else_=None)).label(name)

    def worth(which: Value, name: str) -> sa.Label[float]:
        found = sa.func.sum(sa.case((which, rows.c.value_90), else_=0.0))
        return sa.func.coalesce(found, 0.0).label(name)

    return sa.select(
        sa.func.count().label("customers"),
        counted(due, "due"),
        counted(overdue, "overdue"),
        sa.func.coalesce(sa.func.sum(rows.c.value_90), 0.0).label("value"),
        worth(due, "due_value"),
        worth(overdue, "overdue_value"),
    )


def offered(customer_id: str) -> sa.Select[Any]:
    """At most one row: what to offer this customer, with the columns of `listed`."""
    offer, customer = schema.customer_next_product, schema.dim_customer
    product, because = schema.dim_product.alias("offered"), schema.dim_product.alias("because")
    member = schema.customer_segments
    table = (
        offer.join(customer, customer.c.customer_key == offer.c.customer_key)
        .join(product, product.c.product_key == offer.c.product_key)
        .outerjoin(because, because.c.product_key == offer.c.because_key)
        .outerjoin(member, member.c.customer_key == offer.c.customer_key)
    )
    return (
        sa.select(
            product.c.name.label("next_product"),
            offer.c.rule,
            because.c.name.label("because"),
            offer.c.lift,
            offer.c.times,
            sa.func.coalesce(member.c.segment, NOT_CLUSTERED).label("cluster"),
        )
        .select_from(table)
        .where(customer.c.customer_id == customer_id)
    )


def _wanted(filters: Filters, wanted: Wanted, last_day: date) -> sa.Select[Any]:
    rows = _customers(filters).subquery("customers_kept")
    statement = sa.select(rows)
    if wanted.find:
        text = folded(sa.literal(wanted.find, sa.String))
        statement = statement.where(sa.func.strpos(folded(rows.c.customer_id), text) > 0)
    if wanted.show is Show.DUE:
        statement = statement.where(_due(rows, last_day))
    if wanted.show is Show.OVERDUE:
        statement = statement.where(rows.c.overdue)
    return statement


def _due(rows: sa.FromClause, last_day: date) -> Value:
    """In time, and expected within DUE_DAYS if still a customer: half of them order sooner."""
    until = last_day + timedelta(days=DUE_DAYS)
    return sa.and_(~rows.c.overdue, rows.c.next_order_on <= until)


def _customers(filters: Filters) -> sa.Select[Any]:
    value, feature, member = (
        schema.customer_value,
        schema.customer_features,
        schema.customer_segments,
    )
    customer, key = schema.dim_customer, value.c.customer_key
    table = (
        value.join(feature, feature.c.customer_key == key)
        .join(customer, customer.c.customer_key == key)
        .outerjoin(member, member.c.customer_key == key)
    )
    return (
        sa.select(
            key,
            customer.c.customer_id,
            customer.c.country,
            feature.c.last_order_on,
            feature.c.orders,
            feature.c.historic_clv,
            sa.func.coalesce(feature.c.rfm_segment, LAPSED).label("rfm_segment"),
            sa.func.coalesce(member.c.segment, NOT_CLUSTERED).label("cluster"),
            *(value.c[name] for name in _OF_VALUE),
        )
        .select_from(table)
        .where(*chosen(filters))
    )


def _order(rows: sa.FromClause, sort: str) -> tuple[Value, ...]:
    sorting = SORTINGS[sort]
    value = rows.c[sorting.column]
    ordered = value.desc() if sorting.largest_first else value.asc()
    return ordered.nulls_last(), rows.c.customer_key
