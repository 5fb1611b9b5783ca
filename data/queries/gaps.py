"""The statement about the time between the orders of a customer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

# Nearly everybody who comes back has done so within this share of the gaps.
NEARLY_ALL = 0.95


def longest_usual_gap() -> sa.Select[Any]:
    """Columns `days` (the 95th percentile of gaps between orders) and `gaps` (how many there are).

    Orders of one day are one visit. The whole history counts, whatever is filtered by.
    """
    before, after = schema.fact_orders.alias("before"), schema.fact_orders.alias("after")
    gap = after.c.date - before.c.date
    following = sa.and_(
        after.c.customer_key == before.c.customer_key,
        after.c.order_rank == before.c.order_rank + 1,
    )
    days = sa.func.percentile_cont(NEARLY_ALL).within_group(sa.cast(gap, sa.Double))
    return (
        sa.select(days.label("days"), sa.func.count().label("gaps"))
        .select_from(before.join(after, following))
        .where(gap > 0)
    )
