"""A file of orders with the columns customer_id, date and amount, as a table to ask questions of.

For commands that use a model on any file, without a shop: nothing of it is kept. The file is read
inside the database, so it may hold millions of rows; whatever a load reads (CSV with any
delimiter, gzip, Parquet, Excel, JSON lines) is read here too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from data.engines import writer_engine
from data.ingest import reader, staging
from data.ingest.formats.csvfile import read_header
from data.ingest.formats.kinds import Kind
from data.ingest.formats.tables import opened, tables_of
from data.ingest.formats.textfile import open_text
from data.ingest.staging import Bench, Source, SourceFile
from data.schema import Money

COLUMNS = ("customer_id", "date", "amount")
NEEDS = "date has to be a day (YYYY-MM-DD) and amount a number"


class OrdersRefused(ValueError):
    """A file that is no file of orders; its text names the column or line that is wrong."""


@dataclass(frozen=True, slots=True)
class Orders:
    """The rows of a file that name a customer, in a table that lives as long as the connection.

    `table` has customer_id (text), date (DATE) and amount (DECIMAL(18, 4), negative where money is
    taken back). `guests` rows name nobody: they are left out.
    """

    connection: sa.Connection
    table: sa.Table
    name: str
    rows: int
    guests: int
    first_day: date
    last_day: date

    @property
    def note(self) -> str:
        """What was left out, in a sentence; empty where nothing was."""
        if not self.guests:
            return ""
        rows = "1 row names" if self.guests == 1 else f"{self.guests:,} rows name"
        return f"{rows} no customer and stayed out."


@contextmanager
def read_orders(path: Path) -> Iterator[Orders]:
    """The orders of a file, every row checked; OrdersRefused or LoadError says what is wrong.

    A time of day is cut off as it is written: its offset moves no order to another day.
    """
    with TemporaryDirectory(prefix="sales-orders-") as folder:
        engine = writer_engine(Path(folder) / "orders.duckdb")
        try:
            with engine.connect() as connection:
                yield _checked(connection, _source(path))
        finally:
            engine.dispose()


def _source(path: Path) -> SourceFile:
    tables = tables_of(path).tables
    if len(tables) != 1:
        raise OrdersRefused(f"{path.name} holds {len(tables)} tables; it has to be one.")
    (table,) = tables
    return SourceFile(0, "orders", path, table.header, table.place, table.shown)


def _spelt(file: SourceFile) -> dict[str, str | None]:
    """How the file spells each column; case and blanks around it do not matter."""
    theirs = {name.strip().lower(): name for name in reversed(file.header)}
    missing = [name for name in COLUMNS if name not in theirs]
    if missing:
        raise OrdersRefused(
            f"{file.name} needs the columns customer_id, date and amount; "
            f"it lacks {' and '.join(missing)}."
        )
    return {name: theirs[name] for name in COLUMNS}


def _checked(connection: sa.Connection, file: SourceFile) -> Orders:
    bench = Bench(connection, Source("orders", (file,)), "UTC", "")
    columns = _spelt(file)
    staging.refused.create(connection)
    raw = reader.stage(bench, file, columns)
    _refuse_misshapen(connection, file)
    typed = bench.make("typed_orders", _typed(raw))
    bench.drop(raw)
    _refuse_wrong(connection, file, typed)
    known = typed.c.customer_id.is_not(None)
    table = bench.make("orders_of_file", sa.select(*(typed.c[n] for n in COLUMNS)).where(known))
    every = sa.select(sa.func.count()).select_from(typed).where(typed.c.date.is_not(None))
    rows = connection.execute(every).scalar_one()
    bench.drop(typed)
    return _measured(connection, table, file.name, rows)


def _typed(raw: sa.Table) -> sa.Select[Any]:
    """Dates and amounts, null where the text says none; rows without any text are left out."""
    day = sa.func.regexp_extract(raw.c.date, r"^(\d{4}[-/]\d{2}[-/]\d{2})([T ].*)?$", 1)
    return sa.select(
        raw.c.row_number,
        raw.c.customer_id,
        sa.try_cast(sa.func.nullif(sa.func.replace(day, "/", "-"), ""), sa.Date).label("date"),
        sa.try_cast(raw.c.amount, Money).label("amount"),
    ).where(sa.func.coalesce(*(raw.c[name] for name in COLUMNS)).is_not(None))


def _refuse_misshapen(connection: sa.Connection, file: SourceFile) -> None:
    row = staging.refused
    first = sa.select(row.c.row_number, row.c.reason).order_by(row.c.row_number).limit(1)
    found = connection.execute(first).one_or_none()
    if found is not None:
        raise OrdersRefused(f"{file.name}, {_where(file, found.row_number)}: {found.reason}")


def _refuse_wrong(connection: sa.Connection, file: SourceFile, typed: sa.Table) -> None:
    wrong = sa.or_(typed.c.date.is_(None), typed.c.amount.is_(None))
    first = connection.execute(sa.select(sa.func.min(typed.c.row_number)).where(wrong)).scalar_one()
    if first is not None:
        raise OrdersRefused(f"{file.name}, {_where(file, first)}: {NEEDS}.")


def _where(file: SourceFile, row: int) -> str:
    """Where a row stands: the line on which it ends in a text file, elsewhere its number."""
    with opened(file.place, file.name) as (path, kind):
        return f"line {_line(path, row)}" if kind is Kind.TEXT else f"row {row}"


def _line(path: Path, row: int) -> int:
    """The line of a row; rows are numbered without the blank ones, the header is row 1."""
    header = read_header(path)
    dialect = header.dialect
    with open_text(path, header.encoding) as stream:
        lines = islice(stream, dialect.lead, None)
        reading = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
        filled = (reading.line_num for fields in reading if fields)
        return next(islice(filled, row - 1, None)) + dialect.lead


def _measured(connection: sa.Connection, table: sa.Table, name: str, every: int) -> Orders:
    columns = sa.func.count(), sa.func.min(table.c.date), sa.func.max(table.c.date)
    rows, first, last = connection.execute(sa.select(*columns).select_from(table)).one()
    if not rows:
        raise OrdersRefused(f"{name} names no customer in any of its {every:,} rows.")
    return Orders(connection, table, name, rows, every - rows, first, last)
