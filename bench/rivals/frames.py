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
_ORDERS = f"""
    SELECT {_ORDER}, o.date, o.shipping::DOUBLE AS shipping, o.tax::DOUBLE AS tax,
           i.gross, i.discount
    FROM dim_order o JOIN (
        SELECT order_id, sum(quantity * unit_price)::DOUBLE AS gross,
               sum(discount)::DOUBLE AS discount
        FROM order_items GROUP BY 1
    ) i USING (order_id) {_CLUSTER}
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
    """Lines, orders, reversals and payments of all counting orders, texts as categories."""

    lines: pd.DataFrame
    orders: pd.DataFrame
    reversals: pd.DataFrame
    payments: pd.DataFrame


def load(path: Path) -> Frames:
    """Join everything once, as such an app does when it starts."""
    connection = connected(path)
    found = [connection.sql(text).df() for text in (_LINES, _ORDERS, _REVERSALS, _PAYMENTS)]
    return Frames(*(_narrow(frame) for frame in found))


def _narrow(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "category" for name in _TEXTS if name in frame})


def overview(frames: Frames, asked: Question) -> dict[str, Any]:
    """What the page shows, but for reversals by the day of their order and the repeat rate.

    Numbers of three periods; of the period and the one before it the points under the cards, the
    days of the trend, products and clusters; payments of the period.
    """
    now, before, *_ = asked.periods
    lines, earlier = (_kept(frames.lines, asked, days) for days in (now, before))
    products = _sums(lines, "product").nlargest(TOP)
    return {
        "numbers": [numbers(frames, asked, days) for days in asked.periods],
        "facts": [facts(frames, asked, days) for days in asked.periods],
        "points": [points(frames, asked, days) for days in (now, before)],
        "days": [_sums(lines, "date"), _sums(earlier, "date")],
        "products": [products, _sums(earlier, "product").reindex(products.index)],
        "clusters": [_sums(lines, "segment"), _sums(earlier, "segment")],
        "payments": _paid(frames, asked, lines, now),
    }


def _sums(lines: pd.DataFrame, by: str) -> pd.Series:
    return _net(lines).groupby(lines[by], observed=True).sum()


def facts(frames: Frames, asked: Question, days: tuple[date, date]) -> dict[str, float]:
    """What is known of whole orders, and so not by category."""
    if asked.category:
        return {}
    orders = _kept(frames.orders, asked, days)
    value = orders["gross"] - orders["discount"]
    return {
        "shipping": orders["shipping"].sum(),
        "tax": orders["tax"].sum(),
        "median_order_value": value.median(),
        "free_orders": (value == 0).sum(),
    }


def points(frames: Frames, asked: Question, days: tuple[date, date]) -> pd.DataFrame:
    """The numbers of the cards by week."""
    lines = _kept(frames.lines, asked, days)
    reversals = _kept(frames.reversals, asked, days)
    known = lines[lines["customer_key"].notna()]
    week, taken = _week(lines), _week(reversals)
    return pd.DataFrame(
        {
            "gross_sales": lines.groupby(week)["gross"].sum(),
            "discounts": lines.groupby(week)["discount"].sum(),
            "units": lines.groupby(week)["quantity"].sum(),
            "orders": lines.groupby(week)["order_key"].nunique(),
            "customers": known.groupby(_week(known))["customer_key"].nunique(),
            **{name: _ranked(known, first=first) for name, first in _RANKS.items()},
            "reversals": reversals.groupby(taken)["amount"].sum(),
        }
    )


_RANKS = {"new_customers": True, "returning_customers": False}


def _ranked(known: pd.DataFrame, *, first: bool) -> pd.Series:
    kept = known[(known["order_rank"] == 1) == first]
    return kept.groupby(_week(kept))["customer_key"].nunique()


def _week(frame: pd.DataFrame) -> pd.Series:
    return frame["date"].dt.to_period("W").dt.start_time


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
) -> pd.DataFrame:
    """By method; with a category the payments of the orders that hold it."""
    payments = _kept(frames.payments, asked, days)
    if asked.category:
        payments = payments[payments["order_key"].isin(lines["order_key"])]
    done = payments[payments["status"] == "succeeded"]
    return pd.DataFrame(
        {
            "attempts": payments.groupby("method", observed=True).size(),
            "succeeded": done.groupby("method", observed=True).size(),
            "amount": done.groupby("method", observed=True)["amount"].sum(),
        }
    )
