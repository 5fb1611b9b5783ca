"""How far each table of a source was read, kept in the release that holds what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from data import schema
from data.ingest.databases.address import Address
from data.ingest.databases.tables import SourceTable


@dataclass(frozen=True, slots=True)
class Mark:
    """A table's watermark column and the largest value of it that was read; empty if none was."""

    table: str
    column: str
    value: str


def known_marks(
    engine: sa.Engine, address: Address, tables: Sequence[SourceTable]
) -> dict[str, str]:
    """The mark of every table with a watermark; none at all unless each was read before.

    An order is put together from several tables: what one has not told yet, all are asked for.
    """
    wanted = {table.name: table.watermark for table in tables if table.watermark}
    stored = {mark.table: mark for mark in _stored(engine, address)}
    found = {
        name: stored[name].value
        for name, column in wanted.items()
        if name in stored and stored[name].column == column
    }
    return found if len(found) == len(wanted) else {}


def was_read_before(engine: sa.Engine, address: Address) -> bool:
    """Whether the release holds orders of this source."""
    return bool(_stored(engine, address))


def keep_marks(engine: sa.Engine, address: Address, marks: Sequence[Mark]) -> None:
    """Replace what was known of the source."""
    table = schema.watermarks
    read_at = datetime.now(UTC).replace(tzinfo=None)
    rows = [
        {
            "source": address.key,
            "table_name": mark.table,
            "column_name": mark.column,
            "value": mark.value,
            "read_at": read_at,
        }
        for mark in marks
    ]
    with engine.begin() as connection:
        table.create(connection, checkfirst=True)
        connection.execute(table.delete().where(table.c.source == address.key))
        if rows:
            connection.execute(table.insert(), rows)


def _stored(engine: sa.Engine, address: Address) -> list[Mark]:
    table = schema.watermarks
    if not sa.inspect(engine).has_table(table.name):
        return []
    query = sa.select(table.c.table_name, table.c.column_name, table.c.value).where(
        table.c.source == address.key
    )
    with engine.connect() as connection:
        return [Mark(*row) for row in connection.execute(query)]
