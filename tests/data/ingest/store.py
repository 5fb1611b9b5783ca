"""A draft store in a test's folder: files into it, rows out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import LoadOptions, LoadReport, load
from data.ingest.layouts import Layout
from data.progress import Progress, silent

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"


class Store:
    """An unpublished database and the folder its sources are written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = sa.create_engine(f"duckdb:///{folder / 'draft.duckdb'}")

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        """A file of lines in the store's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*lines, ""]), encoding=encoding)
        return path

    def sales(self, *lines: str, name: str = "sales.csv") -> Path:
        """An Online Retail file of the lines."""
        return self.write(name, HEADER, *lines)

    def load(
        self,
        *sources: Path,
        layout: str | Layout | None = None,
        progress: Progress = silent,
        **options: Any,
    ) -> LoadReport:
        """Load files; options are those of LoadOptions."""
        return load(
            self.engine, sources, layout=layout, options=LoadOptions(**options), progress=progress
        )

    def rows(self, *columns: sa.ColumnElement[Any]) -> list[tuple[Any, ...]]:
        """All rows of some columns, in the order of those columns."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(*columns).order_by(*columns))
            return [tuple(row) for row in found]

    def rejects(self) -> list[tuple[Any, ...]]:
        """Row number, column, value, amount and reason of every row set aside."""
        c = schema.rejects.c
        return self.rows(c.row_number, c.column, c.value, c.amount, c.reason)

    def counts(self, tables: Sequence[sa.Table] = (*schema.STAR, *schema.BOOKS)) -> list[int]:
        """How many rows each table holds."""
        with self.engine.connect() as connection:
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in tables
            ]


def utc(text: str) -> datetime:
    """A stored instant: naive, in UTC."""
    return datetime.fromisoformat(text)
