"""What changed in a source since it was last read, told by watermark columns.

An order is replaced whole, so a change to any row of an order has all of its rows read. Rows whose
watermark is null, and rows at the watermark itself, are read again: that changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa

from data.ingest.databases.address import Engine
from data.ingest.databases.columns import as_text, knows_offset
from data.ingest.databases.tables import SourceTable
from data.ingest.errors import LoadError

# Beyond every clock and time zone: a row dated later is a mistake, and must not become the mark.
_AHEAD = timedelta(days=1)
# Rows that were committed late carry an older time than others that were read before them.
LOOK_BACK = timedelta(days=1)
_SQLITE_FORM = "%Y-%m-%d %H:%M:%S"

Condition = sa.ColumnElement[bool]


class Kind(Enum):
    """What a watermark counts in."""

    INSTANT = auto()
    LOCAL = auto()
    DAY = auto()
    NUMBER = auto()
    WRITTEN = auto()  # SQLite has no type for time: text in a form it can read


def kind_of(engine: Engine, table: SourceTable) -> Kind:
    """What the table's watermark counts in; LoadError if it cannot be one."""
    column = _column(table)
    if isinstance(column.type, sa.Integer | sa.Float):
        return Kind.NUMBER
    if engine is Engine.SQLITE:
        return Kind.WRITTEN
    if isinstance(column.type, sa.DateTime):
        return Kind.INSTANT if knows_offset(column) else Kind.LOCAL
    if isinstance(column.type, sa.Date):
        return Kind.DAY
    if isinstance(column.type, sa.Numeric):
        return Kind.NUMBER
    raise LoadError(
        f"The watermark {table.name}.{table.watermark} holds {column.type}: it has to be a date, a "
        "date and time, or a number that grows with every change."
    )


def highest(connection: sa.Connection, engine: Engine, table: SourceTable) -> str | None:
    """The largest watermark of a table, as text; None if it has none."""
    kind = kind_of(engine, table)
    column = _comparable(table, kind)
    query = sa.select(as_text(engine, sa.func.max(column)))
    if kind is not Kind.NUMBER:
        query = query.where(column <= _literal(kind, datetime.now(UTC) + _AHEAD))
    found: str | None = connection.execute(query.select_from(table.table)).scalar_one()
    return found


def since(engine: Engine, table: SourceTable, mark: str, look_back: timedelta | None) -> Condition:
    """The rows that may be newer than a mark, read some time back."""
    kind = kind_of(engine, table)
    column = _comparable(table, kind)
    if kind is Kind.NUMBER:
        if look_back:
            raise LoadError(
                f"{table.name}.{table.watermark} holds numbers, and there is no looking back by "
                "days in them. Leave out the look-back."
            )
        start: sa.ColumnElement[Any] = sa.literal_column(f"{Decimal(mark):f}")
    else:
        # A mark was written by the source itself, in ISO's form.
        back = LOOK_BACK if look_back is None else look_back
        start = _literal(kind, datetime.fromisoformat(mark) - back)
    return sa.or_(column >= start, column.is_(None))


@dataclass(frozen=True, slots=True)
class Plan:
    """The tables to read, how far each was read before, and how far to look back (None: a day).

    Without marks everything is read.
    """

    engine: Engine
    tables: Sequence[SourceTable]
    marks: Mapping[str, str]
    look_back: timedelta | None

    def reading(self, table: SourceTable) -> sa.Select[Any] | sa.CompoundSelect[Any]:
        """The query that reads a table: what changed, or all of it."""
        columns = [as_text(self.engine, table.table.c[name]).label(name) for name in table.names]
        everything = sa.select(*columns).select_from(table.table)
        if not self.marks:
            return everything
        if table.order is not None:
            return self._of_changed_orders(table, everything)
        return everything.where(self._since(table)) if table.watermark else everything

    def _of_changed_orders(
        self, table: SourceTable, everything: sa.Select[Any]
    ) -> sa.Select[Any] | sa.CompoundSelect[Any]:
        changed = self._changed_orders()
        if changed is None or table.order is None:
            return everything
        key = table.table.c[table.order]
        joined = table.table.join(changed, changed.c.changed_order == key)
        of_orders = sa.select(*everything.selected_columns).select_from(joined)
        if not table.may_lack_order:
            return of_orders
        # A row that names no order is not passed over: the load has to set it aside.
        return sa.union_all(of_orders, everything.where(key.is_(None)))

    def _changed_orders(self) -> sa.Subquery | None:
        """The orders of which any row changed; None if no table of order rows has a watermark."""
        parts = [
            sa.select(table.table.c[table.order].label("changed_order"))
            .where(self._since(table))
            .distinct()
            for table in self.tables
            if table.order and table.watermark
        ]
        return sa.union(*parts).subquery("changed") if parts else None

    def _since(self, table: SourceTable) -> Condition:
        mark = self.marks[table.name]
        # A table that had nothing to tell has only news now.
        return since(self.engine, table, mark, self.look_back) if mark else sa.true()


def _column(table: SourceTable) -> sa.ColumnElement[Any]:
    if table.watermark is None:
        raise LoadError(f"{table.name} has no watermark.")
    return table.table.c[table.watermark]


def _comparable(table: SourceTable, kind: Kind) -> sa.ColumnElement[Any]:
    if kind is Kind.WRITTEN:
        return sa.func.strftime(_SQLITE_FORM, _column(table), type_=sa.String)
    return _column(table)


def _literal(kind: Kind, moment: datetime) -> sa.ColumnElement[Any]:
    """A moment as the column would say it; naive ones are on the column's own clock."""
    if kind is Kind.INSTANT:
        return sa.literal(moment, sa.DateTime(timezone=True))
    local = moment.replace(tzinfo=None)
    if kind is Kind.DAY:
        # Looking back into a day is looking back to its beginning.
        return sa.literal(local.date(), sa.Date())
    if kind is Kind.WRITTEN:
        return sa.literal(local.strftime(_SQLITE_FORM), sa.String())
    return sa.literal(local, sa.DateTime())
