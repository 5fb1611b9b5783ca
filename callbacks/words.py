"""Sentences about a selection."""

from __future__ import annotations

import pandas as pd

from callbacks.asked import Asked
from data.answers.censoring import everybody_new_until
from data.answers.kpis import Kpi, baseline_period
from data.changes import Change, Kind
from data.formulas import Metric
from data.periods import Comparison
from layouts import dates, formatting


def periods(asked: Asked, comparison: Comparison) -> str:
    """25 Oct – 21 Nov 2026 against 27 Sep – 24 Oct 2026 (previous period)."""
    now = dates.period(asked.period)
    before = baseline_period(asked.view, asked.filters, comparison)
    if before:
        return f"{now} against {dates.period(before)} ({comparison.label.lower()})"
    wanted = comparison is not Comparison.NONE and asked.filters.start is not None
    return f"{now}; the data do not reach back to the period to compare with" if wanted else now


def ticked(asked: Asked) -> str:
    """The period of a chart of bars, and which one its ticks mark."""
    before = baseline_period(asked.view, asked.filters, asked.selection.compare)
    now = dates.period(asked.period)
    return f"{now}; the tick marks {dates.period(before)}" if before else now


def so_far(asked: Asked) -> str:
    """How much of an unfinished period the data know; empty for a finished one."""
    end, last_day = asked.filters.end, asked.view.release.last_day
    start = asked.filters.start
    if start is None or end is None or end <= last_day:
        return ""
    known = max((last_day - start).days + 1, 0)
    return f"So far, {known} of {(end - start).days + 1} days"


def everybody_new(asked: Asked, metric: Metric) -> str:
    """A warning where the period reaches into the days in which everybody looks new."""
    until = everybody_new_until(asked.view, metric)
    if until is None or asked.period.start > until:
        return ""
    return f"Everybody looks new until {dates.day(until)}"


def outside(asked: Asked) -> bool:
    """Whether the data know no day of the chosen period."""
    period, release = asked.period, asked.view.release
    return period.end < release.first_day or period.start > release.last_day


def lede(asked: Asked, kpi: Kpi) -> str:
    """One sentence: a number, how it moved, against what."""
    value, label = amount(asked, kpi.metric, kpi.value), kpi.metric.label
    if outside(asked):
        return "The data know no day of this period."
    if formatting.is_missing(kpi.value):
        return f"{label}: not available for this selection."
    if asked.filters.start is None:
        return f"{label} of the whole history: {value}."
    if so_far(asked):
        return f"{label}: {value} so far; the period has not ended."
    return f"{label} {_moved(asked, kpi, value)}."


def _moved(asked: Asked, kpi: Kpi, value: str) -> str:
    change, compare = kpi.change, asked.selection.compare
    if compare is Comparison.NONE:
        return f"came to {value}"
    if change.kind is Kind.NEW:
        return f"came to {value}, from nothing {compare.then}"
    if change.value is None:
        reached = baseline_period(asked.view, asked.filters, compare)
        missing = f"it cannot be told {compare.then}"
        return f"came to {value}; {missing if reached else 'the data do not reach back further'}"
    size, earlier = _size(asked, kpi, change), amount(asked, kpi.metric, kpi.previous)
    if not any(digit in size for digit in "123456789"):
        return f"stayed about the same: {value}, and {earlier} {compare.then}"
    direction = "rose" if change.value > 0 else "fell"
    return f"{direction} by {size} to {value}, from {earlier} {compare.then}"


def _size(asked: Asked, kpi: Kpi, change: Change) -> str:
    size = abs(change.value or 0.0)
    if change.kind is Kind.PERCENT:
        return formatting.percent(size)
    return (
        formatting.points(size) if change.kind is Kind.POINTS else amount(asked, kpi.metric, size)
    )


def counted(number: int, one: str, many: str = "") -> str:
    """1 order, 15,822 orders."""
    return f"{formatting.count(number)} {one if number == 1 else many or one + 's'}"


def amount(asked: Asked, metric: Metric, value: float | None) -> str:
    """A metric's value as the cards write it."""
    return formatting.number(value, metric.format, currency=asked.currency, compact=True)


def part(shares: pd.Series, whole: Metric, one: str = "", many: str = "") -> str:
    """How much of a metric the shown values make up; empty where its parts cannot be added up."""
    total = shares.sum(min_count=1)
    if formatting.is_missing(total):
        return ""
    who = f"The one {one}" if len(shares) == 1 else f"The {len(shares)} {many}"
    makes = "makes" if len(shares) == 1 else "make"
    return f"{who.strip()} shown {makes} up {share(total)} of {whole.label.lower()}."


def share(value: float) -> str:
    """A part of the whole as 41.2%."""
    return formatting.percent(value)
