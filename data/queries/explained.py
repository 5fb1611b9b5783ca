"""Statements that say how many rows a number is made of."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data.filters import Filters
from data.formulas import Metric
from data.queries.sources import conditions, rows_of


def rows_under(metric: Metric, filters: Filters, *, last_day: date) -> sa.Select[Any]:
    """One row with a column per source of the metric: how many of its rows the filters keep.

    A source that cannot answer the filters has no rows to count: null.
    """
    counts: list[sa.ColumnElement[Any]] = []
    for source in metric.sources:
        rows = rows_of(source, by_line=filters.touches_products, last_day=last_day)
        if rows is None:
            counts.append(sa.cast(sa.null(), sa.BigInteger).label(source.value))
            continue
        kept = sa.select(sa.func.count()).select_from(rows.table).where(*conditions(rows, filters))
        counts.append(kept.scalar_subquery().label(source.value))
    return sa.select(*counts)
