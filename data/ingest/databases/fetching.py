"""From a source database to a folder of files that load like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from data import schema
from data.ingest.databases.address import Address
from data.ingest.databases.changes import Plan, highest
from data.ingest.databases.connecting import snapshot
from data.ingest.databases.extract import extract, file_of
from data.ingest.databases.marks import Mark, keep_marks, known_marks, was_read_before
from data.ingest.databases.tables import SourceTable, chosen_tables
from data.ingest.layouts import Layout
from data.ingest.mapping import watermark_of
from data.progress import Progress

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is read.

    `watermarks` are columns that grow with every change of a row, as `column` or `table.column`.
    `look_back` is how far before the mark to read again (None: a day); `full` reads everything.
    """

    watermarks: tuple[str, ...] = ()
    look_back: timedelta | None = None
    full: bool = False

    @property
    def asked(self) -> bool:
        """Whether anything but the usual was asked for."""
        return self != Reading()

    def of(self, layout: Layout | None) -> Reading:
        """The same, with what the layout says of changes where nothing else was said."""
        said = watermark_of(layout) if layout else None
        if said is None or self.watermarks:
            return self
        look_back = self.look_back if self.look_back is not None else (said.look_back or None)
        return replace(self, watermarks=(said.column,), look_back=look_back)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source as files: `folder` holds one per table, `rows` says how many rows each got."""

    address: Address
    folder: Path
    rows: Mapping[str, int]
    incremental: bool
    marks: tuple[Mark, ...]
    orders: tuple[Path, str] | None

    @property
    def sentence(self) -> str:
        """What was read, for people."""
        what = "what changed" if self.incremental else "everything"
        tables = ", ".join(f"{name} {rows:,}" for name, rows in self.rows.items())
        return f"Read {what} from {self.address.name}, in rows: {tables}."


def fetch(
    engine: sa.Engine,
    address: Address,
    folder: Path,
    *,
    layouts: Sequence[Layout],
    reading: Reading,
    progress: Progress,
) -> Fetched:
    """Read the tables that a layout needs at one moment, all of them or what changed.

    `engine` is the draft's: it knows how far the source was read before. LoadError says what is
    wrong with the source.
    """
    progress(f"Connecting to {address.name}", 0.0)
    target = folder / address.name.replace("/", "_")
    target.mkdir(parents=True, exist_ok=True)
    with snapshot(address) as connection:
        reading = reading.of(layouts[0] if len(layouts) == 1 else None)
        tables = chosen_tables(connection, address, layouts, reading.watermarks)
        marks = _marks(connection, address, tables)
        known = {} if reading.full else known_marks(engine, address, tables)
        plan = Plan(address.engine, tables, known, reading.look_back)
        rows = extract(connection, plan, target, progress)
    return Fetched(address, target, rows, bool(known), marks, _orders(target, tables))


def keep(engine: sa.Engine, fetched: Fetched) -> None:
    """Remember in the draft how far the source was read; to be called when it was loaded."""
    keep_marks(engine, fetched.address, fetched.marks)


def vanished(engine: sa.Engine, fetched: Fetched) -> str | None:
    """After a full read of a source known before: which stored orders it no longer has.

    Nothing is deleted: an order may have come from elsewhere, and sales do not end with a row.
    """
    if fetched.incremental or not fetched.orders or not was_read_before(engine, fetched.address):
        return None
    path, column = fetched.orders
    source = sa.func.read_parquet(str(path)).table_valued(sa.column(column, sa.String))
    orders = schema.orders.c.order_id
    there = sa.select(sa.func.trim(source.c[column])).where(source.c[column].is_not(None))
    missing = sa.select(orders).where(orders.not_in(there)).order_by(orders)
    with engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from(missing.subquery())
        gone = connection.execute(count).scalar_one()
        examples = ", ".join(connection.execute(missing.limit(_SHOWN)).scalars())
    if not gone:
        return None
    what = "order is" if gone == 1 else "orders are"
    return (
        f"{gone:,} stored {what} no longer in {fetched.address.name} (for example {examples}). "
        "Nothing is deleted because a row is missing: what was sold stays."
    )


def _marks(
    connection: sa.Connection, address: Address, tables: Sequence[SourceTable]
) -> tuple[Mark, ...]:
    return tuple(
        Mark(table.name, table.watermark, highest(connection, address.engine, table) or "")
        for table in tables
        if table.watermark
    )


def _orders(folder: Path, tables: Sequence[SourceTable]) -> tuple[Path, str] | None:
    """The file and column that name every order of the source as it is stored, if there is one."""
    found = [table for table in tables if table.names_orders and table.order]
    if len(found) != 1 or found[0].order is None:
        return None
    return file_of(folder, found[0].table.name), found[0].order
