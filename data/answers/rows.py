"""The orders behind a selection, a page at a time, and everything about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.answers.kpis import number
from data.dimensions import NO_PRODUCT, NOT_PAID
from data.filters import FilterError, Filters, is_text
from data.queries import rows as statements
from data.queries import rows_order
from data.queries.rows import MEASURES, SORTINGS, Wanted
from data.warehouse import View

__all__ = [
    "A_PAGE",
    "MEASURES",
    "SORTINGS",
    "Order",
    "Rows",
    "Wanted",
    "order",
    "orders",
    "page_of",
]

A_PAGE = 50
_MOST_GOODS = 200

DOCUMENT = "Reversal document"


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows, which page it is, and what all pages have together.

    `found` counts rows; those that are no orders are reversals whose order is not known.
    """

    rows: pd.DataFrame
    page: int
    pages: int
    found: int
    orders: int
    sums: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `facts` is missing where no order has that id."""

    facts: dict[str, Any] | None
    goods: pd.DataFrame
    payments: pd.DataFrame
    reversals: pd.DataFrame


def sought(text: str) -> str:
    """The text to look for; FilterError for what no id can hold."""
    if not is_text(text) or "\0" in text:
        raise FilterError("The search holds a character that cannot be looked for.")
    return text.strip()


def page_of(text: str) -> int:
    """The number of a page; FilterError for anything but a whole number from 1 on."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1):
        raise FilterError("Page: type a whole number, 1 for the first page.")
    return int(text)


def orders(
    view: View, filters: Filters, wanted: Wanted, *, page: int = 1, people: bool = False
) -> Rows:
    """A page of the orders of the selection; beyond the last page it is the last one."""
    totals = view.frame(statements.sums(filters, wanted)).iloc[0]
    found = int(totals["rows"])
    pages = max(1, -(-found // A_PAGE))
    page = min(page, pages)
    frame = view.frame(
        statements.listed(filters, wanted, people=people, limit=A_PAGE, offset=A_PAGE * (page - 1))
    )
    return Rows(
        rows=_readable(view, frame),
        page=page,
        pages=pages,
        found=found,
        orders=int(totals["orders"]),
        sums={name: number(totals[name]) for name in MEASURES},
    )


def all_orders(
    view: View, filters: Filters, wanted: Wanted, *, limit: int, people: bool = False
) -> pd.DataFrame:
    """The first so many orders of the selection, for a file."""
    return _readable(
        view, view.frame(statements.listed(filters, wanted, people=people, limit=limit))
    )


def _readable(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """With the names of the methods that paid, and a word for what is no order."""
    methods = view.frame(rows_order.paying())
    names = {mask: _paid_by(methods, int(mask)) for mask in frame["mask"].unique()}
    status = frame["status"].where(frame["is_order"], DOCUMENT + ": " + frame["status"])
    paid_by = frame["mask"].map(names).astype("str")
    paid_by = paid_by.where(frame["is_order"], "")
    return frame.assign(paid_by=paid_by, status=status).drop(columns=["mask"])


def _paid_by(methods: pd.DataFrame, mask: int) -> str:
    found = methods.loc[(methods["bit"].astype("int64") & mask) != 0, "method"]
    return ", ".join(found) or NOT_PAID


def order(view: View, order_id: str, *, people: bool = False) -> Order:
    """Everything about one order; goods by product, what names none below the others."""
    facts = view.frame(rows_order.order(sought(order_id), people=people))
    key = -1 if facts.empty else int(facts["order_key"].iloc[0])
    goods = view.frame(rows_order.goods(order_key=key, limit=_MOST_GOODS))
    return Order(
        facts=None if facts.empty else _plain(facts.iloc[0]),
        goods=named(goods),
        payments=view.frame(rows_order.payments(key)),
        reversals=named(view.frame(rows_order.reversals(key))),
    )


def named(goods: pd.DataFrame) -> pd.DataFrame:
    """With a word for reversals that name no product."""
    return goods.assign(product=goods["product"].fillna(NO_PRODUCT))


def _plain(row: pd.Series) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
