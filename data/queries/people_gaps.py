"""Days between the orders of customers: what is usual for one of them, and for the shop.

Orders on one day are one. Percentiles are cut to four places, in which they are exact: a day more
or less decides, and no rounding does.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema

AT_RISK, LAPSED_AFTER = "usual", "longest"
_SHARES = {"median_gap": 0.5, AT_RISK: 0.8, LAPSED_AFTER: 0.95}

# Fewer days with an order are no rhythm.
LEAST_DAYS = 3


def own_gaps(day: date, customers: sa.Select[Any] | None = None) -> sa.Select[Any]:
    """What is usual for each customer with at least LEAST_DAYS days with an order by the day.

    Columns `customer_key`, `median_gap`, and `usual` and `longest`: the 80th and 95th percentile.
    """
    gaps = _gaps(day, customers).cte("own_gaps")
    return (
        sa.select(gaps.c.customer_key, *_percentiles(gaps))
        .group_by(gaps.c.customer_key)
        .having(sa.func.count() >= LEAST_DAYS - 1)
    )


def shop_gaps(day: date) -> sa.Select[Any]:
    """One row with the same columns over all gaps of the shop; missing where there are none."""
    gaps = _gaps(day, None).cte("gaps")
    return sa.select(*_percentiles(gaps))


def _percentiles(gaps: sa.CTE) -> list[sa.Label[Any]]:
    days = sa.cast(gaps.c.days, sa.Double)
    return [
        sa.cast(sa.func.percentile_cont(share).within_group(days), sa.Numeric(12, 4)).label(name)
        for name, share in _SHARES.items()
    ]


def _gaps(day: date, customers: sa.Select[Any] | None) -> sa.Select[Any]:
    order = schema.fact_orders
    conditions = [order.c.customer_key.is_not(None), order.c.date <= day]
    if customers is not None:
        conditions.append(order.c.customer_key.in_(customers))
    visit = sa.select(order.c.customer_key, order.c.date).where(*conditions).distinct()
    days = visit.subquery("days")
    before = sa.func.lag(days.c.date).over(partition_by=days.c.customer_key, order_by=days.c.date)
    rows = sa.select(days.c.customer_key, days.c.date, before.label("before")).subquery("visits")
    return sa.select(
        rows.c.customer_key, sa.cast(rows.c.date - rows.c.before, sa.Integer).label("days")
    ).where(rows.c.before.is_not(None))
