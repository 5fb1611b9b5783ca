"""Which tables of a source play which part in a layout, and which of their columns are read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SAWarning

from data.ingest.databases.address import Address
from data.ingest.errors import LoadError
from data.ingest.layouts import FileSpec, Layout, normal
from data.ingest.staging import SourceFile

# What layouts call the column that says which order a row belongs to.
ORDER_KEYS = ("order_id", "invoice")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table or view that is read: its part in the layout and the columns the layout needs.

    `order` is the column that names a row's order, where rows belong to orders. `watermark` grows
    with every change of a row, where the table has such a column.
    """

    table: sa.TableClause
    role: str
    names: tuple[str, ...]
    order: str | None
    may_lack_order: bool
    watermark: str | None = None

    @property
    def name(self) -> str:
        """As the source calls it."""
        return f"{self.table.schema}.{self.table.name}" if self.table.schema else self.table.name


Tables = Mapping[str, sa.TableClause]


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
            chosen = [_source_table(spec, table, marked) for spec, table in claimed]
            marked.refuse_unused([table.name for table in chosen])
            return chosen
    raise LoadError(_unknown(address, there, layouts))


def _described(connection: sa.Connection, layouts: Sequence[Layout]) -> Tables:
    """Every table and view of the default schema, and those of others that a mapping names."""
    inspector = sa.inspect(connection)
    names = [*inspector.get_table_names(), *inspector.get_view_names()]
    places: list[tuple[str | None, str]] = [(None, name) for name in sorted(set(names))]
    for spec in (spec for layout in layouts for spec in layout.files):
        schema, dot, name = (spec.stem or "").rpartition(".")
        if dot and inspector.has_table(name, schema):
            places.append((schema, name))
    tables = [_table(inspector, schema, name) for schema, name in places]
    return {f"{t.schema}.{t.name}" if t.schema else t.name: t for t in tables}


def _table(inspector: sa.Inspector, schema: str | None, name: str) -> sa.TableClause:
    with warnings.catch_warnings():
        # A type SQLAlchemy does not know is read as text like any other.
        warnings.simplefilter("ignore", SAWarning)
        described = inspector.get_columns(name, schema)
    columns: list[sa.ColumnClause[Any]] = []
    for column in described:
        made: sa.ColumnClause[Any] = sa.column(column["name"], column["type"])
        made.nullable = column.get("nullable", True)  # type: ignore[attr-defined]
        columns.append(made)
    return sa.table(name, *columns, schema=schema)


def _claimed(there: Tables, layout: Layout) -> Iterator[tuple[FileSpec, sa.TableClause]]:
    for name, table in there.items():
        for spec in layout.files:
            by_full_name = spec.stem is not None and spec.stem == name.lower()
            if by_full_name or spec.claims(table.c.keys(), Path(table.name)):
                yield spec, table


def _refuse_doubles(
    address: Address, layout: Layout, claimed: Sequence[tuple[FileSpec, sa.TableClause]]
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

    def of(self, table: sa.TableClause) -> str | None:
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


def _source_table(spec: FileSpec, table: sa.TableClause, marked: _Watermarks) -> SourceTable:
    header = tuple(table.c.keys())
    # LoadError names required columns that the table lacks.
    spec.columns(SourceFile(0, spec.role, Path(table.name), header))
    spellings = {
        normal(s) for names in (*spec.required.values(), *spec.optional.values()) for s in names
    }
    names = tuple(name for name in header if normal(name) in spellings | spec.marks)
    order = _order_column(spec, header)
    may_lack = bool(order and getattr(table.c[order], "nullable", True))
    return SourceTable(table, spec.role, names, order, may_lack, marked.of(table))


def _order_column(spec: FileSpec, header: Sequence[str]) -> str | None:
    """The column that names a row's order; None where rows belong to no order."""
    both = {**spec.required, **spec.optional}
    wanted = next((both[key] for key in ORDER_KEYS if key in both), ())
    there = {normal(name): name for name in reversed(header)}
    return next((there[normal(name)] for name in wanted if normal(name) in there), None)


def _unknown(address: Address, there: Tables, layouts: Sequence[Layout]) -> str:
    shown = [f"{name} ({', '.join(table.c.keys())})" for name, table in list(there.items())]
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
