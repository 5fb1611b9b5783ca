"""The statement about the time between the orders of a customer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.constants import constants
from data.queries.sources import with_next

# Nearly everybody who comes back has done so within this share of the gaps.
NEARLY_ALL = 0.95


def longest_usual_gap(built: schema.Format) -> sa.Select[Any]:
    """Columns `days` (the 95th percentile of gaps between orders) and `gaps` (how many there are).

    Orders of one day are one visit. The whole history counts, whatever is filtered by.
    """
    if built >= schema.Format.ORDERS:
        return constants(days=sa.Double, gaps=sa.BigInteger)
    return from_orders(built)


def from_orders(built: schema.Format) -> sa.Select[Any]:
    """The same two columns, computed from the orders."""
    table, next_on = with_next(built)
    gap = next_on - schema.fact_orders.c.date
    days = sa.func.percentile_cont(NEARLY_ALL).within_group(sa.cast(gap, sa.Double))
    return (
        sa.select(days.label("days"), sa.func.count().label("gaps"))
        .select_from(table)
        .where(gap > 0)
    )
