"""What single days have more or less of, value by value of a dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.measures import MEASURES, Source
from data.periods import Period
from data.queries.aggregate import KEY
from data.queries.groups import ByDimension
from data.queries.sources import Rows, conditions, rows_of


@dataclass(frozen=True, slots=True)
class Held:
    """A day, and the days it is held against; `sign` is 1 where it has more than usual, else -1."""

    day: date
    against: tuple[date, ...]
    sign: int


def same_weekdays(day: date, weeks: int, sign: int) -> Held:
    """The day against the same weekday of so many weeks before."""
    return Held(day, tuple(day - timedelta(weeks=n + 1) for n in range(weeks)), sign)


def largest_differences(
    metric: Metric,
    filters: Filters,
    dimension: Dimension,
    held: Sequence[Held],
    *,
    last_day: date,
) -> sa.Select[Any]:
    """For each day, the value of the dimension that differs most in the day's own direction.

    Columns `day`, `label`, `value` (of the day) and `usual` (mean of the days it is held against).
    The metric has to be a sum; FilterError where it is not known by the dimension.
    """
    days = _days(held)
    every = [day for one in held for day in (one.day, *one.against)]
    within = filters.within(Period(min(every), max(every)))
    parts = list(_parts(metric, within, dimension, days, last_day))
    if not parts:
        raise FilterError(f"{metric.label} is not known by {dimension.label.lower()}.")
    sums = sa.union_all(*parts).subquery("sums")
    today = sa.func.sum(sa.case((sums.c.weight == 0, sums.c.value), else_=0))
    usual = sa.func.sum(sums.c.value * sums.c.weight)
    values = (
        sa.select(sums.c.day, sums.c.sign, sums.c[KEY], today.label("value"), usual.label("usual"))
        .group_by(sums.c.day, sums.c.sign, sums.c[KEY])
        .cte("compared")
    )
    difference = (values.c.value - values.c.usual) * values.c.sign
    place = sa.func.row_number().over(
        partition_by=values.c.day, order_by=[difference.desc(), values.c[KEY]]
    )
    ranked = sa.select(values, place.label("place")).subquery("ranked")
    label, table = _label(dimension, ranked)
    return (
        sa.select(ranked.c.day, label.label("label"), ranked.c.value, ranked.c.usual)
        .select_from(table)
        .where(ranked.c.place == 1)
        .order_by(ranked.c.day)
    )


def _days(held: Sequence[Held]) -> sa.CTE:
    """A row per day that is looked at, with its share of the mean; 0 for the judged day itself."""
    rows = [
        (one.day, day, one.sign, 0.0 if day == one.day else 1 / len(one.against))
        for one in held
        for day in (one.day, *one.against)
    ]
    values = sa.values(
        sa.column("day", sa.Date),
        sa.column("looked_at", sa.Date),
        sa.column("sign", sa.Integer),
        sa.column("weight", sa.Double),
        name="held",
    ).data(rows)
    return sa.select(
        sa.cast(values.c.day, sa.Date).label("day"),
        sa.cast(values.c.looked_at, sa.Date).label("looked_at"),
        sa.cast(values.c.sign, sa.Integer).label("sign"),
        sa.cast(values.c.weight, sa.Double).label("weight"),
    ).cte("days")


def _parts(
    metric: Metric, filters: Filters, dimension: Dimension, days: sa.CTE, last_day: date
) -> Iterator[sa.Select[Any]]:
    """A sum takes what each fact knows, whatever the others say: their rows are put together."""
    by_line = filters.touches_products or dimension.is_of_lines
    for source in dict.fromkeys(MEASURES[name].source for name in metric.measures):
        rows = rows_of(source, by_line=by_line, last_day=last_day)
        if rows is not None:
            yield _part(metric, source, rows, filters, dimension=dimension, days=days)


def _part(
    metric: Metric,
    source: Source,
    rows: Rows,
    filters: Filters,
    *,
    dimension: Dimension,
    days: sa.CTE,
) -> sa.Select[Any]:
    key, table = ByDimension(dimension).key(rows)
    nothing = sa.cast(sa.literal(0), sa.Numeric(18, 4))
    measured = {
        name: sa.func.coalesce(MEASURES[name].aggregate(rows.table), 0)
        if MEASURES[name].source is source
        else nothing
        for name in metric.measures
    }
    looked_at = days.c.looked_at == rows.table.c[rows.day]
    return (
        sa.select(
            days.c.day,
            days.c.sign,
            days.c.weight,
            key.label(KEY),
            sa.cast(metric.formula(measured), sa.Double).label("value"),
        )
        .select_from(table.join(days, looked_at))
        .where(*conditions(rows, filters))
        .group_by(days.c.day, days.c.sign, days.c.weight, KEY)
    )


def _label(
    dimension: Dimension, ranked: sa.Subquery
) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    if dimension is not Dimension.PRODUCT:
        return ranked.c[KEY], ranked
    product = schema.dim_product
    named = ranked.outerjoin(product, product.c.product_key == ranked.c[KEY])
    return sa.func.coalesce(product.c.name, "No product"), named
