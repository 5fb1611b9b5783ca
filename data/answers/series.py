"""Metrics over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.answers.known import known_of
from data.answers.kpis import baseline_period
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.once import made_once, with_days, with_points
from data.periods import Comparison, Cut, Grain, Period, bucket_period, buckets
from data.prepared import prepared
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
    together = with_points(metrics, grain)
    key = ("points", view.release.id, view.scope, filters, grain, *(m.name for m in together))
    found = made_once(key, lambda: _series(view, together, filters, grain))
    return found[["period", *(m.name for m in metrics)]].copy()


def _series(view: View, metrics: Sequence[Metric], filters: Filters, grain: Grain) -> pd.DataFrame:
    period = filters.period
    asked = with_days(period, grain)
    wide = filters if asked == period else filters.within(asked)
    found = view.frame(prepared(grouped, metrics, wide, ByTime(grain), **known_of(view)))
    days = pd.DatetimeIndex(found[KEY])
    # Who asked for more has days of others among them; a week may begin before its period.
    known = days[_between(days, period)] if period and wide is not filters else days
    points = pd.DatetimeIndex(_points(view, known, filters, grain), name="period")
    rows = days.get_indexer(points)
    columns = {m.name: _at(found[m.name].to_numpy(), rows, m) for m in metrics}
    return pd.DataFrame({"period": points, **columns})


def _between(days: pd.DatetimeIndex, period: Period) -> np.ndarray:
    """Which of the days lie in the period."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return (days >= start) & (days <= end)


def _at(values: np.ndarray, rows: np.ndarray, metric: Metric) -> np.ndarray:
    """The values of these rows; -1 stands for a point without one.

    Array by array: a frame of twenty metrics takes twenty times as long to lay out anew.
    """
    if (rows >= 0).all():
        placed: np.ndarray = values[rows]
    else:
        placed = np.where(rows >= 0, values[rows], np.nan) if len(values) else rows * np.nan
    if metric.fills_gaps and not (len(values) and np.isnan(values).all()):
        placed = np.where(np.isnan(placed), 0, placed)
    return placed


def compared_series(
    view: View, metric: Metric, filters: Filters, grain: Grain, comparison: Comparison
) -> pd.DataFrame:
    """One metric over time beside its baseline, point by point.

    Columns `period`, `value`, `cut` (why the point does not hold all its days, see `Cut`; empty
    where it does), `partial` (whether it is cut), `baseline_period` and `baseline` (both missing
    where there is none).
    """
    now = series(view, [metric], filters, grain).rename(columns={metric.name: "value"})
    now["cut"] = _cuts(view, now["period"].dt.date.tolist(), filters, grain)
    now["partial"] = now["cut"] != ""
    before = baseline_period(view, filters, comparison)
    if before is None:
        now["baseline_period"] = pd.Series(pd.NaT, index=now.index, dtype="datetime64[us]")
        now["baseline"] = float("nan")
        return now
    if comparison is Comparison.LAST_YEAR and grain is Grain.DAY:
        return _by_date(view, metric, filters.within(before), now)
    if _in_step(filters, grain, comparison):
        then = series(view, [metric], filters.within(before), grain)
        then = then.rename(columns={"period": "baseline_period", metric.name: "baseline"})
        return now.join(then)
    later = _later(filters, before, comparison)
    return _laid_over(view, metric, filters, grain, now=now, before=before, later=later)


def _by_date(view: View, metric: Metric, before: Filters, now: pd.DataFrame) -> pd.DataFrame:
    """Each day beside the same date of the year before; 29 February beside the 28th."""
    then = series(view, [metric], before, Grain.DAY)
    then = then.rename(columns={"period": "baseline_period", metric.name: "baseline"})
    year_before = now["period"] - pd.DateOffset(years=1)
    now["baseline_period"] = year_before.astype(then["baseline_period"].dtype)
    return now.merge(then, on="baseline_period", how="left")


def _in_step(filters: Filters, grain: Grain, comparison: Comparison) -> bool:
    """Whether the nth point of both periods means the same: days, and months of whole months."""
    if grain is Grain.DAY or filters.period is None:
        return True
    by_date = comparison in (Comparison.PREVIOUS, Comparison.LAST_YEAR)
    return by_date and filters.period.is_whole_months() and grain is not Grain.WEEK


@dataclass(frozen=True, slots=True)
class _Later:
    """How much later the days of a baseline are shown."""

    days: int = 0
    years: int = 0

    def before(self, points: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
        """The days that are shown on these."""
        moved: pd.Series[pd.Timestamp] = points - pd.DateOffset(days=self.days, years=self.years)
        return moved


def _later(filters: Filters, before: Period, comparison: Comparison) -> _Later:
    if comparison is Comparison.LAST_YEAR:
        return _Later(years=1)
    return _Later(days=((filters.start or before.start) - before.start).days)


def _laid_over(
    view: View,
    metric: Metric,
    filters: Filters,
    grain: Grain,
    *,
    now: pd.DataFrame,
    before: Period,
    later: _Later,
) -> pd.DataFrame:
    """The baseline's days moved onto the days they are compared with, then put into their points.

    Where points are cut, the nth point of both periods need not hold as many days: a week of the
    one would stand against three days of the other.
    """
    end = filters.end or before.end
    group = ByTime(grain, later=later.days, years=later.years, end=end)
    statement = grouped([metric], filters.within(before), group, **known_of(view))
    found = view.frame(statement).rename(columns={KEY: "period", metric.name: "baseline"})
    joined = now.merge(found.astype({"period": now["period"].dtype}), on="period", how="left")
    if metric.fills_gaps:
        joined = joined.fillna({"baseline": 0.0})
    then = later.before(joined["period"])
    then = then.where(then >= pd.Timestamp(before.start), pd.Timestamp(before.start))
    # A shorter month, or a year without a 53rd week, ends before the last points have a baseline.
    known = then <= pd.Timestamp(before.end)
    joined["baseline"] = joined["baseline"].where(known)
    joined["baseline_period"] = then.where(known)
    return joined


def _points(view: View, found: pd.DatetimeIndex, filters: Filters, grain: Grain) -> list[date]:
    """First days of all points of the selection, no further than the data reach."""
    release = view.release
    known = [found.min().date(), found.max().date()] if len(found) else []
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    start, end = min([start, *known]), max([end, *known])
    if (end - start).days < MAX_POINTS or grain is not Grain.DAY:
        return buckets(Period(start, end), grain) if start <= end else []
    raise FilterError(
        f"From {start} to {end} there are more than {MAX_POINTS:,} days; choose weeks or months."
    )


def _cuts(view: View, points: list[date], filters: Filters, grain: Grain) -> list[str]:
    """Of each point why it does not hold all its days; only the outermost ones can be cut."""
    release = view.release
    first = max(filters.start or release.first_day, release.first_day)
    last = min(filters.end or release.last_day, release.last_day)
    followed = [*points[1:], date.max]
    return [
        "" if first <= day and after <= last else _cut(view, day, filters, grain)
        for day, after in zip(points, followed, strict=True)
    ]


def _cut(view: View, day: date, filters: Filters, grain: Grain) -> str:
    """Why the point that begins on the day does not hold all its days; empty where it does."""
    whole, release = bucket_period(day, grain), view.release
    first, last = filters.start or release.first_day, filters.end or release.last_day
    if whole.end > release.last_day and last >= release.last_day:
        return Cut.UNFINISHED
    if whole.start < first or whole.end > last:
        # Data that begin with the chosen days, or after them, are what cuts the first point.
        begun = whole.end <= last and first <= release.first_day
        return Cut.BEGINNING if begun else Cut.CHOSEN
    return Cut.BEGINNING if whole.start < release.first_day else ""
