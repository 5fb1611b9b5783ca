"""Net sales of every part of a level over time, in one statement that adds up.

Sales and reversals are aggregated each on their own, by part and period, and then put together, so
nothing can be counted twice. Parts that are not told apart are summed under the rest's name.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NO_PRODUCT, Dimension
from data.levels import WHOLE, Level
from data.periods import Grain, Period
from data.queries.groups import ByDimension, ByTime
from data.queries.sources import Rows

# The largest parts are those of the last year of the period.
_YEAR = timedelta(days=365)


def panel(level: Level, grain: Grain, days: Period) -> sa.Select[Any]:
    """Columns `key`, `label`, `period` (its first day) and `net_sales`, by key and period.

    The `level.most` parts that sold most in the last year of the days are told apart, all others
    are `level.rest`. Periods without rows are left out.
    """
    kept = None if level is Level.TOTAL else _largest(level, days)
    return _summed(level, grain, days, kept)


def panel_of(level: Level, grain: Grain, days: Period, key: str) -> sa.Select[Any]:
    """The same columns for one of the parts that the release has forecasts of."""
    kept = None if level is Level.TOTAL else _forecast_parts(level, grain)
    found = _summed(level, grain, days, kept).order_by(None).subquery("found")
    return sa.select(*found.c).where(found.c.key == key).order_by(found.c.period)


def _summed(level: Level, grain: Grain, days: Period, kept: sa.CTE | None) -> sa.Select[Any]:
    sold, reversed_ = _sold(level, grain, days), _reversed(level, grain, days)
    rows = sa.union_all(sold, reversed_).subquery("rows")
    source: sa.FromClause = rows
    key: sa.ColumnElement[Any] = sa.literal(WHOLE, sa.String)
    label: sa.ColumnElement[Any] = sa.literal(level.label, sa.String)
    if kept is not None:
        source = rows.outerjoin(kept, kept.c.part == rows.c.part)
        is_known = kept.c.part.is_not(None)
        key = sa.case((is_known, kept.c.key), else_=sa.literal(level.rest, sa.String))
        label = sa.case((is_known, kept.c.label), else_=sa.literal(level.rest, sa.String))
    named = sa.select(
        key.label("key"), label.label("label"), rows.c.period, rows.c.amount
    ).select_from(source)
    each = named.subquery("named")
    return (
        sa.select(
            each.c.key,
            sa.func.max(each.c.label).label("label"),
            each.c.period,
            sa.func.sum(each.c.amount).label("net_sales"),
        )
        .group_by(each.c.key, each.c.period)
        .order_by(each.c.key, each.c.period)
    )


def _sold(level: Level, grain: Grain, days: Period) -> sa.Select[Any]:
    fact = _fact(level)
    amount = sa.func.sum(fact.c.gross) - sa.func.sum(fact.c.discount)
    return _grouped(level, grain, days, fact, amount)


def _reversed(level: Level, grain: Grain, days: Period) -> sa.Select[Any]:
    fact = schema.fact_reversals
    return _grouped(level, grain, days, fact, -sa.func.sum(fact.c.amount))


def _fact(level: Level) -> sa.Table:
    of_lines = level in {Level.CATEGORY, Level.PRODUCT}
    return schema.fact_lines if of_lines else schema.fact_orders


def _grouped(
    level: Level, grain: Grain, days: Period, fact: sa.Table, amount: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    rows = Rows(fact)
    part, source = _part(level, rows)
    period, _ = ByTime(grain).key(rows)
    return (
        sa.select(part.label("part"), period.label("period"), amount.label("amount"))
        .select_from(source)
        .where(fact.c.date.between(days.start, days.end))
        .group_by("part", "period")
    )


def _part(level: Level, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    if level.dimension is None:
        return sa.literal(WHOLE, sa.String), rows.table
    return ByDimension(level.dimension).key(rows)


# --- which parts are told apart: columns part (as facts have it), key and label ------------------


def _largest(level: Level, days: Period) -> sa.CTE:
    """The parts that sold most lately, and what names no product."""
    start: date = max(days.start, days.end - _YEAR)
    fact = _fact(level)
    part, source = _part(level, Rows(fact))
    sold = (
        sa.select(part.label("part"), sa.func.sum(fact.c.gross).label("sold"))
        .select_from(source)
        .where(fact.c.date.between(start, days.end))
        .group_by("part")
        .subquery("sold")
    )
    large = (
        sa.select(sold.c.part)
        .where(*_unlike_ours(level, sold.c.part))
        .order_by(sold.c.sold.desc(), sold.c.part)
        .limit(level.most)
        .subquery("large")
    )
    return sa.union_all(_named(level, large), *_without_product(level)).cte("kept")


def _forecast_parts(level: Level, grain: Grain) -> sa.CTE:
    """The parts that the release has forecasts of in these periods, but for their rest."""
    table, product = schema.forecasts, schema.dim_product
    part: sa.ColumnElement[Any] = table.c.key
    source: sa.FromClause = table
    if level is Level.PRODUCT:
        part = sa.func.coalesce(product.c.product_key, 0)
        source = table.outerjoin(product, product.c.product_id == table.c.key)
    return (
        sa.select(part.label("part"), table.c.key, table.c.label)
        .select_from(source)
        .where(
            table.c.level == level.value,
            table.c.grain == grain.value,
            table.c.key != level.rest,
        )
        .distinct()
        .cte("kept")
    )


def _named(level: Level, large: sa.Subquery) -> sa.Select[Any]:
    if level.dimension is not Dimension.PRODUCT:
        return sa.select(large.c.part, large.c.part.label("key"), large.c.part.label("label"))
    product = schema.dim_product
    named = sa.select(
        large.c.part, product.c.product_id.label("key"), product.c.name.label("label")
    )
    # A product that calls itself like one of ours stays among all others.
    return named.join_from(large, product, product.c.product_key == large.c.part).where(
        product.c.product_id.not_in([level.rest, NO_PRODUCT])
    )


def _unlike_ours(level: Level, part: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """A category that calls itself like what names no product is one with it already."""
    return [part != NO_PRODUCT] if level is Level.CATEGORY else []


def _without_product(level: Level) -> list[sa.Select[Any]]:
    """Reversals that name no product, where they are a part."""
    parts: dict[Level, sa.ColumnElement[Any]] = {
        Level.PRODUCT: sa.literal(0, sa.Integer),
        Level.CATEGORY: sa.literal(NO_PRODUCT, sa.String),
    }
    if level not in parts:
        return []
    name = sa.literal(NO_PRODUCT, sa.String)
    named: sa.Select[Any] = sa.select(
        parts[level].label("part"), name.label("key"), name.label("label")
    )
    return [named]
