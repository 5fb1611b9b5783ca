"""Customers who bought in a selection, one row each, and whether they are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NOT_CLUSTERED
from data.filters import Filters
from data.queries.customers import buyers
from data.queries.people_gaps import AT_RISK, LAPSED_AFTER, own_gaps
from data.queries.rfm_scores import features
from data.queries.rows import PERSONAL, Sorting, Value
from data.rfm import LAPSED
from data.sqltypes import folded, total

MOST_FOUND = 20

SORTINGS: dict[str, Sorting] = {
    "net": Sorting("net"),
    "orders": Sorting("orders"),
    "last-order": Sorting("last_order_on"),
    "historic": Sorting("historic_clv"),
    "quiet": Sorting("last_order_on", largest_first=False),
}

AT_RISK_WORD, LAPSED_WORD = "At risk", "Lapsed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers: those whose id holds a text, overdue ones or all, in an order."""

    find: str = ""
    sort: str = "net"
    overdue: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """The day that customers are looked at on, and what is usual in the shop by then.

    `usual` and `longest` are gaps between orders for those who have no rhythm of their own;
    missing where nobody came back yet. `last_day` is the release's.
    """

    day: date
    last_day: date
    usual: float | None
    longest: float | None


def listed(
    filters: Filters,
    wanted: Wanted,
    clock: Clock,
    *,
    people: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> sa.Select[Any]:
    """The customers that are wanted, in their order; PERSONAL only where `people` may be shown.

    `orders` and `net` are of the selection; everything else is of the whole history to the day.
    """
    rows = _wanted(filters, wanted, clock).cte("rows")
    page = sa.select(rows).order_by(*_order(rows, wanted.sort)).limit(limit).offset(offset)
    cut = page.cte("page")
    table: sa.FromClause = cut
    named: list[Value] = []
    if people:
        person = schema.customers
        table = cut.outerjoin(person, person.c.customer_id == cut.c.customer_id)
        named = [person.c[name] for name in PERSONAL]
    columns = [column for column in cut.c if column.name != "customer_key"]
    return sa.select(*columns, *named).select_from(table).order_by(*_order(cut, wanted.sort))


def sums(filters: Filters, wanted: Wanted, clock: Clock) -> sa.Select[Any]:
    """One row: how many `customers` there are, how many of them are overdue, `orders` and `net`."""
    rows = _wanted(filters, wanted, clock).cte("rows")

    def counted(word: str, name: str) -> sa.Label[int]:
        return sa.func.count(sa.case((rows.c.overdue == word, 1), else_=None)).label(name)

    return sa.select(
        sa.func.count().label("customers"),
        counted(AT_RISK_WORD, "at_risk"),
        counted(LAPSED_WORD, "lapsed"),
        total(rows.c.orders).label("orders"),
        total(rows.c.net).label("net"),
    )


def known(clock: Clock) -> sa.FromClause:
    """Features and scores as of the day; those of the release where that is its last one."""
    if clock.day == clock.last_day:
        return schema.customer_features
    return features(clock.day).subquery("known")


def found_people(text: str) -> sa.Select[Any]:
    """The first customers whose name or e-mail address holds a text: their id and PERSONAL."""
    person, customer = schema.customers, schema.dim_customer
    sought = folded(sa.literal(text, sa.String))
    holds = [sa.func.strpos(folded(person.c[name]), sought) > 0 for name in ("name", "email")]
    return (
        sa.select(person.c.customer_id, *(person.c[name] for name in PERSONAL))
        .select_from(person.join(customer, customer.c.customer_id == person.c.customer_id))
        .where(sa.or_(*holds))
        .order_by(person.c.name.nulls_last(), person.c.customer_id)
        .limit(MOST_FOUND)
    )


def _order(rows: sa.FromClause, sort: str) -> tuple[Value, ...]:
    sorting = SORTINGS[sort]
    value = rows.c[sorting.column]
    return (value.desc() if sorting.largest_first else value.asc()), rows.c.customer_key


def _wanted(filters: Filters, wanted: Wanted, clock: Clock) -> sa.Select[Any]:
    rows = _customers(filters, clock).subquery("customers_known")
    statement = sa.select(rows)
    if wanted.find:
        text = folded(sa.literal(wanted.find, sa.String))
        statement = statement.where(sa.func.strpos(folded(rows.c.customer_id), text) > 0)
    if wanted.overdue:
        statement = statement.where(rows.c.overdue == wanted.overdue)
    return statement


def _customers(filters: Filters, clock: Clock) -> sa.Select[Any]:
    customer, cluster, feature = schema.dim_customer, schema.customer_segments, known(clock)
    sold, back = _sold(filters).cte("sold"), _taken_back(filters).cte("back")
    gaps = own_gaps(clock.day, buyers(filters)).cte("gaps")
    key = sold.c.customer_key
    joined = (
        sold.join(customer, customer.c.customer_key == key)
        .join(feature, feature.c.customer_key == key)
        .outerjoin(back, back.c.customer_key == key)
        .outerjoin(gaps, gaps.c.customer_key == key)
        .outerjoin(cluster, cluster.c.customer_key == key)
    )
    day = sa.cast(sa.literal(clock.day), sa.Date)
    since = sa.cast(day - feature.c.last_order_on, sa.Integer)
    return sa.select(
        key,
        customer.c.customer_id,
        customer.c.country,
        feature.c.first_order_on,
        feature.c.last_order_on,
        sold.c.orders,
        (sold.c.net - sa.func.coalesce(back.c.reversed, 0)).label("net"),
        feature.c.historic_clv,
        sa.func.coalesce(feature.c.rfm_segment, LAPSED).label("rfm_segment"),
        sa.func.coalesce(cluster.c.segment, NOT_CLUSTERED).label("cluster"),
        since.label("days_since"),
        _overdue(since, gaps, clock).label("overdue"),
    ).select_from(joined)


def _overdue(since: Value, gaps: sa.CTE, clock: Clock) -> Value:
    """Against the customer's own rhythm, else the shop's; empty in time, and where neither is."""
    usual = sa.func.coalesce(gaps.c[AT_RISK], _days(clock.usual))
    longest = sa.func.coalesce(gaps.c[LAPSED_AFTER], _days(clock.longest))
    return sa.case((since > longest, LAPSED_WORD), (since > usual, AT_RISK_WORD), else_="")


def _days(value: float | None) -> Value:
    """Days with four places, as they are counted in `own_gaps`."""
    exact = None if value is None else Decimal(str(value))
    return sa.cast(sa.literal(exact, sa.Numeric(12, 4)), sa.Numeric(12, 4))


def _sold(filters: Filters) -> sa.Select[Any]:
    fact = schema.fact_lines if filters.touches_products else schema.fact_orders
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.count(sa.distinct(fact.c.order_key)).label("orders"),
            total(fact.c.gross - fact.c.discount).label("net"),
        )
        .where(fact.c.customer_key.is_not(None), *filters.where(fact))
        .group_by(fact.c.customer_key)
    )


def _taken_back(filters: Filters) -> sa.Select[Any]:
    fact = schema.fact_reversals
    return (
        sa.select(fact.c.customer_key, total(fact.c.amount).label("reversed"))
        .where(fact.c.customer_key.is_not(None), *filters.where(fact, day="order_date"))
        .group_by(fact.c.customer_key)
    )
