"""Sentences about a selection."""

from __future__ import annotations

from callbacks.asked import Asked
from data.answers.kpis import Kpi, baseline_period
from data.changes import Kind
from data.formulas import Metric
from data.periods import Comparison
from layouts import dates, formatting


def periods(asked: Asked, comparison: Comparison) -> str:
    """25 Oct – 21 Nov 2026 against 27 Sep – 24 Oct 2026."""
    now = dates.period(asked.period)
    before = baseline_period(asked.view, asked.filters, comparison)
    if before:
        return f"{now} against {dates.period(before)}"
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


def lede(asked: Asked, kpi: Kpi) -> str:
    """One sentence: a number, how it moved, against what."""
    value = amount(asked, kpi.metric, kpi.value)
    if asked.filters.start is None:
        return f"{kpi.metric.label} of the whole history: {value}."
    if so_far(asked):
        return f"{kpi.metric.label}: {value} so far; the period has not ended."
    return f"{kpi.metric.label} {_moved(asked, kpi, value)}."


def _moved(asked: Asked, kpi: Kpi, value: str) -> str:
    change, before = kpi.change, amount(asked, kpi.metric, kpi.previous)
    if change.kind is Kind.MISSING or change.value is None:
        return f"came to {value}; there is no earlier period to compare with"
    if change.kind is Kind.PERCENT:
        size = formatting.percent(abs(change.value))
    elif change.kind is Kind.POINTS:
        size = formatting.points(abs(change.value))
    else:
        size = amount(asked, kpi.metric, abs(change.value))
    direction = "rose" if change.value > 0 else "fell"
    return f"{direction} by {size} to {value}, from {before} in the period before"


def amount(asked: Asked, metric: Metric, value: float | None) -> str:
    """A metric's value as the cards write it."""
    return formatting.number(value, metric.format, currency=asked.currency, compact=True)


def share(value: float) -> str:
    """A part of the whole as 41.2%."""
    return formatting.percent(value)
