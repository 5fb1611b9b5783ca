"""Columns of a source as text, exactly as the database itself writes their values.

Everything a load reads is text, whatever file it comes from. Amounts keep every digit, times that
know their offset are written in UTC with it, and what has no plain text becomes hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from data.ingest.databases.address import Engine

Column = sa.ColumnElement[Any]


def as_text(engine: Engine, column: Column) -> Column:
    """The column's value as text; null stays null."""
    return _WRITERS[engine](column)


def knows_offset(column: Column) -> bool:
    """Whether the column holds instants rather than times on some clock."""
    return bool(getattr(column.type, "timezone", False))


def _text(column: Column) -> Column:
    return sa.cast(column, sa.String)


def _postgresql(column: Column) -> Column:
    if isinstance(column.type, postgresql.MONEY):
        return _text(sa.cast(column, sa.Numeric))
    return _text(column)


def _mysql(column: Column) -> Column:
    if isinstance(column.type, mysql.TIMESTAMP):
        return sa.func.concat(_text(column), "+00:00")
    if isinstance(column.type, mysql.BIT):
        return _text(sa.cast(column, mysql.INTEGER(unsigned=True)))
    if isinstance(column.type, sa.LargeBinary | sa.types.BINARY | sa.types.VARBINARY):
        return sa.func.hex(column)
    return _text(column)


def _duckdb(column: Column) -> Column:
    if knows_offset(column):
        return _text(sa.func.timezone("UTC", column)) + "+00"
    return _text(column)


_WRITERS: Mapping[Engine, Callable[[Column], Column]] = {
    Engine.POSTGRESQL: _postgresql,
    Engine.MYSQL: _mysql,
    Engine.SQLITE: _text,
    Engine.DUCKDB: _duckdb,
}
