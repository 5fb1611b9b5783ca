"""Axes whose marks are round numbers, written the way the page writes numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.metrics import Format
from data.periods import Grain
from layouts import dates, formatting

# A phone leaves room for six dates below a drawing, and for five marks beside it.
MOST_DATES = 6
MOST_MARKS = 5
# More days than these are marked by months; so many months lie between two marks.
MANY_DAYS = 120
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)

_LETTERS = ((1e9, "B"), (1e6, "M"), (1e4, "K"))

HOVER_DATES = {
    Grain.DAY: "%a %-d %b %Y",
    Grain.WEEK: "Week of %-d %b %Y",
    Grain.MONTH: "%b %Y",
    Grain.QUARTER: "Q%q %Y",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """Where an axis is marked, with which words, and from where to where it runs."""

    values: tuple[float, ...]
    texts: tuple[str, ...]

    def as_axis(self) -> dict[str, Any]:
        """Properties of a value axis."""
        low, high = self.values[0], self.values[-1]
        room = (high - low) * 0.04
        return {
            "tickmode": "array",
            "tickvals": list(self.values),
            "ticktext": list(self.texts),
            "range": [low - (room if low < 0 else 0), high + room],
        }


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Values as a chart takes them: None for what is missing."""
    if isinstance(values, pd.Series) and values.dtype == np.float64:
        # What is missing equals nothing, not even itself.
        return [value if value == value else None for value in values.tolist()]  # noqa: PLR0124
    found = []
    for value in values:
        known = value is not None and not pd.isna(value)
        found.append(float(value) if known else None)
    return found


def marks(values: Iterable[float | None], fmt: Format, currency: str) -> Marks:
    """Round marks that hold all values; the axis always contains 0."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = 1.0
    step = _round_step((high - low) / (MOST_MARKS - 1), whole=fmt is Format.COUNT)
    first, last = math.floor(low / step), math.ceil(high / step)
    places = [i * step for i in range(first, last + 1)]
    return Marks(tuple(places), tuple(_mark_texts(places, step, fmt, currency)))


def _round_step(least: float, *, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * 0.999)
    return max(1.0, float(math.ceil(step))) if whole else step


def _mark_texts(places: Sequence[float], step: float, fmt: Format, currency: str) -> list[str]:
    if fmt is Format.PERCENT:
        return [formatting.percent(p, decimals=_decimals(step * 100)) for p in places]
    sign = formatting.symbol(currency) if fmt is Format.MONEY else ""
    largest = max(abs(p) for p in places)
    divisor, letter = next((s for s in _LETTERS if largest >= s[0]), (1.0, ""))
    divisor = 1e3 if letter == "K" else divisor
    decimals = _decimals(step / divisor)
    return [_mark_text(p / divisor, decimals, sign, letter) for p in places]


def _mark_text(value: float, decimals: int, sign: str, letter: str) -> str:
    if not value:
        return f"{sign}0"
    minus = formatting.MINUS if value < 0 else ""
    return f"{minus}{sign}{abs(value):,.{decimals}f}{letter}"


def _decimals(step: float) -> int:
    """As many decimals as the step needs to be told from its neighbours, four at most."""
    return next((n for n in range(4) if math.isclose(round(step, n), step, rel_tol=1e-9)), 4)


def days(values: Iterable[Any]) -> list[date]:
    """A column of days, whatever holds them, as plain dates."""
    if isinstance(values, pd.Series) and pd.api.types.is_datetime64_any_dtype(values):
        return [stamp.date() for stamp in values.tolist()]
    return [stamp.date() for stamp in pd.to_datetime(pd.Series(list(values)))]


def date_axis(points: Sequence[date], grain: Grain) -> dict[str, Any]:
    """Properties of an axis of points: at most six marks, the year said where it changes."""
    chosen = _chosen(points, grain)
    years = [p.year for p in chosen]
    texts = [
        dates.tick(p, grain, with_year=not i or years[i - 1] != p.year)
        for i, p in enumerate(chosen)
    ]
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": [p.isoformat() for p in chosen],
        "ticktext": texts,
        "hoverformat": HOVER_DATES[grain],
    }


def _chosen(points: Sequence[date], grain: Grain) -> list[date]:
    even = _by_months(points, grain)
    if len(even) > 1:
        return even
    regular = [p for p in points if _stands_out(p, grain, len(points))]
    candidates = regular if len(regular) > 1 else list(points)
    step = max(1, math.ceil(len(candidates) / MOST_DATES))
    return candidates[::step]


def _by_months(points: Sequence[date], grain: Grain) -> list[date]:
    """First days of months in even steps that begin with a January; empty where days are better."""
    if grain is not Grain.MONTH and not (grain is Grain.DAY and len(points) > MANY_DAYS):
        return []
    firsts = [p for p in points if p.day == 1]
    for step in _MONTHS_APART:
        chosen = [p for p in firsts if (p.year * 12 + p.month - 1) % step == 0]
        if len(chosen) <= MOST_DATES:
            return chosen
    return []


def _stands_out(point: date, grain: Grain, count: int) -> bool:
    """Mondays, beginnings of months, quarters and years make better marks than any other day."""
    if grain is Grain.DAY:
        return point.day == 1 if count > MANY_DAYS else (point.weekday() == 0 or count < 14)
    if grain is Grain.QUARTER and count > 12:
        return point.month == 1
    return True
