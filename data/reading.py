"""Rows out of a database: the same values and dtypes, whichever database it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

# PostgreSQL tells the type of a column by a number that is the same in every database.
_POSTGRES = {
    16: "BOOLEAN",
    20: "BIGINT",
    21: "SMALLINT",
    23: "INTEGER",
    25: "VARCHAR",
    701: "DOUBLE",
    1043: "VARCHAR",
    1082: "DATE",
    1114: "TIMESTAMP",
    1700: "DECIMAL",
}


def read(engine: sa.Engine, statement: sa.Executable) -> pd.DataFrame:
    """The rows of a statement, with dtypes that follow from the types of its columns.

    Texts are `str`, days and instants `datetime64[us]`, truths `bool`, whole numbers `int64`, or
    `float64` where one is missing; all other numbers are `float64`. Decimals are rounded to 4
    places on the way: their sums were exact in the database, and a float holds cents up to 90
    million millions.
    """
    with engine.connect() as connection:
        cursor: Any = connection.execute(statement).cursor
        if engine.dialect.name == "postgresql":
            return _from_rows(cursor)
        kinds = [str(column[1]) for column in cursor.description]
        frame: pd.DataFrame = cursor.df()
    return typed(frame, kinds)


def pieces(
    engine: sa.Engine, statement: sa.Executable, size: int
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a statement, so many at a time: however many there are, few are in memory."""
    options: dict[str, Any] = {"yield_per": size}
    if engine.dialect.name == "postgresql":  # hands out rows by and by in a transaction only
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection:
        for rows in connection.execute(statement).mappings().partitions():
            yield [dict(row) for row in rows]


def _from_rows(cursor: Any) -> pd.DataFrame:
    names = [column[0] for column in cursor.description]
    kinds = [_POSTGRES[column[1]] for column in cursor.description]
    frame = pd.DataFrame(cursor.fetchall(), columns=names, dtype=object)
    return typed(frame, kinds)


def typed(frame: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """The frame with the dtypes of `read`, given the database's name for each column's type."""
    columns = {
        name: _as(frame[name], kind) for name, kind in zip(frame.columns, kinds, strict=True)
    }
    return pd.DataFrame(columns, index=frame.index)


def _as(values: pd.Series, kind: str) -> pd.Series:
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return values.astype("datetime64[us]")
    if kind == "VARCHAR":
        return values.astype("str")
    if kind.startswith("DECIMAL"):
        return values.astype("float64").round(4)
    if kind == "BOOLEAN" and values.notna().all():
        return values.astype("bool")
    whole = kind.endswith(("INT", "INTEGER")) and values.notna().all()
    return values.astype("int64" if whole else "float64")
