"""Customers who bought in a selection, a page at a time, and everything about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.answers.kpis import number
from data.answers.rfm import day_of
from data.answers.rows import A_PAGE, named, sought
from data.filters import Filters
from data.periods import add_months
from data.queries import people as statements
from data.queries import people_gaps, people_one, rows_order
from data.queries.people import AT_RISK_WORD, LAPSED_WORD, MOST_FOUND, SORTINGS, Clock, Wanted
from data.rfm import LAPSED
from data.warehouse import View

__all__ = [
    "AT_RISK_WORD",
    "LAPSED_WORD",
    "MOST_FOUND",
    "SORTINGS",
    "Customers",
    "Wanted",
    "all_customers",
    "clock_of",
    "customers",
    "find",
    "goods",
    "methods",
    "month_ends",
    "person",
    "segments",
]

MONTHS = 13
IN_GOODS = 50


@dataclass(frozen=True, slots=True)
class Customers:
    """One page of customers, which page it is, and what all of them have together."""

    rows: pd.DataFrame
    page: int
    pages: int
    found: int
    at_risk: int
    lapsed: int
    orders: int
    net: float


def clock_of(view: View, filters: Filters) -> Clock:
    """The selection's last day, or the data's if that is sooner; FilterError before the data."""
    day = day_of(view, filters)
    gaps = view.frame(people_gaps.shop_gaps(day)).iloc[0]
    return Clock(day, view.release.last_day, number(gaps["usual"]), number(gaps["longest"]))


def customers(
    view: View, filters: Filters, wanted: Wanted, *, page: int = 1, people: bool = False
) -> Customers:
    """A page of the customers of the selection; beyond the last page it is the last one."""
    clock = clock_of(view, filters)
    sums = view.frame(statements.sums(filters, wanted, clock)).iloc[0].fillna(0)
    found = int(sums["customers"])
    pages = max(1, -(-found // A_PAGE))
    page = min(page, pages)
    frame = view.frame(
        statements.listed(
            filters, wanted, clock, people=people, limit=A_PAGE, offset=A_PAGE * (page - 1)
        )
    )
    return Customers(
        rows=frame,
        page=page,
        pages=pages,
        found=found,
        at_risk=int(sums["at_risk"]),
        lapsed=int(sums["lapsed"]),
        orders=int(sums["orders"]),
        net=float(sums["net"]),
    )


def all_customers(
    view: View, filters: Filters, wanted: Wanted, *, limit: int, people: bool = False
) -> pd.DataFrame:
    """The first so many customers of the selection, for a file."""
    clock = clock_of(view, filters)
    return view.frame(statements.listed(filters, wanted, clock, people=people, limit=limit))


def find(view: View, text: str) -> pd.DataFrame:
    """The first MOST_FOUND people whose name or e-mail address holds a text.

    Only for those who may see people.
    """
    return view.frame(statements.found_people(sought(text)))


def person(view: View, customer_id: str, *, people: bool = False) -> dict[str, Any] | None:
    """What is known of a customer by the last day; None where nobody has that id."""
    statement = people_one.person(sought(customer_id), view.release.last_day, people=people)
    frame = view.frame(statement)
    if frame.empty:
        return None
    row = frame.iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def goods(view: View, customer_id: str, *, limit: int | None = IN_GOODS) -> pd.DataFrame:
    """What a customer bought, by product, the most valuable first; `found` products in all."""
    return named(view.frame(rows_order.goods(customer=sought(customer_id), limit=limit)))


def methods(view: View, customer_id: str) -> pd.DataFrame:
    """How a customer pays: a row per method, the one that paid most first."""
    return view.frame(rows_order.methods_of(sought(customer_id)))


def month_ends(last_day: date, count: int = MONTHS) -> list[date]:
    """The last days of the newest months that are over, earliest first."""
    after = (last_day + timedelta(days=1)).replace(day=1)
    return [add_months(after, -back) - timedelta(days=1) for back in reversed(range(count))]


def segments(view: View, customer_id: str) -> pd.DataFrame:
    """The RFM segment at the end of each of the newest MONTHS months, earliest first.

    From the customer's first order on. Columns `day`, `segment`, the three scores, `recency_days`,
    `frequency`, `monetary`.
    """
    release = view.release
    days = [day for day in month_ends(release.last_day) if day >= release.first_day]
    if not days:
        return pd.DataFrame(columns=["day", "segment"])
    frame = view.frame(people_one.scores(sought(customer_id), days))
    return frame.assign(segment=frame["rfm_segment"].fillna(LAPSED)).drop(columns="rfm_segment")
