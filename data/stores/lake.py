"""Whole tables between a draft's file and Parquet files that a cluster reads, in bounded memory.

    folder/shop_release_20261123t104500z_3f9a/fact_lines/part-00000.parquet

The folder is a path or an address (`file:`, `hdfs:`, `s3:`) that the loader and the cluster share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from pyarrow import dataset, fs

from data import schema
from data.engines import reader_engine, writer_engine
from data.stores.copying import tables_of
from data.stores.models import files

ARTEFACTS = sa.Table(
    "artefacts",
    sa.MetaData(),
    sa.Column("path", sa.String),
    sa.Column("sha256", sa.String),
    sa.Column("bytes", sa.LargeBinary),
)
# Rows that are under way at a time, and of one file: as many files as workers may read at once.
_ROWS, _ROWS_OF_FILE = 100_000, 2_000_000


class Lake:
    """The folder of a shop's releases."""

    def __init__(self, address: str) -> None:
        self._files, self._root = fs.FileSystem.from_uri(address)
        self._address = address.rstrip("/")

    def send(self, path: Path, artefacts: Path, release: str) -> Sequence[sa.Table]:
        """Write every table of a draft, and its models, as files of a release: the tables."""
        source = reader_engine(path)
        try:
            with source.connect() as reading:
                tables = list(tables_of(reading))
                for table in tables:
                    self._send_rows(reading, table, release)
        finally:
            source.dispose()
        self._send_models(artefacts, release)
        return [*tables, ARTEFACTS]

    def _send_rows(self, reading: sa.Connection, table: sa.Table, release: str) -> None:
        rows: Any = reading.execute(sa.select(*table.columns)).cursor
        self._write(release, table.name, rows.to_arrow_reader(_ROWS))

    def _send_models(self, folder: Path, release: str) -> None:
        kinds = pa.schema([("path", pa.string()), ("sha256", pa.string()), ("bytes", pa.binary())])
        rows = (
            pa.record_batch([[path], [sha256], [data]], schema=kinds)
            for path, sha256, data in files(folder)
        )
        self._write(release, ARTEFACTS.name, pa.RecordBatchReader.from_batches(kinds, rows))

    def fetch(self, release: str, path: Path) -> None:
        """Create every table of a release in a draft and fill it."""
        target = writer_engine(path)
        try:
            with target.begin() as writing:
                for table, rows in self._tables(release):
                    writing.execute(sa.schema.CreateTable(table))
                    _insert(writing, table, rows)
        finally:
            target.dispose()

    def place(self, release: str, table: str) -> str:
        """Where the files of a table are."""
        return f"{self._address}/{release}/{table}"

    def remove(self, release: str) -> None:
        """Delete a release's files, if there are any."""
        if self._files.get_file_info(self._path(release)).type != fs.FileType.NotFound:
            self._files.delete_dir(self._path(release))

    def releases(self) -> Sequence[str]:
        """The names of those that have files."""
        found = self._files.get_file_info(fs.FileSelector(self._root, allow_not_found=True))
        return sorted(entry.base_name for entry in found if entry.type == fs.FileType.Directory)

    def _path(self, *parts: str) -> str:
        return "/".join([self._root.rstrip("/"), *parts])

    def _write(self, release: str, table: str, rows: pa.RecordBatchReader) -> None:
        """Files of so many rows each, at least one: an empty one says what the columns are."""
        self._files.create_dir(self._path(release, table), recursive=True)
        batches = iter(rows)
        for number in count():
            where = self._path(release, table, f"part-{number:05}.parquet")
            if not self._write_file(where, rows.schema, batches):
                return

    def _write_file(self, where: str, kinds: pa.Schema, batches: Iterator[pa.RecordBatch]) -> bool:
        """Whether it is full."""
        written = 0
        with pq.ParquetWriter(
            where, kinds, filesystem=self._files, store_decimal_as_integer=True
        ) as writer:
            for batch in batches:
                writer.write_batch(batch)
                written += batch.num_rows
                if written >= _ROWS_OF_FILE:
                    return True
        return False

    def _tables(self, release: str) -> Iterator[tuple[sa.Table, dataset.Scanner]]:
        """Our tables that are there, each with those of its columns that are there."""
        there = self._files.get_file_info(fs.FileSelector(self._path(release)))
        names = {entry.base_name for entry in there}
        metadata = sa.MetaData()
        for table in schema.METADATA.tables.values():
            if table.name in names:
                held = dataset.dataset(
                    self._path(release, table.name), filesystem=self._files, format="parquet"
                )
                columns = [
                    sa.Column(c.name, c.type) for c in table.c if c.name in held.schema.names
                ]
                rows = held.scanner([c.name for c in columns], batch_size=_ROWS)
                yield sa.Table(table.name, metadata, *columns), rows


def _insert(writing: sa.Connection, table: sa.Table, rows: dataset.Scanner) -> None:
    raw: Any = writing.connection.driver_connection
    names = [column.name for column in table.columns]
    raw.register("incoming_rows", rows.to_reader())
    incoming = sa.table("incoming_rows", *(sa.column(name) for name in names))
    writing.execute(table.insert().from_select(names, sa.select(*incoming.columns)))
    raw.unregister("incoming_rows")


def creations(
    lake: Lake, database: str, tables: Sequence[sa.Table], name_of: Callable[[Any], str]
) -> Iterator[str]:
    """The statements that make a database of a release's files; `name_of` a type as Spark has it.

    Its view `tables` says what is in it, as that of an `information_schema` would.
    """
    yield f"CREATE DATABASE `{database}`"
    for table in tables:
        columns = ", ".join(f"`{c.name}` {name_of(c.type)}" for c in table.columns)
        place = lake.place(database, table.name).replace("'", "\\'")
        name = f"`{database}`.`{table.name}`"
        yield f"CREATE TABLE {name} ({columns}) USING parquet LOCATION '{place}'"
    names = ", ".join(f"('{table.name}')" for table in tables)
    yield (
        f"CREATE VIEW `{database}`.`tables` AS SELECT '{database}' AS table_schema, table_name "
        f"FROM VALUES {names} AS t (table_name)"
    )
