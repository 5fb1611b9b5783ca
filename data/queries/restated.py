"""Statements about what releases said otherwise of closed months, and what has no rate."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema


def restatements() -> sa.Select[Any]:
    """Every cause of every restated month: newest release, latest month, most money first."""
    row = schema.restatements
    return sa.select(*row.c).order_by(
        row.c.release_id.desc(),
        row.c.month.desc(),
        sa.func.abs(row.c.net_sales).desc(),
        row.c.cause,
    )


def restated_orders(release: str, month: date) -> sa.Select[Any]:
    """The orders behind a month's restatement, the largest change first."""
    row = schema.restated_orders
    change = row.c.net_after - row.c.net_before
    return (
        sa.select(
            row.c.cause, row.c.order_id, row.c.net_before, row.c.net_after, change.label("change")
        )
        .where(row.c.release_id == release, row.c.month == month)
        .order_by(sa.func.abs(change).desc(), row.c.order_id, row.c.cause)
    )


def unconverted() -> sa.Select[Any]:
    """What no fact holds for want of a rate, most orders first."""
    row = schema.unconverted
    return sa.select(*row.c).order_by(row.c.orders.desc(), row.c.currency)
