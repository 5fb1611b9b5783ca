"""Different customers in the days up to each day, counted exactly in one pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.queries.aggregate import KEY
from data.queries.sources import Rows, conditions

Condition = Callable[[sa.FromClause], sa.ColumnElement[bool]]


def customers_within(
    days: int, filters: Filters, condition: Condition | None = None
) -> sa.Select[Any]:
    """`key` (a day) and `entered`: customers who come into, less those who leave, the window.

    The window is the day and the `days` - 1 before it. Added up from the filter's first day on,
    `entered` is how many different customers ordered in the window of each day. `condition` says
    which of their orders count.
    """
    rows = Rows(schema.fact_lines if filters.touches_products else schema.fact_orders)
    table = rows.table
    wanted = [table.c.customer_key.is_not(None), *([condition(table)] if condition else [])]
    bought = (
        sa.select(table.c.customer_key, table.c[rows.day].label("day"))
        .where(*conditions(rows, filters), *wanted)
        .distinct()
        .cte("bought")
    )
    before = sa.func.lag(bought.c.day).over(
        partition_by=bought.c.customer_key, order_by=bought.c.day
    )
    # Who is still in the window from the time before does not enter it once more.
    enters = sa.func.greatest(bought.c.day, sa.func.coalesce(before + days, bought.c.day))
    stays = sa.select(enters.label("enters"), (bought.c.day + days).label("leaves")).cte("stays")
    steps = sa.union_all(
        sa.select(stays.c.enters.label(KEY), sa.literal(1).label("step")),
        sa.select(stays.c.leaves, sa.literal(-1)),
    ).subquery("steps")
    entered = sa.cast(sa.func.sum(steps.c.step), sa.BigInteger).label("entered")
    return sa.select(steps.c[KEY], entered).group_by(steps.c[KEY])
