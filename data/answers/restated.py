"""Which closed months releases said otherwise, by how much and why."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data import schema
from data.queries import restated as statements
from data.queries.quality import is_there
from data.schema import Cause
from data.warehouse import View

RESTATEMENTS = [column.name for column in schema.restatements.columns]
ORDERS = ["cause", "order_id", "net_before", "net_after", "change"]

REASONS: dict[str, str] = {
    Cause.LATE_ORDERS: "Orders of the month that arrived, or began to count, after it had closed.",
    Cause.CHANGED_ORDERS: "Orders of the month whose lines, prices or discounts changed.",
    Cause.REMOVED_ORDERS: "Orders of the month that are gone or no longer count.",
    Cause.MOVED_ORDERS: "Orders that moved into the month or out of it.",
    Cause.LATE_REVERSALS: "Reversals of a day of the month that arrived after it had closed.",
    Cause.CHANGED_REVERSALS: "Reversals of the month whose amount changed or that are gone.",
    Cause.OTHER_RATE: "The same orders and reversals at another exchange rate.",
}


def restatements(view: View) -> pd.DataFrame:
    """One row per release, month and cause with the columns RESTATEMENTS, newest release first.

    Orders, and what the cause added to the month's gross sales, discounts, reversals and net sales:
    the causes of a month add up to its change since `compared_with`.
    """
    if not _is_kept(view):
        return pd.DataFrame(columns=RESTATEMENTS)
    return view.frame(statements.restatements())


def restated_orders(view: View, release_id: str, month: date) -> pd.DataFrame:
    """The orders behind it with the columns ORDERS, the largest change first; at most 200.

    `net_before` and `net_after`: what the order gave to the net sales of the month (its first day).
    """
    if not _is_kept(view):
        return pd.DataFrame(columns=ORDERS)
    return view.frame(statements.restated_orders(release_id, month))


def _is_kept(view: View) -> bool:
    """Whether the release was built by a version that keeps the log."""
    return bool(view.frame(is_there(schema.restatements))["tables"].iloc[0])
