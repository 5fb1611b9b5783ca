"""The worklist of next orders: who is due or overdue, worth what, and what to offer them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.answers.rows import A_PAGE, sought
from data.filters import Filters
from data.queries import next_orders as statements
from data.queries.next_orders import DUE_DAYS, SORTINGS, Show, Wanted
from data.queries.next_products import AGAIN, CLUSTER, PARTNER, SHOP
from data.warehouse import View

__all__ = [
    "DUE_DAYS",
    "SORTINGS",
    "NextOrders",
    "Show",
    "Wanted",
    "all_next_orders",
    "next_orders",
    "offer_to",
]


@dataclass(frozen=True, slots=True)
class NextOrders:
    """One page of the list, which page it is, and what all of its customers have together.

    `due`, `overdue` and their expected values of 90 days are of everybody whom filters and search
    keep; `found` counts those that are shown.
    """

    rows: pd.DataFrame
    page: int
    pages: int
    found: int
    customers: int
    due: int
    overdue: int
    value: float
    due_value: float
    overdue_value: float


def next_orders(
    view: View, filters: Filters, wanted: Wanted, *, page: int = 1, people: bool = False
) -> NextOrders:
    """A page of the customers that are wanted; beyond the last page it is the last one."""
    day = view.release.last_day
    sums = view.frame(statements.sums(filters, wanted.find, day)).iloc[0]
    counts = {Show.ALL: "customers", Show.DUE: "due", Show.OVERDUE: "overdue"}
    found = int(sums[counts[wanted.show]])
    pages = max(1, -(-found // A_PAGE))
    page = min(page, pages)
    frame = view.frame(
        statements.listed(
            filters, wanted, day, people=people, limit=A_PAGE, offset=A_PAGE * (page - 1)
        )
    )
    return NextOrders(
        rows=explained(frame),
        page=page,
        pages=pages,
        found=found,
        customers=int(sums["customers"]),
        due=int(sums["due"]),
        overdue=int(sums["overdue"]),
        value=float(sums["value"]),
        due_value=float(sums["due_value"]),
        overdue_value=float(sums["overdue_value"]),
    )


def all_next_orders(
    view: View, filters: Filters, wanted: Wanted, *, limit: int, people: bool = False
) -> pd.DataFrame:
    """The first so many customers that are wanted, for a file."""
    day = view.release.last_day
    return explained(
        view.frame(statements.listed(filters, wanted, day, people=people, limit=limit))
    )


def offer_to(view: View, customer_id: str) -> tuple[str, str] | None:
    """The product to offer a customer, and why; None where no rule has one."""
    frame = view.frame(statements.offered(sought(customer_id)))
    if frame.empty:
        return None
    row = explained(frame).iloc[0]
    return str(row["next_product"]), str(row["why"])


def explained(frame: pd.DataFrame) -> pd.DataFrame:
    """With `why`, the reason for the next product in words, instead of the parts of it."""
    parts = frame[["rule", "because", "lift", "times", "cluster"]].astype(object)
    why = [_why(*row) for row in parts.itertuples(index=False)]
    dropped = ["because", "lift", "times"]
    return frame.assign(why=pd.Series(why, index=frame.index, dtype="str")).drop(columns=dropped)


def _why(rule: object, because: object, lift: float, times: float, cluster: str) -> str:
    if rule == PARTNER:
        return f"Goes with {because}, bought last: {lift:.1f} times as often together as by chance"
    if rule == AGAIN:
        return f"Bought in {int(times):,} orders before"
    if rule == CLUSTER:
        return f"Best seller of {cluster} that they have not bought"
    return "Best seller of the shop that they have not bought" if rule == SHOP else ""
