"""The one typed filter that travels from filter bar and command line to the WHERE clause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import GUESTS, NOT_CLUSTERED
from data.periods import Period, Unit
from data.rfm import LAPSED

MAX_VALUES = 200
MAX_LENGTH = 200


class FilterError(ValueError):
    """A selection that cannot be meant; its text says what to do."""


@dataclass(frozen=True, slots=True)
class Filters:
    """A period, both ends included, and what is kept of each dimension (empty keeps all).

    `part_of` changes no number of the period, only what it is compared with.
    """

    start: date | None = None
    end: date | None = None
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    payment_methods: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    rfm_segments: tuple[str, ...] = ()
    part_of: Unit | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse backward periods, long lists and long values."""
        if self.start and self.end and self.end < self.start:
            raise FilterError(f"The period ends on {self.end}, before it begins on {self.start}.")
        for name in DIMENSION_FIELDS:
            object.__setattr__(self, name, _values(name, getattr(self, name)))

    @classmethod
    def keeping(cls, values: Mapping[str, Iterable[str]]) -> Filters:
        """What is kept of each dimension, by the names of the fields; no period."""
        chosen: dict[str, Any] = {name: tuple(values.get(name, ())) for name in DIMENSION_FIELDS}
        return cls(**chosen)

    def changed(self, name: str, values: tuple[str, ...]) -> Filters:
        """The same selection with other values of one dimension."""
        new: dict[str, Any] = {name: values}
        return replace(self, **new)

    @property
    def touches_products(self) -> bool:
        """Whether only lines, not whole orders, can answer it."""
        return bool(self.products or self.categories)

    def within(self, period: Period | None) -> Filters:
        """The same selection for another period, or for the whole history."""
        if period is None:
            return replace(self, start=None, end=None, part_of=None)
        return replace(self, start=period.start, end=period.end, part_of=period.part_of)

    @property
    def period(self) -> Period | None:
        """Its days; None for the whole history."""
        if self.start and self.end:
            return Period(self.start, self.end, self.part_of)
        return None

    @property
    def in_whole_months(self) -> bool:
        """Whether its days are whole calendar months, or reach as far as the data."""
        begins = self.start is None or self.start.day == 1
        return begins and (self.end is None or (self.end + timedelta(days=1)).day == 1)

    @property
    def names_no_cluster(self) -> bool:
        """Whether a chosen cluster is none: guests, and customers who are in none."""
        return len(_clusters(self.segments)) < len(self.segments)

    def where(
        self, fact: sa.FromClause, day: str = "date", *, told: Collection[str] = ()
    ) -> list[sa.ColumnElement[bool]]:
        """Conditions on a fact; `day` names the column that dates it.

        `told`: which of its columns `segment` and `category_mask` it has, whatever built it.
        """
        column = fact.c[day]
        period = [
            *([column >= self.start] if self.start is not None else []),
            *([column <= self.end] if self.end is not None else []),
        ]
        return [*period, *self._of_order(fact, told), *self._of_product(fact, told)]

    def _of_order(self, fact: sa.FromClause, told: Collection[str]) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if self.countries:
            found.append(fact.c.country.in_(self.countries))
        if self.channels:
            found.append(fact.c.channel.in_(self.channels))
        if self.segments and "segment" in told:
            found.append(fact.c.segment.in_(_clusters(self.segments)))
        elif self.segments:
            found.append(fact.c.customer_key.in_(_keys_of_segments(self.segments)))
        if self.rfm_segments:
            found.append(fact.c.customer_key.in_(_keys_of_rfm(self.rfm_segments)))
        if self.payment_methods and "method" in fact.c:
            found.append(fact.c.method.in_(self.payment_methods))
        elif self.payment_methods:
            found.append(_paid_by(fact, self.payment_methods))
        return found

    def _of_product(
        self, fact: sa.FromClause, told: Collection[str]
    ) -> list[sa.ColumnElement[bool]]:
        if not self.touches_products:
            return []
        if "category_mask" in told and not self.products:
            return [_holding(fact, self.categories)]
        if "product_key" in fact.c or ("category" in fact.c and not self.products):
            return self._on_lines(fact)
        # A table without products keeps the orders that hold a kept line.
        lines = schema.fact_lines
        return [fact.c.order_key.in_(sa.select(lines.c.order_key).where(*self._on_lines(lines)))]

    def _on_lines(self, fact: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if self.products:
            keys = sa.select(schema.dim_product.c.product_key).where(
                schema.dim_product.c.product_id.in_(self.products)
            )
            found.append(fact.c.product_key.in_(keys))
        if self.categories:
            found.append(fact.c.category.in_(self.categories))
        return found

    def as_json(self) -> dict[str, Any]:
        """Only what is set, ready for a JSON answer."""
        days = {"from": self.start, "to": self.end}
        chosen: dict[str, Any] = {k: v.isoformat() for k, v in days.items() if v}
        return chosen | {n: list(getattr(self, n)) for n in DIMENSION_FIELDS if getattr(self, n)}


# Field of `Filters` -> label in the filter bar.
DIMENSION_FIELDS = {
    "products": "Product",
    "categories": "Category",
    "segments": "Customer cluster",
    "countries": "Country",
    "payment_methods": "Payment method",
    "channels": "Channel",
    "rfm_segments": "RFM segment",
}


def _values(name: str, values: Iterable[object]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(str(v) for v in values))
    if len(found) > MAX_VALUES:
        raise FilterError(f"{DIMENSION_FIELDS[name]}: choose at most {MAX_VALUES} values.")
    if any(not is_text(value) for value in found):
        raise FilterError(f"{DIMENSION_FIELDS[name]}: a value is not text that can be read.")
    if any(len(value) > MAX_LENGTH for value in found):
        raise FilterError(
            f"{DIMENSION_FIELDS[name]}: a value is longer than {MAX_LENGTH} characters."
        )
    return found


def is_text(value: str) -> bool:
    """Whether every database can keep the value: no half of a surrogate pair, no NUL character."""
    return not any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in value)


def _clusters(segments: tuple[str, ...]) -> list[str]:
    """What is a cluster: roll-ups also name those who are in none, whom nobody can filter by."""
    return [name for name in segments if name not in {GUESTS, NOT_CLUSTERED}]


def _keys_of_segments(segments: tuple[str, ...]) -> sa.Select[tuple[Any]]:
    table = schema.customer_segments
    return sa.select(table.c.customer_key).where(table.c.segment.in_(segments))


def _keys_of_rfm(segments: tuple[str, ...]) -> sa.Select[tuple[Any]]:
    """Customers by their segment on the release's last day, whichever period is asked about."""
    table = schema.customer_features
    name = sa.func.coalesce(table.c.rfm_segment, LAPSED)
    return sa.select(table.c.customer_key).where(name.in_(segments))


def _paid_by(fact: sa.FromClause, methods: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Orders that one of the methods paid."""
    return _shares_a_bit(fact.c.payment_mask, schema.payment_methods.c.method, methods)


def _holding(fact: sa.FromClause, categories: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Orders with a line of one of the categories."""
    return _shares_a_bit(fact.c.category_mask, schema.categories.c.category, categories)


def _shares_a_bit(
    mask: sa.ColumnElement[int], name: sa.Column[str], values: tuple[str, ...]
) -> sa.ColumnElement[bool]:
    """Whether the mask has one of the bits that the values have in their table."""
    bits = sa.func.coalesce(sa.func.sum(name.table.c.bit), 0)
    wanted = sa.select(sa.cast(bits, sa.BigInteger)).where(name.in_(values))
    return mask.bitwise_and(wanted.scalar_subquery()) != 0
