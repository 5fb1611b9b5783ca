"""The page on the star schema: five questions, each joining orders, lines, products and customers.

This is what a general dashboard tool sends, one query for each tile. Orders bring their business
day, whether they count and which of their customer's they are; a tool on raw tables would have to
find that out too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from bench.rivals.question import CLUSTER_NAME, TOP, Question, local_day

_JOINED = """
    FROM order_items i
    JOIN dim_order o ON o.order_id = i.order_id
    JOIN dim_product p ON p.product_id = i.product_id
    LEFT JOIN customer_segments s ON s.customer_key = o.customer_key
    WHERE o.counts AND o.date BETWEEN $start AND $end
      AND ($country = '' OR o.country = $country) AND ($category = '' OR p.category = $category)
"""
_NET = "sum(i.quantity * i.unit_price - i.discount)"
_NUMBERS = f"""
    SELECT sum(i.quantity * i.unit_price) AS gross_sales, sum(i.discount) AS discounts,
           sum(i.quantity) AS units, count(DISTINCT o.order_key) AS orders,
           count(DISTINCT o.customer_key) AS customers,
           count(DISTINCT CASE WHEN o.order_rank = 1 THEN o.customer_key END) AS new_customers,
           count(DISTINCT CASE WHEN o.order_rank >= 2 THEN o.customer_key END)
               AS returning_customers
    {_JOINED}
"""
_REVERSALS = f"""
    SELECT coalesce(sum(r.amount), 0) AS reversals
    FROM refunds r
    JOIN dim_order o ON o.order_id = r.order_id
    LEFT JOIN order_items i ON i.order_item_id = r.order_item_id
    LEFT JOIN dim_product p ON p.product_id = coalesce(r.product_id, i.product_id)
    WHERE o.counts AND {local_day("r.refunded_at")} BETWEEN $start AND $end
      AND ($country = '' OR o.country = $country) AND ($category = '' OR p.category = $category)
"""
_PAYMENTS = f"""
    SELECT y.method AS key, sum(y.amount) AS value
    FROM payments y
    JOIN dim_order o ON o.order_id = y.order_id
    WHERE o.counts AND y.status = 'succeeded' AND {local_day("y.paid_at")} BETWEEN $start AND $end
      AND ($country = '' OR o.country = $country)
      AND ($category = '' OR y.order_id IN (
          SELECT i.order_id FROM order_items i JOIN dim_product p ON p.product_id = i.product_id
          WHERE p.category = $category))
    GROUP BY 1 ORDER BY 1
"""
_BY = {
    "days": ("o.date", "1", ""),
    "products": ("p.name", "2 DESC, 1", f"LIMIT {TOP}"),
    "clusters": (CLUSTER_NAME, "2 DESC, 1", f"LIMIT {TOP}"),
}

Rows = list[dict[str, Any]]


def numbers(connection: duckdb.DuckDBPyConnection, asked: Question) -> Rows:
    """The key figures of each period."""
    return [_figures(connection, asked, days) for days in asked.periods]


def tile(connection: duckdb.DuckDBPyConnection, asked: Question, name: str) -> Rows:
    """Key and value of one chart: days, products, clusters or payments."""
    if name == "payments":
        return _rows(connection, _PAYMENTS, asked, asked.periods[0])
    key, order, limit = _BY[name]
    text = f"SELECT {key} AS key, {_NET} AS value {_JOINED} GROUP BY 1 ORDER BY {order} {limit}"
    return _rows(connection, text, asked, asked.periods[0])


TILES = (*_BY, "payments")


def _figures(
    connection: duckdb.DuckDBPyConnection, asked: Question, days: tuple[date, date]
) -> dict[str, Any]:
    found = _rows(connection, _NUMBERS, asked, days)[0]
    return {
        name: float(value or 0)
        for name, value in (found | _rows(connection, _REVERSALS, asked, days)[0]).items()
    }


def _rows(
    connection: duckdb.DuckDBPyConnection, text: str, asked: Question, days: tuple[date, date]
) -> Rows:
    start, end = days
    values = {"start": start, "end": end, "country": asked.country, "category": asked.category}
    cursor = connection.cursor()
    cursor.execute(text, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
