"""Statements about payment attempts, at their own grain."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters


def by_method(filters: Filters) -> sa.Select[Any]:
    """Columns `method`, `attempts`, `succeeded`, `amount` (of what succeeded), by payment day.

    A product filter keeps the payments of the whole orders that hold the product: a payment cannot
    be split over lines.
    """
    fact = schema.fact_payments
    done = fact.c.status == "succeeded"
    amount = sa.func.coalesce(sa.func.sum(sa.case((done, fact.c.amount), else_=0)), 0)
    return (
        sa.select(
            fact.c.method,
            sa.func.count().label("attempts"),
            sa.func.count(sa.case((done, 1), else_=None)).label("succeeded"),
            amount.label("amount"),
        )
        .where(*filters.where(fact))
        .group_by(fact.c.method)
        .order_by(amount.desc(), fact.c.method)
    )
