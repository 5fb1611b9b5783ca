"""Metrics over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data.answers.kpis import baseline_period
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.periods import Comparison, Grain, Period, bucket_period, buckets
from data.queries.aggregate import KEY, grouped
from data.queries.groups import ByTime
from data.warehouse import View

# A century of days. A first day that was mistyped could ask for many more.
MAX_POINTS = 40_000


def series(view: View, metrics: Sequence[Metric], filters: Filters, grain: Grain) -> pd.DataFrame:
    """Columns `period` (first day of a point) and one per metric, oldest first.

    Points without rows are 0 for sums and counts, missing for ratios. FilterError where there are
    more than MAX_POINTS: leaving some out would be a series that does not add up.
    """
    statement = grouped(metrics, filters, ByTime(grain), last_day=view.release.last_day)
    found = view.frame(statement).set_index(KEY)
    found.index = pd.to_datetime(found.index)
    frame = found.reindex(pd.DatetimeIndex(_points(view, found.index, filters, grain)))
    for metric in metrics:
        if metric.fills_gaps and (found.empty or found[metric.name].notna().any()):
            frame[metric.name] = frame[metric.name].fillna(0)
    return frame.rename_axis("period").reset_index()


def compared_series(
    view: View, metric: Metric, filters: Filters, grain: Grain, comparison: Comparison
) -> pd.DataFrame:
    """One metric over time beside its baseline, point by point.

    Columns `period`, `value`, `partial` (the point is cut by the selection or by the end of the
    data), `baseline_period` and `baseline` (both missing where there is none).
    """
    now = series(view, [metric], filters, grain).rename(columns={metric.name: "value"})
    now["partial"] = [_is_partial(view, day.date(), filters, grain) for day in now["period"]]
    before = baseline_period(view, filters, comparison)
    if before is None:
        now["baseline_period"] = pd.Series(pd.NaT, index=now.index, dtype="datetime64[us]")
        now["baseline"] = float("nan")
        return now
    if _in_step(filters, grain):
        then = series(view, [metric], filters.within(before), grain)
        then = then.rename(columns={"period": "baseline_period", metric.name: "baseline"})
        return now.join(then)
    return _laid_over(view, metric, filters, grain, now=now, before=before)


def _in_step(filters: Filters, grain: Grain) -> bool:
    """Whether the nth point of both periods means the same: days, and months of whole months."""
    if grain is Grain.DAY or not (filters.start and filters.end):
        return True
    whole = Period(filters.start, filters.end).is_whole_months()
    return whole and grain is not Grain.WEEK


def _laid_over(
    view: View, metric: Metric, filters: Filters, grain: Grain, *, now: pd.DataFrame, before: Period
) -> pd.DataFrame:
    """The baseline's days moved onto the days they are compared with, then put into their points.

    Where points are cut, the nth point of both periods need not hold as many days: a week of the
    one would stand against three days of the other.
    """
    start, end = filters.start or before.start, filters.end or before.end
    later = (start - before.start).days
    group = ByTime(grain, later=later, end=end)
    statement = grouped([metric], filters.within(before), group, last_day=view.release.last_day)
    found = view.frame(statement).rename(columns={KEY: "period", metric.name: "baseline"})
    joined = now.merge(found.astype({"period": now["period"].dtype}), on="period", how="left")
    if metric.fills_gaps:
        joined = joined.fillna({"baseline": 0.0})
    then = joined["period"] - pd.Timedelta(days=later)
    joined["baseline_period"] = then.where(
        then >= pd.Timestamp(before.start), pd.Timestamp(before.start)
    )
    return joined


def _points(view: View, found: pd.Index, filters: Filters, grain: Grain) -> list[date]:
    """First days of all points of the selection, no further than the data reach."""
    release, known = view.release, [day.date() for day in found]
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    start, end = min([start, *known]), max([end, *known])
    if (end - start).days < MAX_POINTS or grain is not Grain.DAY:
        return buckets(Period(start, end), grain) if start <= end else []
    raise FilterError(
        f"From {start} to {end} there are more than {MAX_POINTS:,} days; choose weeks or months."
    )


def _is_partial(view: View, day: date, filters: Filters, grain: Grain) -> bool:
    whole, release = bucket_period(day, grain), view.release
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    return whole.start < start or whole.end > end
