"""Single days: what they had, and what made them different from the same weekdays before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.answers.rolling import is_mean
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.metrics import METRICS
from data.periods import Grain
from data.queries.differences import Held, largest_differences, same_weekdays
from data.warehouse import View

# From the coarsest to the finest: of two that explain a day equally well, the first is named.
DIMENSIONS = (
    Dimension.COUNTRY,
    Dimension.CHANNEL,
    Dimension.SEGMENT,
    Dimension.CATEGORY,
    Dimension.PRODUCT,
)
# A driver makes up at least half of the difference, and 40 points more of it than of a usual day:
# where everything rose alike, the largest country has done nothing of its own.
LEAST_SHARE, LEAST_SURPRISE = 0.5, 0.4

# What orders are worth in the terms of a metric that is made of these measures.
_BASES = (
    ({"gross", "discount"}, "demand_sales"),
    ({"gross"}, "gross_sales"),
    ({"quantity"}, "units"),
)


@dataclass(frozen=True, slots=True)
class Driver:
    """What explains a day: a value of a dimension, and how orders changed.

    `dimension` and `label` are empty where the difference is spread over all of them; `share` is
    the part of the difference that the value makes up. `change` is "more orders", "smaller orders"
    and so on; empty where the metric is not made of orders.
    """

    dimension: str = ""
    label: str = ""
    share: float | None = None
    change: str = ""


def can_be_judged(metric: Metric) -> bool:
    """Whether the metric is a sum, so that a day's difference can be traced to its parts."""
    return is_mean(metric)


def daily(view: View, metric: Metric, filters: Filters, history: int) -> pd.DataFrame:
    """Columns `period`, `value`, `orders` and `base`: the period's days and `history` before them.

    `base` is what orders are worth in the metric's own terms, missing where that is nothing.
    FilterError for ratios, distinct customers and whatever else is no sum.
    """
    if not can_be_judged(metric):
        raise FilterError(
            f"{metric.label} is no sum: unusual days are looked for in sums and counts of orders."
        )
    base = _base(metric)
    wanted = dict.fromkeys([metric.name, "orders", *([base] if base else [])])
    asked = [metric if name == metric.name else METRICS[name] for name in wanted]
    frame = series(view, asked, _reaching_back(filters, history), Grain.DAY)
    if frame[metric.name].isna().all() and len(frame):
        raise FilterError(f"{metric.label}: {metric.null_rule}.")
    columns = {"value": frame[metric.name], "orders": frame["orders"]}
    columns["base"] = frame[base] if base else pd.Series(float("nan"), index=frame.index)
    return frame[["period"]].assign(**columns)


def _base(metric: Metric) -> str:
    """The metric that says what the orders behind a sum were worth."""
    return next((name for needed, name in _BASES if needed <= set(metric.measures)), "")


def _reaching_back(filters: Filters, history: int) -> Filters:
    if filters.start is None:
        return filters
    earlier: dict[str, Any] = {"start": filters.start - timedelta(days=history)}
    return replace(filters, **earlier)


def drivers(
    view: View,
    metric: Metric,
    filters: Filters,
    days: Sequence[date],
    *,
    frame: pd.DataFrame,
    weeks: int,
) -> dict[date, Driver]:
    """Day -> what explains it, against the mean of the same weekday in the `weeks` before.

    `frame` is that of `daily`, and holds those weeks of every day.
    """
    by_day = frame.set_index(frame["period"].dt.date)[["value", "orders", "base"]]
    found: dict[date, Driver] = {}
    held: dict[date, tuple[Held, float, float]] = {}
    for day in days:
        against = same_weekdays(day, weeks, 1).against
        now, then = by_day.loc[[day]].iloc[0], by_day.loc[list(against)].mean()
        gap = float(now["value"] - then["value"])
        if gap:
            held[day] = Held(day, against, 1 if gap > 0 else -1), gap, float(then["value"])
        found[day] = Driver(change=_change(metric, now, then) if gap else "")
    for day, part in _parts(view, metric, filters, held):
        found[day] = replace(part, change=found[day].change)
    return found


def _parts(
    view: View, metric: Metric, filters: Filters, held: dict[date, tuple[Held, float, float]]
) -> Iterator[tuple[date, Driver]]:
    """The value that makes up most of each day's difference beyond its usual part, if one does."""
    best: dict[date, tuple[float, Driver]] = {}
    for dimension, day, label, value, usual in _differences(view, metric, filters, held):
        _, gap, whole = held[day]
        share = (value - usual) / gap
        surprise = share - (max(usual, 0.0) / whole if whole > 0 else 0.0)
        enough = share >= LEAST_SHARE and surprise >= LEAST_SURPRISE
        # A little more explained is not worth a finer name.
        if enough and surprise > best.get(day, (0.0, Driver()))[0] + 0.005:
            best[day] = surprise, Driver(dimension.label, label, share)
    for day, (_, driver) in best.items():
        yield day, driver


def _differences(
    view: View, metric: Metric, filters: Filters, held: dict[date, tuple[Held, float, float]]
) -> Iterator[tuple[Dimension, date, str, float, float]]:
    whole = [one for one, _, _ in held.values()]
    for dimension in DIMENSIONS if whole else ():
        try:
            statement = largest_differences(
                metric, filters, dimension, whole, last_day=view.release.last_day
            )
        except FilterError:  # not known by this dimension; others may explain the day
            continue
        for row in view.frame(statement).itertuples():
            day: Any = row.day
            yield dimension, day.date(), str(row.label), float(row.value), float(row.usual)  # type: ignore[arg-type]


def _change(metric: Metric, now: pd.Series, then: pd.Series) -> str:
    """Orders, what they are worth, or what is taken off them: whichever moved the value most."""
    gap = now["value"] - then["value"]
    sign = math.copysign(1.0, gap)
    if pd.isna(now["base"]):
        return ""
    orders, worth = _of_orders(now, then)
    words = {
        ("more orders" if sign > 0 else "fewer orders"): orders,
        ("larger orders" if sign > 0 else "smaller orders"): worth,
    }
    if any("reversed" in measure for measure in metric.measures):
        rest = gap - (now["base"] - then["base"])
        words["fewer reversals" if sign > 0 else "more reversals"] = rest
    return max(words, key=lambda word: words[word] * sign)


def _of_orders(now: pd.Series, then: pd.Series) -> tuple[float, float]:
    """How much of the change of `base` comes from the number of orders, and from their worth.

    The logarithmic mean splits it exactly, and in no order; where one day has no sales at all, it
    is the orders that came or stayed away.
    """
    change = float(now["base"] - then["base"])
    if min(now["base"], then["base"], now["orders"], then["orders"]) <= 0 or not change:
        return change, 0.0
    mean = change / math.log(now["base"] / then["base"])
    orders = mean * math.log(now["orders"] / then["orders"])
    return orders, change - orders
