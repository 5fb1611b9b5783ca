"""Rows out of a database: the same values and dtypes, whichever database it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data.prepared import Written

# Name, values (masked, NaN or None where there is none), and the database's name for their type.
Column = tuple[str, np.ndarray, str]

_FEW_ROWS = 10_000

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


def read(engine: sa.Engine, statement: sa.Executable | Written) -> pd.DataFrame:
    """The rows of a statement, with dtypes that follow from the types of its columns.

    Texts are `str`, days and instants `datetime64[us]`, truths `bool`, whole numbers `int64`, or
    `float64` where one is missing; all other numbers are `float64`. Decimals are rounded to 4
    places on the way: their sums were exact in the database, and a float holds cents up to 90
    million millions.
    """
    with engine.connect() as connection:
        cursor: Any = _sent(connection, statement).cursor
        found = _FOUND.get(engine.dialect.name, _of_frame)(cursor)
    columns = {name: typed(values, kind) for name, values, kind in found}
    rows = len(found[0][1]) if found else 0
    # Copied, columns of a dtype lie together, and whatever is done with the frame is done once.
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=rows <= _FEW_ROWS)


def _sent(connection: sa.Connection, statement: sa.Executable | Written) -> sa.CursorResult[Any]:
    if isinstance(statement, Written):
        return connection.exec_driver_sql(statement.words, statement.values)
    return connection.execute(statement)


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


def _of_frame(cursor: Any) -> list[Column]:
    kinds = [str(column[1]) for column in cursor.description]
    frame: pd.DataFrame = cursor.df()
    return [
        (str(name), frame[name].to_numpy(), kind)
        for name, kind in zip(frame.columns, kinds, strict=True)
    ]


def _of_duckdb(cursor: Any) -> list[Column]:
    """From arrays: for the few rows of an answer, a frame takes longer to make than to ask for."""
    kinds = [str(column[1]) for column in cursor.description]
    found = cursor.fetchnumpy()
    return [(name, found[name], kind) for name, kind in zip(found, kinds, strict=True)]


def _of_postgresql(cursor: Any) -> list[Column]:
    described, rows = cursor.description, cursor.fetchall()
    return [
        (column[0], _objects([row[place] for row in rows]), _POSTGRES[column[1]])
        for place, column in enumerate(described)
    ]


def _objects(values: list[Any]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


_FOUND: dict[str, Callable[[Any], list[Column]]] = {
    "duckdb": _of_duckdb,
    "postgresql": _of_postgresql,
}


def typed(found: np.ndarray, kind: str) -> Any:
    """Values with the dtype of `read`, given the database's name for their type."""
    if kind == "DOUBLE" and not isinstance(found, np.ma.MaskedArray):
        return found.astype("float64")
    values = np.ma.getdata(found)
    missing = np.ma.getmaskarray(found) | pd.isna(values)
    if kind == "VARCHAR":
        return pd.array(_blanked(values.astype(object), missing, None), dtype="str")
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return _blanked(values.astype("datetime64[us]"), missing, np.datetime64("NaT"))
    whole = kind.endswith(("INT", "INTEGER"))
    if (whole or kind == "BOOLEAN") and not missing.any():
        return values.astype("int64" if whole else "bool")
    numbers = _blanked(values.astype("float64"), missing, np.nan)
    return numbers.round(4) if kind.startswith("DECIMAL") else numbers


def _blanked(values: np.ndarray, missing: np.ndarray, blank: Any) -> np.ndarray:
    values[missing] = blank
    return values
