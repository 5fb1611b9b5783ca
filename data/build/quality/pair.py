"""Two ways to one sum: what a pair is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.build.quality.rows import Rows
from data.schema import Money

Expression = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sums that have to agree.

    `totals` answers one row, `rows` the rows that differ (see the functions of the same names
    below). `nothing` is said where there is nothing to compare.
    """

    name: str
    left_name: str
    right_name: str
    compares: str
    nothing: str
    totals: Callable[[], sa.Select[Any]]
    rows: Callable[[], Rows]


def totals(left: Expression, right: Expression, compared: Expression) -> sa.Select[Any]:
    """Both sums in the reporting currency, and how many rows were compared."""
    return sa.select(
        sa.func.coalesce(left, 0).label("left_amount"),
        sa.func.coalesce(right, 0).label("right_amount"),
        compared.label("compared"),
    )


def differing(
    table: str | Expression,
    row_id: Expression,
    *,
    left: Expression | None,
    right: Expression | None,
    worth: Expression,
    detail: Expression,
) -> sa.Select[Any]:
    """Rows that differ, with their amounts in their own currency.

    `worth` is the difference in the reporting currency.
    """
    amounts = {"left_amount": left, "right_amount": right, "difference": _less(right, left)}
    return sa.select(
        (sa.literal(table) if isinstance(table, str) else table).label("table_name"),
        sa.cast(row_id, sa.String).label("row_id"),
        *(sa.cast(_or_null(value), Money).label(name) for name, value in amounts.items()),
        sa.cast(worth, Money).label("worth"),
        detail.label("detail"),
    )


def _less(right: Expression | None, left: Expression | None) -> Expression | None:
    if left is None:
        return right
    return -left if right is None else right - left


def _or_null(value: Expression | None) -> Expression:
    return sa.null() if value is None else value
