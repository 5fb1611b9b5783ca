"""Tables of a source into Parquet files, a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from pymysql.cursors import SSCursor

from data.ingest.databases.address import Engine
from data.ingest.databases.changes import Plan
from data.ingest.databases.tables import SourceTable
from data.ingest.errors import LoadError
from data.ingest.formats.kinds import TABLE_ENDING
from data.progress import Progress, part

# Rows held in memory at once, also by the server's cursor.
BATCH = 10_000
_UNSAFE = re.compile(r"[/\\\0:]")


def extract(
    connection: sa.Connection, plan: Plan, folder: Path, progress: Progress
) -> dict[str, int]:
    """Write each table to a file of its name in the folder; how many rows each gave."""
    rows: dict[str, int] = {}
    count = len(plan.tables)
    for index, table in enumerate(plan.tables):
        steps = part(progress, index / count, (index + 1) / count)
        steps(f"Reading {table.name}", 0.0)
        expected = _count(connection, plan, table)
        path = file_of(folder, table.table.name)
        batches = _batches(connection, plan, table)
        rows[table.name] = _write(path, table, batches, steps, expected)
        _compare(table, rows[table.name], expected)
    return rows


def _count(connection: sa.Connection, plan: Plan, table: SourceTable) -> int:
    rows = plan.reading(table).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())


def _compare(table: SourceTable, read: int, expected: int) -> None:
    """Both are of the same moment: a difference is a row that was lost on the way."""
    if read != expected:
        raise LoadError(
            f"{table.name} holds {expected:,} rows, but {read:,} arrived. Nothing was loaded."
        )


def _write(
    path: Path,
    table: SourceTable,
    batches: Iterable[pa.RecordBatch],
    progress: Progress,
    expected: int,
) -> int:
    # With the time of reading: a file's bytes are known in the books, and a table that went back
    # to what it was has to be loaded again.
    read_at = datetime.now(UTC).isoformat()
    schema = pa.schema([(name, pa.string()) for name in table.names], metadata={"read_at": read_at})
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            rows += batch.num_rows
            progress(
                f"Reading {table.name}: {rows:,} of {expected:,} rows", rows / max(expected, rows)
            )
    return rows


def _batches(connection: sa.Connection, plan: Plan, table: SourceTable) -> Iterator[pa.RecordBatch]:
    query = plan.reading(table)
    if plan.engine is Engine.DUCKDB:
        with connection.execute(query) as found:
            result: Any = found.cursor
            yield from result.to_arrow_reader(BATCH)
        return
    as_column = _of_bytes if plan.engine is Engine.SQLITE else _of_text
    statement = query.compile(connection, compile_kwargs={"literal_binds": True}).string
    with _bytes_of_text(connection, plan.engine), closing(_cursor(connection, plan)) as cursor:
        # Without values of its own, but so that the driver takes %% for a percent sign.
        cursor.execute(statement, ())
        while rows := cursor.fetchmany(BATCH):
            columns = [as_column(values) for values in zip(*rows, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, names=list(table.names))


def _cursor(connection: sa.Connection, plan: Plan) -> Any:
    """The driver's own cursor that fetches rows as they are asked for.

    Its rows become columns at once: to be anything else on the way would double the time.
    """
    driver: Any = connection.connection.dbapi_connection
    if plan.engine is Engine.POSTGRESQL:
        return driver.cursor(name="reading")
    return driver.cursor(SSCursor) if plan.engine is Engine.MYSQL else driver.cursor()


@contextmanager
def _bytes_of_text(connection: sa.Connection, engine: Engine) -> Iterator[None]:
    """SQLite's text as it is stored, which may be no text: a whole column is decoded at once."""
    if engine is not Engine.SQLITE:
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    usual, driver.text_factory = driver.text_factory, bytes
    try:
        yield
    finally:
        driver.text_factory = usual


def _of_text(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _of_bytes(values: Sequence[bytes | None]) -> pa.Array:
    try:
        return pa.array(values, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        # A name in an old encoding must not stop a load.
        texts = [None if value is None else value.decode("utf-8", "replace") for value in values]
        return _of_text(texts)


def file_of(folder: Path, table: str) -> Path:
    """Where a table of the source is written."""
    return folder / f"{_UNSAFE.sub('_', table)}{TABLE_ENDING}"
