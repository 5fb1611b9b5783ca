"""How the rows of a fact are labelled by a dimension or by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from data import schema
from data.dimensions import GUESTS, NO_PRODUCT, NOT_CLUSTERED, NOT_PAID, Dimension
from data.periods import Grain
from data.queries.sources import Rows


class Group(Protocol):
    """Gives each row of a fact a key; may join what it needs to find it."""

    @property
    def by_line(self) -> bool:
        """Whether only lines carry the key."""

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """The key's expression and what to select it from."""


@dataclass(frozen=True, slots=True)
class ByTime:
    """The first day of the point a row belongs to.

    With `later` or `years`, rows are laid over a later period: moved on by that many days, or to
    the same date of a later year, none beyond `end`.
    """

    grain: Grain
    later: int = 0
    years: int = 0
    end: date | None = None

    @property
    def by_line(self) -> bool:
        """Orders have a day too."""
        return False

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """Days stay days; weeks begin on Monday."""
        day: sa.ColumnElement[Any] = rows.table.c[rows.day]
        if self.end is not None:
            day = sa.func.least(self._moved(day), sa.cast(sa.literal(self.end), sa.Date))
        if self.grain is Grain.DAY:
            return day, rows.table
        return sa.cast(sa.func.date_trunc(self.grain.value, day), sa.Date), rows.table

    def _moved(self, day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        if not self.years:
            return day + self.later
        # 29 February becomes the 28th of a year that has none.
        return sa.cast(day + sa.literal_column(f"INTERVAL '{self.years} years'"), sa.Date)


@dataclass(frozen=True, slots=True)
class ByDimension:
    """The value a row has in a dimension; never null."""

    dimension: Dimension

    @property
    def by_line(self) -> bool:
        """Whether only lines have it."""
        return self.dimension.is_of_lines

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """Products by their integer key, everything else by its name."""
        table = rows.table
        if self.dimension is Dimension.SEGMENT:
            return (table.c.segment, table) if "segment" in rows.told else segment_of(table)
        if self.dimension is Dimension.PAYMENT_METHOD:
            return _payment_method(table)
        if self.dimension is Dimension.PRODUCT:
            return _product(table), table
        if self.dimension is Dimension.CATEGORY:
            return sa.func.coalesce(table.c.category, NO_PRODUCT), table
        return table.c[self.dimension.value], table


def _product(table: sa.FromClause) -> sa.ColumnElement[Any]:
    """0, which no product has, for reversals that name none."""
    key = table.c.product_key
    return sa.func.coalesce(key, 0) if getattr(key, "nullable", True) else key


def segment_of(table: sa.FromClause) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    """The name of the customer's cluster, and what to select it from."""
    segments = schema.customer_segments
    name = sa.case(
        (table.c.customer_key.is_(None), GUESTS),
        else_=sa.func.coalesce(segments.c.segment, NOT_CLUSTERED),
    )
    return name, table.outerjoin(segments, segments.c.customer_key == table.c.customer_key)


def _payment_method(table: sa.FromClause) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    """Payments by their own method; orders once under each method that paid them."""
    if "method" in table.c:
        return table.c.method, table
    methods = schema.payment_methods
    paid = table.c.payment_mask.bitwise_and(methods.c.bit) != 0
    return sa.func.coalesce(methods.c.method, NOT_PAID), table.outerjoin(methods, paid)
