"""Statements about rhythm: weekdays by hours, and a metric's parts over time.

Both group by one whole number that says two things, which Python takes apart again: so every metric
can be asked for, with the same statement as anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Metric
from data.periods import Grain
from data.queries.aggregate import grouped
from data.queries.groups import ByDimension, ByTime
from data.queries.sources import Rows

HOURS = 24
# More parts than anybody can tell apart in a chart.
MOST_PARTS = 16
_EPOCH = date(1970, 1, 1)


def by_hour(metrics: Sequence[Metric], filters: Filters, *, last_day: date) -> sa.Select[Any]:
    """`key` (24 times the weekday, Monday 0, plus the hour) and the metrics; hours with orders."""
    return grouped(metrics, filters, ByHour(), last_day=last_day)


def by_part(
    metric: Metric,
    filters: Filters,
    grain: Grain,
    *,
    dimension: Dimension,
    parts: Sequence[object],
    last_day: date,
) -> sa.Select[Any]:
    """`key` and the metric, by time and by the parts named; all others together are the last part.

    `key` is MOST_PARTS times the days from 1970 to the point, plus the part's place in `parts`.
    """
    group = ByTimeAndPart(ByTime(grain), ByDimension(dimension), parts)
    return grouped([metric], filters, group, last_day=last_day)


class ByHour:
    """Weekday and hour of the order, in the business time zone."""

    by_line = False

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """Lines and reversals have the hour of the order they belong to."""
        table = rows.table
        weekday = sa.cast(sa.extract("isodow", table.c[rows.day]), sa.Integer) - 1
        if "hour" in table.c:
            return weekday * HOURS + table.c.hour, table
        orders = schema.dim_order
        joined = table.join(orders, orders.c.order_key == table.c.order_key)
        return weekday * HOURS + orders.c.hour, joined


class ByTimeAndPart:
    """A point of time and one of a few values of a dimension."""

    def __init__(self, time: ByTime, dimension: ByDimension, parts: Sequence[object]) -> None:
        self.time = time
        self.dimension = dimension
        self.parts = parts

    @property
    def by_line(self) -> bool:
        """Whether the dimension is one of lines."""
        return self.dimension.by_line

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """Whole numbers: days differ by MOST_PARTS, parts by 1."""
        day, _ = self.time.key(rows)
        value, table = self.dimension.key(rows)
        days = day - sa.cast(sa.literal(_EPOCH), sa.Date)
        places = {part: place for place, part in enumerate(self.parts)}
        part = sa.case(places, value=value, else_=len(self.parts)) if places else sa.literal(0)
        return sa.cast(days, sa.Integer) * MOST_PARTS + part, table
