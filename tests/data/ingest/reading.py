"""A file as the reader gives it, without a layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.ingest import reader
from data.ingest.formats.tables import tables_of
from data.ingest.notation import Notation
from data.ingest.staging import Bench, Source, SourceFile


def texts(path: Path, decimal: str = ".") -> list[tuple[Any, ...]]:
    """A file's rows with their numbers, all columns as the reader gives them."""
    table = tables_of(path).tables[0]
    columns = {f"column{n}": name for n, name in enumerate(table.header)}
    file = SourceFile(0, "file", path, table.header, table.place, table.shown)
    engine = sa.create_engine("duckdb:///:memory:")
    with engine.connect() as connection:
        source = Source("any", (file,))
        bench = Bench(connection, source, "UTC", "EUR", Notation(decimal=decimal))
        staged = reader.stage(bench, file, columns)
        rows = [tuple(row) for row in connection.execute(sa.select(staged))]
    engine.dispose()
    return rows
