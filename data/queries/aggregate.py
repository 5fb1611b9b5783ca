"""Metrics to one statement: each fact aggregated at its own grain, then put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.filters import FilterError, Filters
from data.formulas import Metric
from data.measures import MEASURES, Measure, Source, Value
from data.queries.groups import Group
from data.queries.sources import conditions, rows_of

KEY = "key"


def totals(metrics: Sequence[Metric], filters: Filters, *, last_day: date) -> sa.Select[Any]:
    """One row with a column per metric, named like it; null where it has no answer.

    `last_day` is the last day with data; cohorts need it to know who was observed long enough.
    """
    parts = _parts(metrics, filters, None, last_day)
    values = _measures(metrics, parts)
    statement = sa.select(*_columns(metrics, values))
    if not parts:
        return statement
    first, *others = parts.values()
    # Every part is a single row.
    joined: sa.FromClause = first
    for part in others:
        joined = joined.join(part, sa.true())
    return statement.select_from(joined)


def grouped(
    metrics: Sequence[Metric], filters: Filters, group: Group, *, last_day: date
) -> sa.Select[Any]:
    """A row per key that any of the metrics knows: `key` and a column per metric.

    FilterError where no metric can be told apart by the key.
    """
    parts = _parts(metrics, filters, group, last_day)
    if not parts:
        names = ", ".join(metric.label for metric in metrics)
        raise FilterError(f"{names} is known for whole orders only, not by product or category.")
    values = _measures(metrics, parts)
    spine = sa.union(*(sa.select(part.c[KEY]) for part in parts.values())).cte("spine")
    joined: sa.FromClause = spine
    for part in parts.values():
        joined = joined.outerjoin(part, part.c[KEY] == spine.c[KEY])
    return sa.select(spine.c[KEY], *_columns(metrics, values)).select_from(joined)


def _columns(metrics: Sequence[Metric], values: dict[str, Value]) -> list[sa.Label[Any]]:
    return [metric.formula(values).label(metric.name) for metric in metrics]


def _needed(metrics: Sequence[Metric]) -> dict[str, Measure]:
    names = dict.fromkeys(name for metric in metrics for name in metric.measures)
    return {name: MEASURES[name] for name in names}


def _parts(
    metrics: Sequence[Metric], filters: Filters, group: Group | None, last_day: date
) -> dict[Source, sa.CTE]:
    """One aggregated table per source that can answer."""
    by_line = filters.touches_products or (group is not None and group.by_line)
    found: dict[Source, sa.CTE] = {}
    needed = _needed(metrics)
    for source in dict.fromkeys(measure.source for measure in needed.values()):
        rows = rows_of(source, by_line=by_line, last_day=last_day)
        if rows is None:
            continue
        table: sa.FromClause = rows.table
        keys: list[sa.ColumnElement[Any]] = []
        if group is not None:
            key, table = group.key(rows)
            keys = [key.label(KEY)]
        aggregates = [
            measure.aggregate(rows.table).label(name)
            for name, measure in needed.items()
            if measure.source is source
        ]
        statement = sa.select(*keys, *aggregates).select_from(table)
        statement = statement.where(*conditions(rows, filters))
        # By the label: a repeated expression would be bound twice.
        found[source] = (statement.group_by(KEY) if keys else statement).cte(source.value)
    return found


def _measures(metrics: Sequence[Metric], parts: dict[Source, sa.CTE]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, measure in _needed(metrics).items():
        if measure.source not in parts:
            values[name] = sa.cast(sa.null(), sa.Numeric(18, 4))
            continue
        column = parts[measure.source].c[name]
        values[name] = sa.func.coalesce(column, 0) if measure.zero else column
    return values
