"""A metric over the days up to each day: one line that no weekday disturbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from data.answers.kpis import baseline_period
from data.answers.series import series
from data.filters import FilterError, Filters
from data.formulas import Format, Metric, Ratio, one
from data.measures import MEASURES
from data.periods import Comparison, Grain
from data.queries.aggregate import KEY
from data.queries.windows import Condition, customers_within
from data.warehouse import View

# Counts of different customers, who may come on several days: which of their orders count.
_PEOPLE: Mapping[str, Condition | None] = {
    "customers": None,
    "returning_customers": lambda fact: fact.c.order_rank >= 2,
}
# The middle of several days does not follow from the middles of each.
_NOT_OF_DAYS = frozenset({"median_order"})


def is_mean(metric: Metric) -> bool:
    """Whether the value of a window is a mean per day; else it is that of the window as a whole."""
    return metric.fills_gaps and not _PEOPLE.keys() & set(metric.measures)


def rolling(view: View, metric: Metric, filters: Filters, days: int) -> pd.DataFrame:
    """Columns `period` (a day) and `value`, over the day and the `days` - 1 before it.

    Sums and counts are means per day; ratios are sums divided by sums; different customers are
    those of the whole window. Days before the period are looked at where there are any, and
    `value` is missing on the first days of the data, which have none. FilterError for a metric
    that cannot be told of several days.
    """
    if _NOT_OF_DAYS & set(metric.measures):
        raise FilterError(f"{metric.label} cannot be rolled: choose single points instead.")
    points = series(view, [metric], filters, Grain.DAY)["period"]
    if points.empty:
        return pd.DataFrame({"period": points, "value": pd.Series(dtype="float64")})
    release = view.release
    reaching_back = _from_earlier(filters, days)
    sums = _sums(view, metric, reaching_back, days)
    whole = sums.index >= pd.Timestamp(release.first_day) + pd.Timedelta(days=days - 1)
    values = _evaluated(metric, sums.where(pd.Series(whole, index=sums.index)))
    if is_mean(metric):
        values = values / days
    return pd.DataFrame({"period": points, "value": values.reindex(points).to_numpy()})


def compared_rolling(
    view: View, metric: Metric, filters: Filters, days: int, comparison: Comparison
) -> pd.DataFrame:
    """The same beside its baseline, day for day.

    Columns `period`, `value`, `baseline_period` and `baseline` (missing where there is none).
    """
    now = rolling(view, metric, filters, days)
    before = baseline_period(view, filters, comparison)
    if before is None:
        never = pd.Series(pd.NaT, index=now.index, dtype="datetime64[us]")
        return now.assign(baseline_period=never, baseline=float("nan"))
    then = rolling(view, metric, filters.within(before), days)
    return now.join(then.rename(columns={"period": "baseline_period", "value": "baseline"}))


def _from_earlier(filters: Filters, days: int) -> Filters:
    if filters.start is None:
        return filters
    earlier: dict[str, Any] = {"start": filters.start - timedelta(days=days - 1)}
    return replace(filters, **earlier)


def _sums(view: View, metric: Metric, filters: Filters, days: int) -> pd.DataFrame:
    """A column per measure: its total over the window that ends on each day."""
    adding = [name for name in metric.measures if name not in _PEOPLE]
    columns: dict[str, pd.Series] = {}
    if adding:
        daily = series(view, [_plain(name) for name in adding], filters, Grain.DAY)
        # Rounded, so that nothing is left of what has gone out of the window.
        sums = daily.set_index("period").rolling(days, min_periods=1).sum().round(4)
        columns |= {name: sums[name] for name in adding}
    for name in _PEOPLE.keys() & set(metric.measures):
        columns[name] = _people(view, filters, days, _PEOPLE[name])
    return pd.DataFrame(columns)


def _plain(measure: str) -> Metric:
    """A measure as a metric, so that the series of metrics is also that of measures."""
    zero = MEASURES[measure].zero
    return Metric(measure, measure, "", (measure,), one(measure), Format.COUNT, additive=zero)


def _people(view: View, filters: Filters, days: int, condition: Condition | None) -> pd.Series:
    found = view.frame(customers_within(days, filters, condition)).set_index(KEY)["entered"]
    release = view.release
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    index = pd.date_range(start, end, freq="D")
    steps = found.set_axis(pd.DatetimeIndex(found.index))
    return (
        steps.reindex(index.union(pd.DatetimeIndex(steps.index))).fillna(0).cumsum().reindex(index)
    )


def _evaluated(metric: Metric, sums: pd.DataFrame) -> pd.Series:
    """The metric's formula on columns instead of on a statement: it is plain arithmetic."""
    measures: Any = sums
    if isinstance(metric.formula, Ratio):
        bottom: Any = metric.formula.bottom(measures)
        quotient: pd.Series = metric.formula.top(measures) / bottom.where(bottom != 0)
        return quotient
    value: Any = metric.formula(measures)
    found: pd.Series = value
    return found
