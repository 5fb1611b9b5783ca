"""The shape in which every check names the rows that it finds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.schema import Money

Expression = sa.ColumnElement[Any]
Rows = sa.Select[Any] | sa.CompoundSelect[Any]


def found(
    table: str | Expression,
    row_id: Expression,
    amount: Expression | None,
    detail: Expression | str = "",
) -> sa.Select[Any]:
    """Columns `table_name`, `row_id`, `amount` (in the reporting currency) and `detail`."""
    columns: list[sa.ColumnElement[Any]] = [
        _text(table).label("table_name"),
        sa.cast(row_id, sa.String).label("row_id"),
        sa.cast(sa.null() if amount is None else amount, Money).label("amount"),
        _text(detail).label("detail"),
    ]
    return sa.select(*columns)


def say(*parts: str | Expression) -> Expression:
    """A sentence of texts and values; what is null is left out."""
    return sa.func.concat(*(_text(part) for part in parts))


def money(amount: Expression) -> Expression:
    """An amount as a sentence writes it: 1,234.50."""
    return sa.func.format("{:,.2f}", sa.cast(amount, sa.Double))


def _text(part: str | Expression) -> Expression:
    return sa.literal(part) if isinstance(part, str) else part
