"""How these tests ask: every metric at once, over a period and a selection."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.answers.kpis import values
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Period, month
from data.warehouse import View

MAY, JUNE, JULY = month("2026-05"), month("2026-06"), month("2026-07")

Values = dict[str, float | None]


def kept(period: Period | None = None, **chosen: Any) -> Filters:
    """A filter over a period (None: everything), with values of dimensions."""
    return Filters.keeping(chosen).within(period)


def all_metrics(view: View, filters: Filters) -> Values:
    """Every metric of the registry."""
    return values(view, list(METRICS.values()), filters)


def asked(view: View, names: tuple[str, ...], filters: Filters) -> Values:
    """The metrics of these names."""
    return values(view, [METRICS[name] for name in names], filters)


def day(month_of_year: int, day_of_month: int) -> date:
    """A day of 2026."""
    return date(2026, month_of_year, day_of_month)
