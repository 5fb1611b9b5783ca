"""What a mapping says, once it is read: which column plays which part, and what a status means."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from data.ingest.errors import LoadError
from data.ingest.layouts import FileSpec, Layout, normal
from data.ingest.mapping.fields import FIELDS, LINES
from data.ingest.notation import Notation
from data.ingest.staging import SourceFile


class Counts(StrEnum):
    """What a status of the source means for its orders."""

    SALE = "sale"
    ORDER = "order"
    REVERSAL = "reversal"
    IGNORED = "ignored"


class OrderLevel(StrEnum):
    """Where a flat file writes what belongs to the whole order."""

    REPEATED = "repeated"
    FIRST = "first"
    SUMMED = "summed"


class CreditNotes(StrEnum):
    """Whether a credit note writes what it gives back with a minus or without."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a value comes from: the first filled of some columns, or these joined, or a constant.

    `value` stands where no column has one. `case` is "upper", "lower" or None.
    """

    columns: tuple[str, ...] = ()
    join: str | None = None
    value: str | None = None
    case: str | None = None

    @property
    def spelling(self) -> str | None:
        """The columns as a merchant finds them in the file; None for a constant."""
        return " / ".join(self.columns) or None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One file or database table: its name (or pattern) and where each of our fields stands.

    `changed_with` names the table whose new rows say which of these are read again.
    """

    role: str
    source: str
    columns: Dict[str, Column]
    order_level: OrderLevel = OrderLevel.REPEATED
    changed_with: str | None = None
    own_key: str | None = None

    @property
    def key(self) -> str | None:
        """The source's column that joins this table to others: of the order, else its own."""
        if self.own_key:
            return self.own_key
        joins = ("order_id", "product_id", "customer_id")
        found = (self.columns[name].columns for name in joins if name in self.columns)
        return next((columns[0] for columns in found if columns), None)

    def spelt(self, name: str) -> str:
        """A field's column as the file spells it, or our own name where it has none."""
        column = self.columns.get(name)
        return (column.spelling if column else None) or name

    def found(self, file: SourceFile) -> dict[str, str]:
        """The mapping's spelling of a column -> the file's; LoadError names what it lacks."""
        there = {normal(name): name for name in reversed(file.header)}
        there |= {name: name for name in file.header}
        wanted = {spelling for column in self.columns.values() for spelling in column.columns}
        found = {s: there.get(s, there.get(normal(s))) for s in wanted}
        missing = [
            " or ".join(column.columns)
            for column in self.columns.values()
            if column.columns and not any(found[spelling] for spelling in column.columns)
        ]
        if missing:
            raise LoadError(
                f"{file.name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)} that "
                f"the mapping names in [{self.role}]. It has: {', '.join(file.header)}."
            )
        return {ours: theirs for ours, theirs in found.items() if theirs}


@dataclass(frozen=True, slots=True)
class MappedFile(FileSpec):
    """A file that is known by its name, or, where the mapping names none, by its columns."""

    pattern: str = "*"

    def claims(self, header: Iterable[str], path: Path) -> bool:
        """Whether a file is meant to be this kind, complete or not."""
        stem = path.name.lower().split(".")[0]
        # A table of another schema (public.orders) makes a file of its own name.
        if not fnmatchcase(stem, self.pattern.lower().rpartition(".")[2]):
            return False
        if self.pattern != "*":
            return True
        there = {normal(name) for name in header}
        return all(there & {normal(s) for s in names} for names in self.required.values())


@dataclass(frozen=True, slots=True)
class Watermark:
    """The column that grows with every change, and how far back late changes are looked for."""

    column: str
    look_back: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Reversals:
    """How a row says that it takes something back."""

    negative_quantity: bool = False
    negative_amount: bool = False
    prefixes: tuple[str, ...] = ()
    credit_notes: CreditNotes = CreditNotes.NEGATIVE


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that are no sales: patterns by field, and whether rows that cost nothing are meant."""

    patterns: Dict[str, tuple[str, ...]] = field(default_factory=dict)
    free: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A source in the words of our own tables. Statuses are in lower case."""

    name: str
    tables: Dict[str, TableMapping]
    shop: str = "My shop"
    timezone: str | None = None
    currency: str | None = None
    notation: Notation = field(default_factory=Notation)
    statuses: Dict[str, Counts] = field(default_factory=dict)
    otherwise: Counts | None = None
    payment_statuses: Dict[str, str] = field(default_factory=dict)
    reversals: Reversals = field(default_factory=Reversals)
    set_aside: SetAside = field(default_factory=SetAside)
    not_merchandise: tuple[str, ...] = ()
    watermark: Watermark | None = None

    @property
    def flat(self) -> bool:
        """Whether one file holds orders and lines together."""
        return LINES in self.tables

    @property
    def orders(self) -> TableMapping:
        """The table that says what belongs to an order."""
        return self.tables[LINES if self.flat else "orders"]

    @property
    def items(self) -> TableMapping:
        """The table that has the lines."""
        return self.tables[LINES if self.flat else "items"]

    @property
    def needed(self) -> frozenset[str]:
        """The tables without which nothing can be loaded."""
        return frozenset(self.tables) if self.flat else frozenset({"orders", "items"})


@dataclass(frozen=True, slots=True)
class MappedLayout(Layout):
    """A layout made of a mapping."""

    mapping: Mapping = field(default_factory=lambda: Mapping("", {}))


def watermark_of(layout: Layout) -> Watermark | None:
    """How changes of a source are told, where its layout is a mapping that says so."""
    return layout.mapping.watermark if isinstance(layout, MappedLayout) else None


def file_spec(table: TableMapping) -> MappedFile:
    """What a mapped table's file is called and what its header must hold."""
    needed = {f.name for f in FIELDS[table.role] if f.required}
    spellings = {name: column.columns for name, column in table.columns.items() if column.columns}
    return MappedFile(
        table.role,
        required={name: columns for name, columns in spellings.items() if name in needed},
        optional={name: columns for name, columns in spellings.items() if name not in needed},
        stem=table.source.lower() if "." in table.source else None,
        # A table of a database may be named with its schema; its file is named without.
        pattern=table.source.rpartition(".")[2],
    )
