"""The statement about the days of reversals."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.constants import constants


def reversal_days(built: schema.Format) -> sa.Select[Any]:
    """One row: `reversals`, how many of them name an order that counts, how many are dated apart.

    Apart: on another day than the order's, so that it matters which of the two counts.
    """
    if built >= schema.Format.ORDERS:
        return constants(reversals=sa.BigInteger, of_orders=sa.BigInteger, apart=sa.BigInteger)
    return from_reversals()


def from_reversals() -> sa.Select[Any]:
    """The same three columns, counted in the reversals of any release."""
    reversal, order = schema.fact_reversals, schema.fact_orders
    apart = sa.case((reversal.c.date != reversal.c.order_date, 1), else_=None)
    counts: list[sa.Label[Any]] = [
        sa.func.count().label("reversals"),
        sa.func.count(order.c.order_key).label("of_orders"),
        sa.func.count(apart).label("apart"),
    ]
    joined = reversal.outerjoin(order, order.c.order_key == reversal.c.order_key)
    return sa.select(*counts).select_from(joined)
