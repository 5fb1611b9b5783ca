"""Tables of a source into Parquet files, a batch at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from data.ingest.databases.address import Engine
from data.ingest.databases.changes import Plan
from data.ingest.databases.tables import SourceTable
from data.progress import Progress, part

# Rows held in memory at once, also by the server's cursor.
BATCH = 10_000
_UNSAFE = re.compile(r"[/\\\0:]")


def extract(
    connection: sa.Connection, plan: Plan, folder: Path, progress: Progress
) -> dict[str, int]:
    """Write each table to `<table>.parquet` in the folder; how many rows each gave."""
    rows: dict[str, int] = {}
    count = len(plan.tables)
    for index, table in enumerate(plan.tables):
        steps = part(progress, index / count, (index + 1) / count)
        path = folder / f"{_UNSAFE.sub('_', table.table.name)}.parquet"
        batches = _batches(connection, plan, table)
        rows[table.name] = _write(path, table, batches, steps)
    return rows


def _write(
    path: Path, table: SourceTable, batches: Iterable[pa.RecordBatch], progress: Progress
) -> int:
    # With the time of reading: a file's bytes are known in the books, and a table that went back
    # to what it was has to be loaded again.
    read_at = datetime.now(UTC).isoformat()
    schema = pa.schema([(name, pa.string()) for name in table.names], metadata={"read_at": read_at})
    rows = 0
    progress(f"Reading {table.name}", 0.0)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            rows += batch.num_rows
            progress(f"Reading {table.name}: {rows:,} rows", 0.5)
    return rows


def _batches(connection: sa.Connection, plan: Plan, table: SourceTable) -> Iterator[pa.RecordBatch]:
    query = plan.reading(table)
    if plan.engine is Engine.DUCKDB:
        with connection.execute(query) as found:
            cursor: Any = found.cursor
            yield from cursor.to_arrow_reader(BATCH)
        return
    result = connection.execute(
        query, execution_options={"stream_results": True, "max_row_buffer": BATCH}
    )
    for rows in result.partitions(BATCH):
        columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=list(table.names))
