"""A release that an older version built gets the tables and columns that came later."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from data.schema.tables import METADATA


def bring_up_to_date(connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """Create the tables that are missing and add the columns that are; what is there stays.

    A column that is added is null in the rows that are there, so columns that come later have to
    allow it.
    """
    there = set(sa.inspect(connection).get_table_names())
    METADATA.create_all(connection, tables=[table for table in tables if table.name not in there])
    for table in tables:
        if table.name in there:
            _add_columns(connection, table)


def _add_columns(connection: sa.Connection, table: sa.Table) -> None:
    known = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    preparer = connection.dialect.identifier_preparer
    for column in table.columns:
        if column.name not in known:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(
                f"ALTER TABLE {preparer.format_table(table)} "
                f"ADD COLUMN {preparer.format_column(column)} {kind}"
            )
