"""Statements that say how many rows a number is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.filters import Filters
from data.formulas import Metric
from data.measures import MEASURES
from data.queries.planner import parts
from data.queries.question import Question
from data.queries.sources import Rows, conditions, rows_of
from data.schema import Format


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
        counts.append(_kept(rows, filters).label(source.value))
    return sa.select(*counts)


def rows_read(
    metric: Metric, filters: Filters, *, last_day: date, built: Format
) -> tuple[Sequence[str], sa.Select[Any]]:
    """The tables that answer for the metric, and one row with how many rows of each are kept.

    A table that is asked for several sums stands there once for each, as `read_0` and so on.
    """
    needed = {name: MEASURES[name] for name in metric.measures}
    rows = [part.rows for part in parts(needed, Question(filters, None, last_day, built))]
    counts: list[sa.Label[Any]] = [
        _kept(each, filters).label(f"read_{place}") for place, each in enumerate(rows)
    ]
    return [str(each.table.description) for each in rows], sa.select(*counts)


def _kept(rows: Rows, filters: Filters) -> sa.ScalarSelect[int]:
    kept = sa.select(sa.func.count()).select_from(rows.table).where(*conditions(rows, filters))
    return kept.scalar_subquery()
