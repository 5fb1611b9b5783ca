"""Who stands behind the sales of a period: new customers, returning ones, guests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.formulas import Metric
from data.queries.aggregate import grouped
from data.queries.sources import Rows


class Buyers(StrEnum):
    """Whose order it is, by the customer's whole history."""

    NEW = "new"
    RETURNING = "returning"
    GUESTS = "guests"
    NO_ORDER = "no order"  # reversals that belong to no order that counts


class ByBuyers:
    """Whether an order is its customer's first ever, a later one, or a guest's."""

    by_line = False

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """By the rank of the row's own order; reversals look up the order they take back."""
        if "order_rank" in rows.table.c:
            return sa.case(*_ranks(rows.table), else_=Buyers.GUESTS.value), rows.table
        taken = schema.fact_orders.alias("taken_back")
        joined = rows.table.outerjoin(taken, taken.c.order_key == rows.table.c.order_key)
        unknown = (taken.c.order_key.is_(None), Buyers.NO_ORDER.value)
        return sa.case(unknown, *_ranks(taken), else_=Buyers.GUESTS.value), joined


def _ranks(orders: sa.FromClause) -> list[tuple[sa.ColumnElement[bool], str]]:
    rank = orders.c.order_rank
    return [(rank == 1, Buyers.NEW.value), (rank > 1, Buyers.RETURNING.value)]


def by_buyers(metrics: Sequence[Metric], filters: Filters, *, last_day: date) -> sa.Select[Any]:
    """A row per kind of buyer: `key` and a column per metric; their rows are disjoint."""
    return grouped(metrics, filters, ByBuyers(), last_day=last_day)
