"""Statements about what a release expects: its forecasts and how such did in the past."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.levels import Level
from data.periods import Grain

VALUES = ("yhat", "lo80", "hi80", "lo95", "hi95")

_TABLES = sa.table(
    "tables",
    *(sa.column(name) for name in ("table_schema", "table_name")),
    schema="information_schema",
)


def is_there(table: sa.Table) -> sa.Select[Any]:
    """Column `tables`: 1 where the release has the table, 0 where an older version built it."""
    return (
        sa.select(sa.func.count().label("tables"))
        .select_from(_TABLES)
        .where(
            _TABLES.c.table_schema == sa.func.current_schema(),
            _TABLES.c.table_name == table.name,
        )
    )


def forecast_of(level: Level, key: str, grain: Grain) -> sa.Select[Any]:
    """Columns `ds`, `VALUES`, `model` and `label` of one part, oldest first."""
    table = schema.forecasts
    return (
        sa.select(table.c.ds, *(table.c[name] for name in VALUES), table.c.model, table.c.label)
        .where(table.c.level == level.value, table.c.key == key, table.c.grain == grain.value)
        .order_by(table.c.ds)
    )


def scores(grain: Grain) -> sa.Select[Any]:
    """Every column of `forecast_scores` but the grain; the total first, then by level and key."""
    table = schema.forecast_scores
    columns = (column for column in table.c if column is not table.c.grain)
    return (
        sa.select(*columns)
        .where(table.c.grain == grain.value)
        .order_by(sa.case((table.c.level == Level.TOTAL.value, 0), else_=1), table.c.level)
        .order_by(table.c.key)
    )


def parts(level: Level) -> sa.Select[Any]:
    """Columns `key`, `label` of those with forecasts: who is expected to sell most first."""
    table = schema.forecasts
    expected = sa.func.sum(table.c.yhat)
    rest = sa.case((table.c.key == level.rest, 1), else_=0)
    return (
        sa.select(table.c.key, sa.func.max(table.c.label).label("label"))
        .where(table.c.level == level.value)
        .group_by(table.c.key)
        .order_by(sa.func.max(rest), expected.desc(), table.c.key)
    )
