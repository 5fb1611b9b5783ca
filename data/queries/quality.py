"""Statements about what a release found out about its own data."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

_SEVERITIES = {"problem": 0, "warning": 1, "note": 2}


def is_there(table: sa.Table) -> sa.Select[Any]:
    """Column `tables`: 1 where the release has the table, 0 where it was built without it."""
    # With their types: a drawer shows the statement with its values in place.
    names = (sa.column(name, sa.String) for name in ("table_schema", "table_name"))
    listed = sa.table("tables", *names, schema="information_schema")
    return (
        sa.select(sa.func.count().label("tables"))
        .select_from(listed)
        .where(listed.c.table_schema == sa.func.current_schema(), listed.c.table_name == table.name)
    )


def findings() -> sa.Select[Any]:
    """Every check: what found something first, the worst and the most money before the rest."""
    finding = schema.quality_findings
    found = sa.case((finding.c.rows > 0, 0), else_=1)
    severity = sa.case(_SEVERITIES, value=finding.c.severity, else_=len(_SEVERITIES))
    amount = sa.func.coalesce(finding.c.amount, 0)
    return sa.select(*finding.c).order_by(found, severity, amount.desc(), finding.c.name)


def examples(name: str) -> sa.Select[Any]:
    """Rows that a check found, the most money first."""
    row = schema.quality_examples
    columns = (column for column in row.c if column.name != "name")
    return (
        sa.select(*columns)
        .where(row.c.name == name)
        .order_by(sa.func.abs(sa.func.coalesce(row.c.amount, 0)).desc(), row.c.table_name)
        .order_by(row.c.row_id)
    )


def pairs() -> sa.Select[Any]:
    """Every comparison, those that differ by the most money first."""
    pair = schema.reconciliation
    light = sa.case({"red": 0, "green": 1}, value=pair.c.light, else_=2)
    return sa.select(*pair.c).order_by(light, pair.c.at_stake.desc(), pair.c.pair)


def differing(pair: str) -> sa.Select[Any]:
    """The rows in which a pair differs, the largest difference first."""
    row = schema.reconciliation_orders
    columns = (column for column in row.c if column.name != "pair")
    unknown = sa.case((row.c.difference.is_(None), 0), else_=1)
    return (
        sa.select(*columns)
        .where(row.c.pair == pair)
        .order_by(unknown, sa.func.abs(row.c.difference).desc(), row.c.table_name, row.c.row_id)
    )
