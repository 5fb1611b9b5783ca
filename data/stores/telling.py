"""How far the copying of a draft's tables to a server is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import sqlalchemy as sa

from data.progress import Progress


class Telling:
    """Says which table is being copied, and how much of all tables' rows is, 0 to 1."""

    def __init__(
        self, reading: sa.Connection, tables: Sequence[sa.Table], progress: Progress
    ) -> None:
        counts = (sa.select(sa.func.count()).select_from(table) for table in tables)
        self._rows = sum(reading.execute(count).scalar_one() for count in counts)
        self._copied = 0
        self._progress = progress

    def copied(
        self, table: sa.Table, batches: Iterable[pa.RecordBatch]
    ) -> Iterator[pa.RecordBatch]:
        """The batches of a table, each counted when the next one is asked for."""
        self.say(f"Copying to the server: {table.name}")
        for batch in batches:
            yield batch
            self._copied += batch.num_rows
            self.say(f"Copying to the server: {table.name}")

    def say(self, step: str) -> None:
        """Another step at the same place."""
        self._progress(step, self._copied / max(self._rows, 1))
