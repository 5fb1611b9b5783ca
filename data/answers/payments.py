"""How orders are paid: by which method, how often it works, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from data.answers.series import MAX_POINTS
from data.filters import FilterError, Filters
from data.periods import Grain, Period, bucket_period, buckets
from data.prepared import prepared
from data.queries import payments as statements
from data.queries.aggregate import KEY
from data.queries.groups import ByTime
from data.queries.payments_orders import outcomes
from data.warehouse import View

METHODS = ["method", "attempts", "succeeded", "amount", "success_rate", "share"]
OUTCOMES = [
    "orders_tried",
    "orders_paid",
    "orders_on_their_way",
    "orders_lost",
    "orders_recovered",
    "on_its_way",
    "lost",
    "recovered",
]


def attempts(view: View, filters: Filters) -> pd.DataFrame:
    """One row per method, the most money first: METHODS. All of it by the day of the attempt."""
    built = view.release.format
    tried = view.frame(prepared(statements.attempts, filters, statements.BY_METHOD, built=built))
    rate = _quotient(tried["succeeded"], tried["attempts"])
    return _ranked(tried.rename(columns={KEY: "method"}).assign(success_rate=rate))[METHODS]


def payments(view: View, filters: Filters) -> pd.DataFrame:
    """One row per method, the most money first: METHODS, OUTCOMES and `paid_rate`.

    Attempts and money are of their own day, orders of the order's. An order is counted under every
    method that was tried for it, and paid whichever of them paid it.
    """
    group = statements.BY_METHOD
    built = view.release.format
    tried = view.frame(prepared(statements.attempts, filters, group, built=built))
    orders = view.frame(prepared(outcomes, filters, group, built=built))
    if filters.payment_methods:
        orders = orders[orders[KEY].isin(filters.payment_methods)]
    methods = pd.Index(tried[KEY]).union(pd.Index(orders[KEY]))
    frame = _rated(_side_by_side([tried, orders], methods.rename("method"))).reset_index()
    return _ranked(frame)[[*METHODS, *OUTCOMES, "paid_rate"]]


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """The most money first, with each row's `share` of it."""
    ranked = frame.sort_values(["amount", "method"], ascending=[False, True], ignore_index=True)
    whole = ranked["amount"].sum()
    return ranked.assign(share=ranked["amount"] / whole if whole else float("nan"))


def in_all(view: View, filters: Filters) -> dict[str, float]:
    """The same numbers of the whole selection: every order and every attempt once."""
    asked, built = (statements.attempts, outcomes), view.release.format
    tried, orders = (view.frame(prepared(make, filters, built=built)) for make in asked)
    row = _rated(tried.join(orders)).iloc[0]
    return {str(name): float(value) for name, value in row.items()}


def over_time(view: View, filters: Filters, grain: Grain) -> pd.DataFrame:
    """The same numbers per point: `period` (its first day), the oldest first, gaps filled.

    Rates of a point without attempts are missing. `partial`: the selection or the data cut it.
    """
    group = ByTime(grain)
    built = view.release.format
    asked = (statements.attempts, outcomes)
    found = [view.frame(prepared(make, filters, group, built=built)) for make in asked]
    known = [day.date() for frame in found for day in frame[KEY]]
    points = pd.DatetimeIndex(_points(_reach(view, filters, known), grain), name="period")
    frame = _rated(_side_by_side(found, points)).reset_index()
    return frame.assign(partial=[_is_cut(view, day.date(), filters, grain) for day in points])


def by_method_of_order(view: View, filters: Filters) -> pd.DataFrame:
    """One row per method of the order ("Mixed": several paid it), the most orders first.

    Columns `method`, `orders` (by order day), `order_share`, `collected` (by payment day),
    `refunds` and `refunded` (by the reversal's own day), `refund_rate` of what was collected.
    """
    asked = (
        statements.orders_by_method,
        statements.collected_of_orders,
        statements.refunds_by_method,
    )
    frames = [view.frame(prepared(make, filters)) for make in asked]
    methods = pd.Index([method for frame in frames for method in frame[KEY]], name="method")
    frame = _side_by_side(frames, methods.unique()).reset_index()
    whole = frame["orders"].sum()
    frame["order_share"] = frame["orders"] / whole if whole else float("nan")
    frame["refund_rate"] = _quotient(frame["refunded"], frame["collected"])
    columns = ["method", "orders", "order_share", "collected", "refunds", "refunded", "refund_rate"]
    ranked = frame.sort_values(["orders", "collected", "method"], ascending=[False, False, True])
    return ranked[columns].reset_index(drop=True)


def _side_by_side(frames: Sequence[pd.DataFrame], keys: pd.Index) -> pd.DataFrame:
    """All columns of all frames for these keys; 0 where a frame does not know one."""
    columns: dict[str, np.ndarray] = {}
    for frame in frames:
        rows = pd.Index(frame[KEY]).get_indexer(keys)
        for name in frame.columns.drop(KEY):
            values = np.append(np.nan_to_num(frame[name].to_numpy()), 0)
            columns[name] = values[rows]  # of -1 the last one
    return pd.DataFrame(columns, index=keys)


def _rated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        success_rate=_quotient(frame["succeeded"], frame["attempts"]),
        paid_rate=_quotient(frame["orders_paid"], frame["orders_tried"]),
    )


def _quotient(top: pd.Series, bottom: pd.Series) -> np.ndarray:
    """Missing where there is nothing to divide by."""
    divisor = bottom.to_numpy(dtype=float)
    found: np.ndarray = np.full(len(divisor), np.nan)
    np.divide(top.to_numpy(dtype=float), divisor, out=found, where=divisor != 0)
    return found


def _reach(view: View, filters: Filters, known: Sequence[date]) -> Period | None:
    """The chosen days that the data know; payments may come after the last order."""
    release = view.release
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    start, end = min([start, *known]), max([end, *known])
    return Period(start, end) if start <= end else None


def _points(reach: Period | None, grain: Grain) -> list[date]:
    if reach is None:
        return []
    if grain is Grain.DAY and reach.days > MAX_POINTS:
        raise FilterError("There are too many days; choose weeks or months.")
    return buckets(reach, grain)


def _is_cut(view: View, day: date, filters: Filters, grain: Grain) -> bool:
    """Whether the selection or the data end inside the point."""
    whole, release = bucket_period(day, grain), view.release
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    return whole.start < start or whole.end > end
