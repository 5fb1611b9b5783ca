"""The filter bar as a value: read from a link or the controls, written back to a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from data.basis import Basis
from data.filters import FilterError, Filters
from data.periods import Comparison, Period, Preset, month, resolve

MAX_QUERY = 8_000
DEFAULT_PRESET = Preset.LAST_28

# Key in a link (and option of the command line) -> field of `Filters`.
KEYS = {
    "product": "products",
    "category": "categories",
    "segment": "segments",
    "country": "countries",
    "payment-method": "payment_methods",
    "channel": "channels",
    "rfm-segment": "rfm_segments",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader chose. Exactly one of preset, month and days says the period."""

    preset: Preset | None = DEFAULT_PRESET
    month: str | None = None
    days: Period | None = None
    compare: Comparison = Comparison.PREVIOUS
    kept: Filters = field(default_factory=Filters)
    basis: Basis = Basis.REFUND_DAY

    def period(self, first_day: date, last_day: date) -> Period | None:
        """The chosen days for data that run from `first_day` to `last_day`; None: all of them."""
        if self.days:
            return self.days
        if self.month:
            return month(self.month)
        preset = self.preset or DEFAULT_PRESET
        return None if preset is Preset.ALL else resolve(preset, first_day, last_day)

    def filters(self, first_day: date, last_day: date) -> Filters:
        """The filter for the queries."""
        return self.kept.within(self.period(first_day, last_day))

    def query(self) -> str:
        """The selection as the query string of a link, without what is the default anyway."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterable[tuple[str, str]]:
        if self.days:
            yield "from", self.days.start.isoformat()
            yield "to", self.days.end.isoformat()
        elif self.month:
            yield "month", self.month
        elif self.preset and self.preset is not DEFAULT_PRESET:
            yield "period", self.preset.value
        if self.compare is not Comparison.PREVIOUS:
            yield "compare", self.compare.value
        if self.basis is not Basis.REFUND_DAY:
            yield "basis", self.basis.value
        for key, name in KEYS.items():
            for value in getattr(self.kept, name):
                yield key, value

    def without(self, key: str, value: str) -> Selection:
        """The selection with one value of a dimension let go."""
        name = KEYS.get(key)
        if name is None:
            raise FilterError(f"There is no filter called {key!r}.")
        left = tuple(v for v in getattr(self.kept, name) if v != value)
        return replace(self, kept=self.kept.changed(name, left))


def parse(query: str) -> Selection:
    """The selection a query string means; FilterError says what is wrong with it.

    Keys that are no filters (the tab, for example) are passed over.
    """
    if len(query) > MAX_QUERY:
        raise FilterError("The link is too long to be one of ours.")
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(query.lstrip("?"), keep_blank_values=False):
        values.setdefault(key, []).append(value)
    single = {key: found[-1] for key, found in values.items()}
    kept = Filters.keeping({name: values.get(key, ()) for key, name in KEYS.items()})
    compare = _choice(Comparison, single.get("compare"), Comparison.PREVIOUS)
    basis = _choice(Basis, single.get("basis"), Basis.REFUND_DAY)
    return replace(select(single, compare=compare, kept=kept), basis=basis)


def select(
    single: Mapping[str, Any],
    *,
    compare: Comparison = Comparison.PREVIOUS,
    kept: Filters,
) -> Selection:
    """A selection from the period's keys: from and to, or month, or period (a preset)."""
    start, end = single.get("from"), single.get("to")
    if start or end:
        return Selection(None, None, _days(start, end), compare, kept)
    if single.get("month"):
        return Selection(None, checked_month(single["month"]), None, compare, kept)
    preset = _choice(Preset, single.get("period"), DEFAULT_PRESET)
    return Selection(preset, None, None, compare, kept)


def checked_month(text: str) -> str:
    """The month, if it is written as YYYY-MM."""
    try:
        first = month(text).start
    except ValueError as error:
        raise FilterError(str(error)) from None
    _of_our_time(first)
    return text


def checked_day(text: str) -> date:
    """The day, if it is written as YYYY-MM-DD (a time after it is dropped)."""
    try:
        day = date.fromisoformat(str(text)[:10])
    except ValueError:
        raise FilterError(
            f"{text!r} is not a day; write it as YYYY-MM-DD, for example 2026-11-21."
        ) from None
    return _of_our_time(day)


def _of_our_time(day: date) -> date:
    """Refuse years at the calendar's ends, where no comparison could be reckoned."""
    if not 1900 <= day.year <= 2200:
        raise FilterError(f"{day} is too far away; choose a day between 1900 and 2200.")
    return day


def _days(start: Any, end: Any) -> Period:
    if not (start and end):
        raise FilterError("A period needs both a first and a last day.")
    first, last = checked_day(start), checked_day(end)
    if last < first:
        raise FilterError(f"The period ends on {last}, before it begins on {first}.")
    return Period(first, last)


_Choice = TypeVar("_Choice", Basis, Comparison, Preset)


def _choice(kind: type[_Choice], text: str | None, default: _Choice) -> _Choice:
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        allowed = ", ".join(kind)
        raise FilterError(f"{text!r} is not one of: {allowed}.") from None
