"""Frames into tables."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa


def insert_frame(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    """Append a frame that has every column of the table, in one statement of the engine.

    DuckDB reads the frame where it lies in memory; a million rows take well under a second.
    """
    names = [column.name for column in table.columns]
    source = sa.table("incoming_frame", *(sa.column(name) for name in names))
    raw = connection.connection.driver_connection
    raw.register(source.name, frame[names])  # type: ignore[union-attr]
    try:
        connection.execute(table.insert().from_select(names, sa.select(*source.columns)))
    finally:
        raw.unregister(source.name)  # type: ignore[union-attr]
