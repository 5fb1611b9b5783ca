"""Metrics to one statement: each fact aggregated at its own grain, then put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.filters import FilterError, Filters
from data.formulas import Metric
from data.measures import MEASURES, Measure, Value
from data.queries.groups import Group
from data.queries.planner import KEY, parts
from data.queries.question import Question
from data.schema import Format

__all__ = ["KEY", "grouped", "totals"]


def totals(
    metrics: Sequence[Metric], filters: Filters, *, last_day: date, built: Format = Format.FACTS
) -> sa.Select[Any]:
    """One row with a column per metric, named like it; null where it has no answer.

    `last_day` is the last day with data; cohorts need it to know who was observed long enough.
    `built`: what the release holds; whatever is smaller than a fact then answers where it can.
    """
    known = _known(metrics, Question(filters, None, last_day, built))
    statement = sa.select(*_columns(metrics, _measures(metrics, known)))
    if not known:
        return statement
    first, *others = known
    # Every part is a single row.
    joined: sa.FromClause = first
    for part in others:
        joined = joined.join(part, sa.true())
    return statement.select_from(joined)


def grouped(
    metrics: Sequence[Metric],
    filters: Filters,
    group: Group,
    *,
    last_day: date,
    built: Format = Format.FACTS,
) -> sa.Select[Any]:
    """A row per key that any of the metrics knows: `key` and a column per metric.

    FilterError where no metric can be told apart by the key.
    """
    known = _known(metrics, Question(filters, group, last_day, built))
    if not known:
        names = ", ".join(metric.label for metric in metrics)
        raise FilterError(f"{names} is known for whole orders only, not by product or category.")
    columns = _columns(metrics, _measures(metrics, known))
    spine, joined = _spine(list(known))
    return sa.select(spine.c[KEY], *columns).select_from(joined)


def _spine(known: Sequence[sa.CTE]) -> tuple[sa.CTE, sa.FromClause]:
    """What has every key once, and the parts joined to it."""
    if len(known) == 1:
        return known[0], known[0]
    spine = sa.union(*(sa.select(part.c[KEY]) for part in known)).cte("spine")
    joined: sa.FromClause = spine
    for part in known:
        joined = joined.outerjoin(part, part.c[KEY] == spine.c[KEY])
    return spine, joined


def _columns(metrics: Sequence[Metric], values: dict[str, Value]) -> list[sa.Label[Any]]:
    return [metric.formula(values).label(metric.name) for metric in metrics]


def _needed(metrics: Sequence[Metric]) -> dict[str, Measure]:
    names = dict.fromkeys(name for metric in metrics for name in metric.measures)
    return {name: MEASURES[name] for name in names}


def _known(metrics: Sequence[Metric], question: Question) -> dict[sa.CTE, tuple[str, ...]]:
    """The aggregated tables, each with the measures it has."""
    return {
        part.statement.cte(part.name): part.measures for part in parts(_needed(metrics), question)
    }


def _measures(
    metrics: Sequence[Metric], known: Mapping[sa.CTE, tuple[str, ...]]
) -> dict[str, Value]:
    where = {name: part for part, names in known.items() for name in names}
    values: dict[str, Value] = {}
    for name, measure in _needed(metrics).items():
        if name not in where:
            values[name] = sa.cast(sa.null(), sa.Numeric(18, 4))
            continue
        column = where[name].c[name]
        values[name] = sa.func.coalesce(column, 0) if measure.zero else column
    return values
