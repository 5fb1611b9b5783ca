"""Statements that are written once for all selections of one shape.

To build a statement of the Overview and to write it takes longer than its answer. Selections that
differ in nothing but their values have the same one: it is built with places instead of values,
and kept with its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.filters import DIMENSION_FIELDS, Filters

Statement = sa.Select[Any] | sa.CompoundSelect[Any]
Build = Callable[..., Statement]

# Places have types but no values yet; these are never sent.
_ANY_DAY, _ANY_TEXT = date(2000, 1, 1), ""

# A page has some dozens of statements, and a shop's people a few hundred shapes of selections.
_MOST = 2000

# Whose drivers take days and texts as they are, without SQLAlchemy between.
_PLAIN_DRIVERS = {"duckdb", "postgresql"}


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as its driver takes it."""

    words: str
    values: Sequence[Any] | Mapping[str, Any]


class Prepared:
    """A statement about a selection, not built before somebody has to see it whole."""

    def __init__(
        self, template: _Template, filters: Filters, whole: Callable[[], Statement]
    ) -> None:
        self._template = template
        self._filters = filters
        self.whole = whole

    def written(self, dialect: sa.Dialect) -> Written | None:
        """Its text and values; None where values need a translation."""
        if dialect.name not in _PLAIN_DRIVERS:
            return None
        return self._template.text(dialect).filled(_values(self._filters))


def prepared(build: Build, *given: Any, **named: Any) -> Prepared | Statement:
    """What `build` makes of its arguments, of which one at most is a selection.

    All others have to be hashable, or lists of what is. `build` must use the values of the
    selection in conditions only: what its choice of tables goes by belongs to `_Shape`.
    """

    def whole() -> Statement:
        return build(*given, **named)

    filters = next((each for each in given if isinstance(each, Filters)), Filters())
    if filters.names_no_cluster:
        return whole()
    template = _template(build, tuple(map(_known, given)), tuple(named.items()))
    return Prepared(template, filters, whole)


def _known(value: Any) -> Any:
    """What of an argument decides how the statement is written."""
    if isinstance(value, Filters):
        return _shape(value)
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a selection decides how a statement is written: all but the values."""

    starts: bool
    ends: bool
    in_whole_months: bool
    chosen: tuple[int, ...]


def _shape(filters: Filters) -> _Shape:
    chosen = (len(getattr(filters, name)) for name in DIMENSION_FIELDS)
    return _Shape(
        filters.start is not None,
        filters.end is not None,
        filters.in_whole_months,
        tuple(chosen),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Places(Filters):
    """A selection with places instead of values."""

    whole_months: bool = False

    def __post_init__(self) -> None:
        """There is nothing to check."""

    @property
    def in_whole_months(self) -> bool:
        """Of the selections that this one stands for."""
        return self.whole_months


def _places(shape: _Shape) -> _Places:
    chosen: dict[str, Any] = {
        field: tuple(sa.bindparam(f"{field}_{number}", _ANY_TEXT) for number in range(count))
        for field, count in zip(DIMENSION_FIELDS, shape.chosen, strict=True)
    }
    chosen["start"] = sa.bindparam("start", _ANY_DAY) if shape.starts else None
    chosen["end"] = sa.bindparam("end", _ANY_DAY) if shape.ends else None
    return _Places(**chosen, whole_months=shape.in_whole_months)


def _values(filters: Filters) -> dict[str, Any]:
    """What belongs into the places, by their names."""
    found: dict[str, Any] = {"start": filters.start, "end": filters.end}
    for field in DIMENSION_FIELDS:
        for number, value in enumerate(getattr(filters, field)):
            found[f"{field}_{number}"] = value
    return found


@dataclass(frozen=True, slots=True)
class _Text:
    """What a dialect makes of a statement; `order` of its values, None where they have names."""

    words: str
    order: Sequence[str] | None
    fixed: Mapping[str, Any]

    def filled(self, values: Mapping[str, Any]) -> Written:
        if self.order is None:
            named = {name: values.get(name, value) for name, value in self.fixed.items()}
            return Written(self.words, named)
        in_order = tuple(
            values[name] if name in values else self.fixed[name] for name in self.order
        )
        return Written(self.words, in_order)


class _Template:
    """A statement with places: its text in each dialect.

    The statement itself is not kept: it takes many times the memory of its text.
    """

    def __init__(self, build: Callable[[], Statement]) -> None:
        self._build = build
        self._texts: dict[str, _Text] = {}

    def text(self, dialect: sa.Dialect) -> _Text:
        found = self._texts.get(dialect.name)
        if found is None:
            found = self._texts[dialect.name] = self._compiled(dialect)
        return found

    def _compiled(self, dialect: sa.Dialect) -> _Text:
        options = {"render_postcompile": True}
        compiled: Any = self._build().compile(dialect=dialect, compile_kwargs=options)
        return _Text(str(compiled), compiled.positiontup, compiled.params)


@lru_cache(maxsize=_MOST)
def _template(
    build: Build, given: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> _Template:
    def with_places() -> Statement:
        return build(*(_places(g) if isinstance(g, _Shape) else g for g in given), **dict(named))

    return _Template(with_places)
