"""The page on pandas: everything joined into frames that stay in memory, filtered on every change.

This is how a notebook becomes a dashboard. One row is one order line, with what is known of its
order, product and customer; reversals and payments have frames of their own, so that nothing counts
twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bench.rivals.question import CLUSTER_NAME, TOP, Question, connected, local_day

_ORDER = f"""
    o.order_key, o.customer_key, o.country,
    {CLUSTER_NAME} AS segment
"""
_CLUSTER = "LEFT JOIN customer_segments s ON s.customer_key = o.customer_key WHERE o.counts"
_LINES = f"""
    SELECT {_ORDER}, o.date, o.order_rank, p.name AS product, p.category,
           i.quantity::INT AS quantity, (i.quantity * i.unit_price)::DOUBLE AS gross,
           i.discount::DOUBLE AS discount
    FROM order_items i JOIN dim_order o USING (order_id) JOIN dim_product p USING (product_id)
    {_CLUSTER}
"""
_REVERSALS = f"""
    SELECT {_ORDER}, {local_day("r.refunded_at")} AS date, p.category,
           r.amount::DOUBLE AS amount
    FROM refunds r JOIN dim_order o USING (order_id) LEFT JOIN order_items i USING (order_item_id)
    LEFT JOIN dim_product p ON p.product_id = coalesce(r.product_id, i.product_id) {_CLUSTER}
"""
_PAYMENTS = f"""
    SELECT {_ORDER}, {local_day("y.paid_at")} AS date, y.method, y.status,
           y.amount::DOUBLE AS amount
    FROM payments y JOIN dim_order o USING (order_id) {_CLUSTER}
"""
_TEXTS = ("country", "segment", "product", "category", "method", "status")


@dataclass(frozen=True, slots=True)
class Frames:
    """Lines, reversals and payments of all counting orders, texts as categories."""

    lines: pd.DataFrame
    reversals: pd.DataFrame
    payments: pd.DataFrame


def load(path: Path) -> Frames:
    """Join everything once, as such an app does when it starts."""
    connection = connected(path)
    found = [connection.sql(text).df() for text in (_LINES, _REVERSALS, _PAYMENTS)]
    return Frames(*(_narrow(frame) for frame in found))


def _narrow(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "category" for name in _TEXTS if name in frame})


def overview(frames: Frames, asked: Question) -> dict[str, Any]:
    """Numbers of three periods, the days of the first, products, clusters and payments."""
    now, *_ = asked.periods
    lines = _kept(frames.lines, asked, now)
    return {
        "numbers": [numbers(frames, asked, days) for days in asked.periods],
        "days": _net(lines).groupby(lines["date"], observed=True).sum(),
        "products": _net(lines).groupby(lines["product"], observed=True).sum().nlargest(TOP),
        "clusters": _net(lines).groupby(lines["segment"], observed=True).sum().nlargest(TOP),
        "payments": _paid(frames, asked, lines, now),
    }


def numbers(frames: Frames, asked: Question, days: tuple[date, date]) -> dict[str, float]:
    """The key figures of a period."""
    lines = _kept(frames.lines, asked, days)
    known = lines.dropna(subset=["customer_key"])
    return {
        "gross_sales": lines["gross"].sum(),
        "discounts": lines["discount"].sum(),
        "reversals": _kept(frames.reversals, asked, days)["amount"].sum(),
        "units": lines["quantity"].sum(),
        "orders": lines["order_key"].nunique(),
        "customers": known["customer_key"].nunique(),
        "new_customers": known.loc[known["order_rank"] == 1, "customer_key"].nunique(),
        "returning_customers": known.loc[known["order_rank"] >= 2, "customer_key"].nunique(),
    }


def _kept(frame: pd.DataFrame, asked: Question, days: tuple[date, date]) -> pd.DataFrame:
    start, end = (pd.Timestamp(day) for day in days)
    keep = (frame["date"] >= start) & (frame["date"] <= end)
    if asked.country:
        keep &= frame["country"] == asked.country
    if asked.category and "category" in frame:
        keep &= frame["category"] == asked.category
    return frame[keep]


def _net(lines: pd.DataFrame) -> pd.Series:
    return lines["gross"] - lines["discount"]


def _paid(
    frames: Frames, asked: Question, lines: pd.DataFrame, days: tuple[date, date]
) -> pd.Series:
    """By method; with a category the payments of the orders that hold it."""
    payments = _kept(frames.payments, asked, days)
    if asked.category:
        payments = payments[payments["order_key"].isin(lines["order_key"])]
    done = payments[payments["status"] == "succeeded"]
    return done.groupby("method", observed=True)["amount"].sum()
