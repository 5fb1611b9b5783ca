"""Whole tables between a draft's file and a schema of a database server, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import sqlalchemy as sa
from psycopg import sql
from pyarrow import csv

from data import schema
from data.engines import reader_engine, writer_engine
from data.progress import Progress, silent
from data.stores.telling import Telling

# Rows that are under way at a time, and bytes: no row may be longer than a block.
_ROWS, _BLOCK = 50_000, 16 << 20

# A text may be empty or missing. What is quoted is empty, what is not is missing.
_WRITE = csv.WriteOptions(include_header=False, quoting_style="needed", batch_size=_ROWS)

_COLUMNS = sa.table(
    "columns",
    *(sa.column(name) for name in ("table_schema", "table_name", "column_name")),
    schema="information_schema",
)

# Columns that questions join by or look up; facts and roll-ups lie in the order of their days, and
# of those the ones of a small country or a category are found without reading all.
_KEYS = ("product_key", "customer_key", "order_key")
_KEPT_OF_DAYS = ("country", "category")
_INDEX_MB = 256


def send(path: Path, connection: sa.Connection, name: str, progress: Progress = silent) -> None:
    """Create every table of a draft in a schema of the server and fill it."""
    # Keys are sorted for their indexes in memory instead of in files.
    connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{_INDEX_MB}MB'")
    source = reader_engine(path)
    try:
        with source.connect() as reading:
            tables = list(tables_of(reading))
            telling = Telling(reading, tables, progress)
            for table in tables:
                target = _as_published(table, name)
                connection.execute(sa.schema.CreateTable(target))
                rows = batches(reading, map(_sendable, table.columns), _ROWS)
                _send_rows(telling.copied(table, rows), connection, target)
                telling.say(f"Making indexes on the server: {table.name}")
                _prepare(connection, target)
    finally:
        source.dispose()


def fetch(connection: sa.Connection, name: str, path: Path) -> None:
    """Create every table of a schema of the server in a draft and fill it."""
    target = writer_engine(path)
    try:
        with target.begin() as writing:
            for table in tables_of(connection, name):
                writing.execute(sa.schema.CreateTable(table))
                _fetch_rows(connection, table, name, writing)
    finally:
        target.dispose()


def batches(
    reading: sa.Connection, columns: Iterable[sa.ColumnElement[Any]], length: int
) -> Iterator[pa.RecordBatch]:
    """The rows of a draft's table, at most `length` at a time.

    The cursor ends with its rows: one that is still there would be read once more, in whole, before
    the connection's next statement.
    """
    rows: Any = reading.execute(sa.select(*columns)).cursor
    yield from rows.to_arrow_reader(length)


def tables_of(connection: sa.Connection, name: str | None = None) -> Iterator[sa.Table]:
    """Our tables that are there, each with those of its columns that are there.

    An older version of the product may not have known all of them.
    """
    place = sa.func.current_schema() if name is None else name
    there = sa.select(_COLUMNS.c.table_name, _COLUMNS.c.column_name)
    rows = connection.execute(there.where(_COLUMNS.c.table_schema == place))
    known = {(row.table_name, row.column_name) for row in rows}
    metadata = sa.MetaData()
    for table in schema.METADATA.tables.values():
        columns = [sa.Column(c.name, c.type) for c in table.c if (table.name, c.name) in known]
        if columns:
            yield sa.Table(table.name, metadata, *columns)


def _as_published(table: sa.Table, name: str) -> sa.Table:
    """The table in the schema; texts are sorted by their bytes, as in a draft."""
    columns = (
        sa.Column(c.name, sa.Text(collation="C") if isinstance(c.type, sa.String) else c.type)
        for c in table.columns
    )
    return sa.Table(table.name, sa.MetaData(), *columns, schema=name)


def _send_rows(
    batches: Iterable[pa.RecordBatch], connection: sa.Connection, target: sa.Table
) -> None:
    # Nobody else sees the table yet, so its rows need not be looked at again by a vacuum.
    order = sql.SQL("COPY {} FROM STDIN (FORMAT csv, FREEZE)").format(_named(target))
    with _raw(connection).cursor() as cursor, cursor.copy(order) as copy:
        for batch in batches:
            buffer = pa.BufferOutputStream()
            csv.write_csv(batch, buffer, _WRITE)
            copy.write(memoryview(buffer.getvalue()))


def _sendable(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Texts without the one character that PostgreSQL cannot hold."""
    if isinstance(column.type, sa.String):
        return sa.func.replace(column, sa.func.chr(0), "\ufffd").label(column.name)
    return column


def _prepare(connection: sa.Connection, table: sa.Table) -> None:
    """Have questions answered quickly from the first one on.

    Rows lie in the order of their days, and other days of a row are near its own: an index of a few
    kilobytes tells which part of the table to read. No row is ever added, so pages are left full.
    """
    keys = (*_KEYS, *_KEPT_OF_DAYS) if "date" in table.c else _KEYS
    for column in table.c:
        name = f"{table.name}_{column.name}"
        if isinstance(column.type, sa.Date):
            sa.Index(name, column, postgresql_using="brin").create(connection)
        elif column.name in keys:
            sa.Index(name, column, postgresql_with={"fillfactor": 100}).create(connection)
    _raw(connection).execute(sql.SQL("ANALYZE {}").format(_named(table)))


def _fetch_rows(
    connection: sa.Connection, table: sa.Table, name: str, writing: sa.Connection
) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    where = sql.Identifier(name, table.name)
    order = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv)").format(columns, where)
    with _raw(connection).cursor() as cursor, cursor.copy(order) as copy:
        source = _Stream(copy)
        if not source.is_empty:
            _insert(writing, table, pa.PythonFile(source, mode="r"))


def _insert(writing: sa.Connection, table: sa.Table, source: pa.NativeFile) -> None:
    names = [column.name for column in table.columns]
    reader = csv.open_csv(
        source,
        csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types={column.name: _arrow(column.type) for column in table.columns},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    raw: Any = writing.connection.driver_connection
    with closing(reader):
        raw.register("incoming_rows", reader)
        incoming = sa.table("incoming_rows", *(sa.column(column) for column in names))
        writing.execute(table.insert().from_select(names, sa.select(*incoming.columns)))
        raw.unregister("incoming_rows")


class _Stream:
    """What the server sends, as a file to read from."""

    closed = False

    def __init__(self, copy: psycopg.Copy) -> None:
        self._copy = copy
        self._held = bytes(copy.read())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to read."""
        return not self._held

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        parts, length = [self._held], len(self._held)
        while (size < 0 or length < size) and (part := self._copy.read()):
            parts.append(bytes(part))
            length += len(part)
        whole = b"".join(parts)
        cut = length if size < 0 else size
        self._held = whole[cut:]
        return whole[:cut]

    def close(self) -> None:
        """Nothing: the copy is closed by who opened it."""

    def readable(self) -> bool:
        """It is."""
        return True


_ARROW: Sequence[tuple[type[sa.types.TypeEngine[Any]], pa.DataType]] = (
    (sa.String, pa.string()),
    (sa.SmallInteger, pa.int16()),
    (sa.BigInteger, pa.int64()),
    (sa.Integer, pa.int32()),
    (sa.Boolean, pa.bool_()),
    (sa.DateTime, pa.timestamp("us")),
    (sa.Date, pa.date32()),
    (sa.Double, pa.float64()),
)


def _arrow(kind: sa.types.TypeEngine[Any]) -> pa.DataType:
    for ours, theirs in _ARROW:
        if isinstance(kind, ours):
            return theirs
    precision, scale = getattr(kind, "precision", None), getattr(kind, "scale", None)
    return pa.decimal128(precision, scale)


def _named(table: sa.Table) -> sql.Identifier:
    return sql.Identifier(str(table.schema), table.name)


def _raw(connection: sa.Connection) -> psycopg.Connection[Any]:
    raw: Any = connection.connection.driver_connection
    return raw  # type: ignore[no-any-return]
