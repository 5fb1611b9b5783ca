"""When orders come, hour by hour and weekday by weekday; and a metric's parts over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from data.answers.breakdown import breakdown
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Metric
from data.metrics import METRICS
from data.periods import Grain, Period
from data.queries.aggregate import KEY
from data.queries.patterns import HOURS, MOST_PARTS, by_hour, by_part
from data.warehouse import View

TOP = 5
OTHER = "All others"
MEASURED = ("orders", "net_sales", "average_order_value")
_SUMS = ("orders", "demand_sales", "net_sales_by_order")


def known_days(view: View, filters: Filters) -> Period | None:
    """The days of the selection that the data know; None where there are none."""
    release = view.release
    start = max(filters.start or release.first_day, release.first_day)
    end = min(filters.end or release.last_day, release.last_day)
    return Period(start, end) if start <= end else None


def hours(view: View, filters: Filters) -> pd.DataFrame:
    """All 168 hours of the week: `weekday` (0 is Monday), `hour`, `days` and the MEASURED.

    Orders and net sales are averages over the `days` of that weekday in the period, so that a
    weekday which it holds once more is not higher for it; missing where it holds none. Net sales
    are those of the order's hour, with whatever was taken back of it since.
    """
    return _averaged(_sums(view, filters), ["weekday", "hour"])


def weekdays(view: View, filters: Filters) -> pd.DataFrame:
    """The seven weekdays: `weekday`, `days` and the MEASURED, reckoned as in `hours`."""
    return _averaged(_sums(view, filters), ["weekday"])


def has_hours(frame: pd.DataFrame) -> bool:
    """Whether orders have a time of day; where none has, all seem to come at midnight."""
    return bool((frame.loc[frame["hour"] > 0, "orders"] > 0).any())


def _sums(view: View, filters: Filters) -> pd.DataFrame:
    """The week's hours with sums, and how often the period holds their weekday."""
    metrics = [METRICS[name] for name in _SUMS]
    statement = by_hour(metrics, filters, last_day=view.release.last_day)
    found = view.frame(statement).set_index(KEY)[list(_SUMS)]
    whole = found.reindex(range(7 * HOURS)).fillna(0.0).reset_index(names="slot")
    counted = _days_of(known_days(view, filters))
    weekday = whole["slot"] // HOURS
    return whole.assign(weekday=weekday, hour=whole["slot"] % HOURS, days=weekday.map(counted))


def _days_of(period: Period | None) -> dict[int, int]:
    """Weekday -> how often the period holds it."""
    if period is None:
        return dict.fromkeys(range(7), 0)
    whole, rest = divmod(period.days, 7)
    extra = {(period.start + timedelta(days=n)).weekday() for n in range(rest)}
    return {weekday: whole + (weekday in extra) for weekday in range(7)}


def _averaged(sums: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    rows = sums.groupby(by, as_index=False).agg(
        {"days": "first"} | {name: "sum" for name in _SUMS if name not in by}
    )
    days, orders = rows["days"].where(rows["days"] > 0), rows["orders"].where(rows["orders"] > 0)
    averages = {
        "orders": rows["orders"] / days,
        "net_sales": rows["net_sales_by_order"] / days,
        "average_order_value": rows["demand_sales"] / orders,
    }
    return rows[[*by, "days"]].assign(**averages)


@dataclass(frozen=True, slots=True)
class Split:
    """A metric's largest parts over time.

    `frame` has `period`, `part` and `value`, part by part, the largest first. `others` is how many
    values of the dimension are not named: they stand together as OTHER where `adds_up`, and are
    left out where parts do not add up to the whole (averages, different customers, orders paid in
    several ways).
    """

    frame: pd.DataFrame
    parts: tuple[str, ...]
    others: int
    adds_up: bool


def split(
    view: View, metric: Metric, filters: Filters, grain: Grain, dimension: Dimension
) -> Split:
    """The metric by time for the five largest values of a dimension."""
    ranked = breakdown(view, [metric], filters, dimension)
    named = [str(key) for key in ranked["key"].head(TOP)]
    others = len(ranked) - len(named)
    adds_up = metric.additive and dimension is not Dimension.PAYMENT_METHOD
    points = series(view, [metric], filters, grain)["period"]
    statement = by_part(
        metric,
        filters,
        grain,
        dimension=dimension,
        parts=named,
        last_day=view.release.last_day,
    )
    found = view.frame(statement)
    keys = found[KEY].astype("int64")
    found = found.assign(
        period=pd.to_datetime(keys // MOST_PARTS, unit="D").astype(points.dtype),
        place=keys % MOST_PARTS,
    )
    table = found.set_index(["period", "place"])[metric.name].unstack()
    shown = named + [OTHER] * (adds_up and others > 0)
    table = table.reindex(index=pd.Index(points), columns=range(len(shown)))
    table = table.fillna(0.0) if metric.fills_gaps else table
    long = [
        pd.DataFrame({"period": points, "part": part, "value": table[place].to_numpy()})
        for place, part in enumerate(shown)
    ]
    empty = pd.DataFrame({"period": points.head(0), "part": [], "value": []})
    return Split(pd.concat(long) if long else empty, tuple(shown), others, adds_up)
