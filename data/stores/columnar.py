"""Whole tables between a draft's file and a database of ClickHouse, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.clickhouse import client_of
from data.clickhouse_cursors import without_zone
from data.clickhouse_sql import type_name
from data.engines import reader_engine, writer_engine
from data.progress import Progress, silent
from data.stores.copying import batches, tables_of
from data.stores.models import files
from data.stores.telling import Telling

ARTEFACTS = "artefacts"
# Each batch becomes a part of a table, and parts are merged later: fewer are better.
_ROWS = 200_000

# A text of few values in many rows is kept as numbers and a list of its values.
_FEW, _ROWS_EACH = 10_000, 4


def send(path: Path, connection: sa.Connection, database: str, progress: Progress = silent) -> None:
    """Create every table of a draft in a database that is there, and fill it."""
    client = client_of(connection)
    source = reader_engine(path)
    try:
        with source.connect() as reading:
            tables = list(tables_of(reading))
            telling = Telling(reading, tables, progress)
            for table in tables:
                client.command(_creation(reading, table, database))
                for batch in telling.copied(table, batches(reading, table.columns, _ROWS)):
                    client.insert_arrow(table.name, pa.Table.from_batches([batch]), database)
    finally:
        source.dispose()


def fetch(connection: sa.Connection, database: str, path: Path) -> None:
    """Create every table of a database in a draft and fill it."""
    target = writer_engine(path)
    try:
        with target.begin() as writing:
            for table in tables_of(connection, database):
                writing.execute(sa.schema.CreateTable(table))
                for rows in _read(connection, database, table):
                    _insert(writing, table, rows)
    finally:
        target.dispose()


def _creation(reading: sa.Connection, table: sa.Table, database: str) -> str:
    """The statement that creates the table for what the draft's holds, sorted by its days."""
    types = _types(reading, table)
    columns = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
    whole = [name for name, kind in types.items() if "Nullable" not in kind]
    first = [name for name in ("date", "order_key") if name in whole] or whole[:1]
    order = ", ".join(f"`{name}`" for name in first)
    return (
        f"CREATE TABLE `{database}`.`{table.name}` ({columns}) ENGINE MergeTree ORDER BY ({order})"
    )


def _types(reading: sa.Connection, table: sa.Table) -> dict[str, str]:
    """Nullable where there is a null, of few values where there are few."""
    texts = [column for column in table.columns if isinstance(column.type, sa.String)]
    counts = [sa.func.count(column).label(f"n_{column.name}") for column in table.columns]
    values = [sa.func.approx_count_distinct(c).label(f"d_{c.name}") for c in texts]
    held = reading.execute(
        sa.select(sa.func.count().label("rows"), *counts, *values).select_from(table)
    ).one()
    found = {}
    for column in table.columns:
        kind = type_name(column.type)
        if getattr(held, f"n_{column.name}") < held.rows:
            kind = f"Nullable({kind})"
        distinct = getattr(held, f"d_{column.name}", _FEW)
        if distinct < _FEW and distinct * _ROWS_EACH <= held.rows:
            kind = f"LowCardinality({kind})"
        found[column.name] = kind
    return found


def _read(connection: sa.Connection, database: str, table: sa.Table) -> Iterator[pa.Table]:
    names = ", ".join(f"`{column.name}`" for column in table.columns)
    question = f"SELECT {names} FROM `{database}`.`{table.name}`"
    with client_of(connection).query_arrow_stream(question, use_strings=True) as blocks:
        for block in blocks:
            kinds = [(field.name, without_zone(field.type)) for field in block.schema]
            yield block.cast(pa.schema(kinds))


def _insert(writing: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    raw: Any = writing.connection.driver_connection
    names = [column.name for column in table.columns]
    raw.register("incoming_rows", rows)
    incoming = sa.table("incoming_rows", *(sa.column(name) for name in names))
    writing.execute(table.insert().from_select(names, sa.select(*incoming.columns)))
    raw.unregister("incoming_rows")


def send_models(connection: sa.Connection, database: str, folder: Path) -> None:
    """Put every file of a folder into a table of the database."""
    client = client_of(connection)
    client.command(
        f"CREATE TABLE `{database}`.{ARTEFACTS} (path String, sha256 String, bytes String) "
        "ENGINE MergeTree ORDER BY path"
    )
    for path, sha256, data in files(folder):
        row = {"path": [path], "sha256": [sha256], "bytes": pa.array([data], pa.binary())}
        client.insert_arrow(ARTEFACTS, pa.table(row), database)


class Models:
    """The models that lie in the table of a database."""

    def __init__(self, connection: sa.Connection, database: str) -> None:
        self._client = client_of(connection)
        self._table = f"`{database}`.{ARTEFACTS}"

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each file, by its place."""
        question = f"SELECT path, sha256 FROM {self._table}"
        rows = self._client.query_arrow(question, use_strings=True).to_pylist()
        return {row["path"]: row["sha256"] for row in rows}

    def read(self, path: str) -> bytes:
        """What a file holds."""
        question = f"SELECT bytes FROM {self._table} WHERE path = %(path)s"
        found = self._client.query_arrow(question, {"path": path}, use_strings=False)
        data: bytes = found.column("bytes")[0].as_py()
        return data
