"""What the checks and the reconciliation of a release found."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import schema

FINDING, EXAMPLE = schema.quality_findings.c, schema.quality_examples.c
PAIR, ROW = schema.reconciliation.c, schema.reconciliation_orders.c


def _rows(engine: sa.Engine, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def findings(engine: sa.Engine) -> dict[str, tuple[int, Decimal | None]]:
    """Rows and amount of every check that found something."""
    query = sa.select(FINDING.name, FINDING.rows, FINDING.amount).where(FINDING.rows > 0)
    return {name: (rows, amount) for name, rows, amount in _rows(engine, query)}


def examples(engine: sa.Engine, name: str) -> list[tuple[Any, ...]]:
    """Table, id and amount of the rows a check found."""
    query = sa.select(EXAMPLE.table_name, EXAMPLE.row_id, EXAMPLE.amount).where(
        EXAMPLE.name == name
    )
    return sorted(_rows(engine, query))


def lights(engine: sa.Engine) -> dict[str, str]:
    """The light of each comparison."""
    return dict(_rows(engine, sa.select(PAIR.pair, PAIR.light)))


def differing(engine: sa.Engine, pair: str) -> list[tuple[Any, ...]]:
    """Table, id and difference of the rows in which a comparison differs."""
    query = sa.select(ROW.table_name, ROW.row_id, ROW.difference).where(ROW.pair == pair)
    return sorted(_rows(engine, query))


def sums(engine: sa.Engine, pair: str) -> tuple[Any, ...]:
    """Both amounts, how many rows were compared, how many differ and by how much."""
    query = sa.select(
        PAIR.left_amount, PAIR.right_amount, PAIR.compared, PAIR.orders, PAIR.at_stake
    )
    ((left, right, compared, orders, stake),) = _rows(engine, query.where(PAIR.pair == pair))
    return left, right, compared, orders, stake
