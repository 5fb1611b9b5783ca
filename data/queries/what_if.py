"""What customers are expected to bring, over those who bought in a selection."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.filters import DIMENSION_FIELDS, Filters
from data.queries.customers import buyers
from data.schema.valued import customer_value

AMOUNTS = ("orders_90", "orders_365", "value_90", "value_365")


def expected(filters: Filters) -> sa.Select[Any]:
    """One row: how many `customers`, and their AMOUNTS in sum; missing where there are none.

    Of everybody known, or of those who ever bought something that the filters keep: what they
    are expected to buy is then of everything, not only of that.
    """
    table = customer_value
    columns: list[sa.Label[Any]] = [
        sa.func.count().label("customers"),
        *(sa.func.sum(table.c[name]).label(name) for name in AMOUNTS),
    ]
    statement = sa.select(*columns)
    if any(getattr(filters, name) for name in DIMENSION_FIELDS):
        return statement.where(table.c.customer_key.in_(buyers(filters.within(None))))
    return statement
