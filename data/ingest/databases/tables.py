"""Which tables of a source play which part in a layout, and which of their columns are read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import SAWarning

from data.ingest.databases.address import Address
from data.ingest.errors import LoadError
from data.ingest.layouts import FileSpec, Layout, normal
from data.ingest.mapping import Column, MappedLayout
from data.ingest.staging import SourceFile

# What layouts call the column that says which order a row belongs to.
ORDER_KEYS = ("order_id", "invoice")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table or view that is read: its part in the layout and the columns the layout needs.

    `order` is the column that names a row's order, where rows belong to orders. `watermark` grows
    with every change of a row, where the table has such a column. `names_orders`: it has a row for
    every order, under the very id that is stored.
    """

    table: sa.Table
    role: str
    names: tuple[str, ...]
    order: str | None
    may_lack_order: bool
    watermark: str | None = None
    names_orders: bool = False

    @property
    def name(self) -> str:
        """As the source calls it."""
        return self.table.fullname


def chosen_tables(
    connection: sa.Connection,
    address: Address,
    layouts: Sequence[Layout],
    watermarks: Sequence[str],
) -> list[SourceTable]:
    """The tables of the first layout that is complete; LoadError lists what there is instead."""
    there = _described(connection, layouts)
    for layout in layouts:
        claimed = list(_claimed(there, layout))
        roles = [spec.role for spec, _ in claimed]
        if layout.needed <= set(roles):
            _refuse_doubles(address, layout, claimed)
            marked = _Watermarks(watermarks)
            chosen = [_source_table(layout, spec, table, marked) for spec, table in claimed]
            marked.refuse_unused([table.name for table in chosen])
            return chosen
    raise LoadError(_unknown(address, there, layouts))


def _described(connection: sa.Connection, layouts: Sequence[Layout]) -> list[sa.Table]:
    """Every table and view of the default schema, and those of others that a mapping names."""
    inspector = sa.inspect(connection)
    elsewhere = {_place(layout, spec) for layout in layouts for spec in layout.files}
    with warnings.catch_warnings():
        # A type SQLAlchemy does not know is read as text like any other.
        warnings.simplefilter("ignore", SAWarning)
        found = inspector.get_multi_columns(kind=ObjectKind.ANY)
        for schema, name in sorted(place for place in elsewhere if place is not None):
            found |= inspector.get_multi_columns(
                schema=schema, filter_names=[name], kind=ObjectKind.ANY
            )
    return [_table(schema, name, found[schema, name]) for schema, name in sorted(found, key=str)]


def _table(schema: str | None, name: str, columns: Sequence[ReflectedColumn]) -> sa.Table:
    described = [sa.Column(c["name"], c["type"], nullable=c.get("nullable", True)) for c in columns]
    return sa.Table(name, sa.MetaData(), *described, schema=schema)


def _place(layout: Layout, spec: FileSpec) -> tuple[str, str] | None:
    """Schema and name, where a mapping says that a table is not in the default schema."""
    if not isinstance(layout, MappedLayout):
        return None
    schema, _, name = layout.mapping.tables[spec.role].source.rpartition(".")
    return (schema, name) if schema else None


def _claimed(there: Sequence[sa.Table], layout: Layout) -> Iterator[tuple[FileSpec, sa.Table]]:
    for table in there:
        for spec in layout.files:
            place = _place(layout, spec)
            in_place = (
                table.schema is None if place is None else (table.schema, table.name) == place
            )
            if in_place and spec.claims(tuple(table.c.keys()), Path(table.name)):
                yield spec, table


def _refuse_doubles(
    address: Address, layout: Layout, claimed: Sequence[tuple[FileSpec, sa.Table]]
) -> None:
    """Two tables may only play the same part where each is a source of its own."""
    roles = [spec.role for spec, _ in claimed]
    if len(layout.needed) > 1 and len(set(roles)) < len(roles):
        names = ", ".join(table.name for _, table in claimed)
        raise LoadError(
            f"{address.name}: there are two tables of one kind among {names}. Say in a mapping "
            "(--layout FILE.toml) which is meant."
        )


class _Watermarks:
    """The watermark columns asked for, as `column` or `table.column`, and which were found."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = wanted
        self._used: set[str] = set()

    def of(self, table: sa.Table) -> str | None:
        columns = {name.lower(): name for name in table.c.keys()}  # noqa: SIM118
        for wanted in self._wanted:
            place, _, column = wanted.rpartition(".")
            if place.lower() in {"", table.name.lower()} and column.lower() in columns:
                self._used.add(wanted)
                return columns[column.lower()]
        return None

    def refuse_unused(self, tables: Sequence[str]) -> None:
        unused = [wanted for wanted in self._wanted if wanted not in self._used]
        if unused:
            raise LoadError(
                f"No table has the watermark column {', '.join(unused)}: looked at "
                f"{', '.join(tables)}."
            )


def _source_table(
    layout: Layout, spec: FileSpec, table: sa.Table, marked: _Watermarks
) -> SourceTable:
    header = tuple(table.c.keys())
    # LoadError names required columns that the table lacks.
    spec.columns(SourceFile(0, spec.role, Path(table.name), header))
    spellings = {
        normal(s) for names in (*spec.required.values(), *spec.optional.values()) for s in names
    }
    names = tuple(name for name in header if normal(name) in spellings | spec.marks)
    order = _order_column(layout, spec, header)
    may_lack = bool(order and table.c[order].nullable)
    return SourceTable(
        table, spec.role, names, order, may_lack, marked.of(table), _names_orders(layout, spec)
    )


def _order_column(layout: Layout, spec: FileSpec, header: Sequence[str]) -> str | None:
    """The column that names a row's order; None where rows belong to no order."""
    there = {normal(name): name for name in reversed(header)}
    wanted = _mapped_key(layout, spec) if isinstance(layout, MappedLayout) else _known_key(spec)
    return next((there[normal(name)] for name in wanted if normal(name) in there), None)


def _names_orders(layout: Layout, spec: FileSpec) -> bool:
    if not isinstance(layout, MappedLayout):
        return spec.stem == "orders"
    mapped = layout.mapping.tables[spec.role]
    said = mapped.columns.get("order_id")
    return spec.role == "orders" and said == Column(columns=(mapped.key or "",))


def _mapped_key(layout: MappedLayout, spec: FileSpec) -> Sequence[str]:
    mapped = layout.mapping.tables[spec.role]
    of_order = "order_id" in mapped.columns or mapped.changed_with is not None
    return (mapped.key,) if of_order and mapped.key else ()


def _known_key(spec: FileSpec) -> Sequence[str]:
    both = {**spec.required, **spec.optional}
    return next((both[key] for key in ORDER_KEYS if key in both), ())


def _unknown(address: Address, there: Sequence[sa.Table], layouts: Sequence[Layout]) -> str:
    shown = [f"{table.fullname} ({', '.join(table.c.keys())})" for table in there]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    seen = "; ".join(shown[:_SHOWN]) or "none"
    lacking = [
        f"Of {layout.title} there lacks: {', '.join(sorted(layout.needed - roles))}. "
        for layout in layouts
        if (roles := {spec.role for spec, _ in _claimed(there, layout)}) & layout.needed
    ]
    return (
        f"The tables of {address.name} follow no known layout. {''.join(lacking[:1])}"
        f"Tables found: {seen}{more}. Name them like the star schema's, or describe them in a "
        "mapping and give it with --layout FILE.toml."
    )
