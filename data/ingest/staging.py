"""Temporary tables between a file and the star.

`incoming_<table>` are shaped like the star's tables and hold what a source says. `ledger` has one
row per accepted row of a file and names the thing it belongs to (an order, a product, ...), so that
after the merge each row is known to be loaded or unchanged. `refused` are the rows set aside.
`touched` names the things the merge adds or replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest.formats.place import Place
from data.ingest.notation import Notation
from data.progress import Progress, silent
from data.schema import Money

TEMPORARY = sa.MetaData()


def _temporary(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(name, TEMPORARY, *columns, prefixes=["TEMPORARY"])


def _like(table: sa.Table) -> sa.Table:
    return _temporary(f"incoming_{table.name}", *(sa.Column(c.name, c.type) for c in table.c))


customers = _like(schema.customers)
products = _like(schema.products)
orders = _like(schema.orders)
order_items = _like(schema.order_items)
refunds = _like(schema.refunds)
payments = _like(schema.payments)
order_statuses = _like(schema.order_statuses)
currency_rates = _like(schema.currency_rates)

INCOMING = {
    "customers": customers,
    "products": products,
    "orders": orders,
    "order_items": order_items,
    "refunds": refunds,
    "payments": payments,
    "order_statuses": order_statuses,
    "currency_rates": currency_rates,
}

# What a row of the ledger may belong to; a lookup only gives names to other things, and a remark is
# a row of an order that is none of its lines (it is loaded where its order is). A repeat stands in
# another file too, or was loaded before.
ORDER, CUSTOMER, PRODUCT, STATUS, LOOKUP = "order", "customer", "product", "status", "lookup"
REMARK, REPEAT = "remark", "repeat"

ledger = _temporary(
    "ledger",
    sa.Column("file", sa.Integer),
    sa.Column("row_number", sa.BigInteger),
    sa.Column("kind", sa.String),
    sa.Column("key", sa.String),
    sa.Column("amount", Money),
)
refused = _temporary(
    "refused",
    sa.Column("file", sa.Integer),
    sa.Column("row_number", sa.BigInteger),
    sa.Column("column", sa.String),
    sa.Column("value", sa.String),
    sa.Column("amount", Money),
    sa.Column("reason", sa.String),
)
touched = _temporary("touched", sa.Column("kind", sa.String), sa.Column("key", sa.String))


# A status as the source spells it, whether it counts as an order, and what it means.
Status = tuple[str, bool, str]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source and the part it plays in its layout."""

    number: int
    role: str
    path: Path
    header: tuple[str, ...]
    # The part of the file that is meant, where it is a sheet or lies in an archive.
    part: Place | None = None
    shown: str | None = None

    @property
    def place(self) -> Place:
        """Where the table lies."""
        return self.part or Place(self.path)

    @property
    def name(self) -> str:
        """As reports and books call it: no folder of this machine."""
        return self.shown or self.path.name


@dataclass(frozen=True, slots=True)
class Source:
    """Files that are loaded together because one layout needs them together."""

    layout: str
    files: tuple[SourceFile, ...]
    ignored: tuple[str, ...] = ()

    def of(self, role: str) -> SourceFile | None:
        """The file that plays a part, if the source has it."""
        return next((file for file in self.files if file.role == role), None)


@dataclass(slots=True)
class Bench:
    """Where a layout works: a connection, its source, and what it found about each file.

    `rows` and `amounts` are keyed by a file's number and count every row of the file, also those
    that are set aside.
    """

    connection: sa.Connection
    source: Source
    timezone: str
    currency: str
    notation: Notation = field(default_factory=Notation)
    # Files of a grouped source that were loaded before.
    known: frozenset[int] = frozenset()
    progress: Progress = silent
    rows: dict[int, int] = field(default_factory=dict)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)

    def run(
        self, statement: sa.Executable, rows: Sequence[Mapping[str, Any]] | None = None
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Execute a statement on the bench's connection, for each of the rows if there are."""
        return self.connection.execute(statement, rows)

    def fill(self, target: sa.Table, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> None:
        """Insert a query whose columns stand in the target's order."""
        self.run(target.insert().from_select([c.name for c in target.c], query))

    def note(self, file: SourceFile, sentence: str) -> None:
        """Remember something the report should say about a file."""
        self.notes.setdefault(file.number, []).append(sentence)

    def add_statuses(self, statuses: Sequence[Status]) -> None:
        """Say what each status means that an order of the source has."""
        names = order_statuses.c.keys()
        self.run(order_statuses.insert(), [dict(zip(names, row, strict=True)) for row in statuses])
        in_use = sa.select(orders.c.status)
        self.run(order_statuses.delete().where(order_statuses.c.status.not_in(in_use)))

    def add_other_statuses(self) -> None:
        """Statuses that nothing describes, now or before, count as orders."""
        described = sa.union(
            sa.select(order_statuses.c.status), sa.select(schema.order_statuses.c.status)
        )
        query = (
            sa.select(orders.c.status, sa.true(), sa.literal(schema.UNDESCRIBED))
            .where(orders.c.status.not_in(described))
            .distinct()
        )
        self.fill(order_statuses, query)

    def make(self, name: str, query: sa.Select[Any]) -> sa.Table:
        """A temporary table made of a query; to be dropped when it is used up."""
        made = sa.CreateTableAs(query, name, temporary=True, metadata=sa.MetaData())
        self.run(made)
        return made.table

    def drop(self, table: sa.Table) -> None:
        """Free a table made on the way."""
        self.run(sa.schema.DropTable(table))


def lay_out(connection: sa.Connection) -> None:
    """Create the temporary tables, empty."""
    TEMPORARY.create_all(connection, checkfirst=False)


def clear(connection: sa.Connection) -> None:
    """Drop them again."""
    TEMPORARY.drop_all(connection, checkfirst=False)
