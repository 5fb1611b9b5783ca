"""What a shop sold against what it wants to sell: month by month, and within one month.

Targets are for the whole shop and for net sales on the day they happened, reversals on their own
day, as finance reports them. No filter applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from data.answers.series import series
from data.filters import Filters
from data.metrics import metric
from data.pacing import LEAST_DAYS, Pace, Shape, days_of, shares, weights, window
from data.periods import Grain, Period, buckets, month_end
from data.release_info import ReleaseInfo
from data.warehouse import View

NET_SALES = "net_sales"
_CENT = Decimal("0.0001")
_NOTHING = Decimal(0)

Targets = Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class Paced:
    """A month's pace, its shape, and both day by day.

    `frame`: `day`, `actual` (sold up to it; missing from the day on that the data do not know) and
    `expected` (of the target; missing without one).
    """

    month: date
    pace: Pace | None
    shape: Shape
    frame: pd.DataFrame


def months(view: View, targets: Targets) -> pd.DataFrame:
    """Every month from the first target to the last, whether it has one or not, oldest first.

    Columns `period`, `target`, `actual` (missing where the data know no day), `attainment`, `gap`
    (sold beyond the target), `known` and `days` (of the month).
    """
    span = Period(min(targets), month_end(max(targets)))
    sold = _sold(view, span, Grain.MONTH)
    rows = [_month(view.release, month, targets, sold) for month in buckets(span, Grain.MONTH)]
    frame = pd.DataFrame(rows)
    amounts = dict.fromkeys(("target", "actual", "attainment", "gap"), float)
    return frame.astype({"period": "datetime64[us]", **amounts})


def _month(
    release: ReleaseInfo, month: date, targets: Targets, sold: Mapping[date, Decimal]
) -> dict[str, object]:
    whole = Period(month, month_end(month))
    target, actual = targets.get(month), sold.get(month)
    attainment = gap = None
    if target is not None and actual is not None:
        attainment, gap = float(actual / target), float(actual - target)
    return {
        "period": pd.Timestamp(month),
        "target": target,
        "actual": actual,
        "attainment": attainment,
        "gap": gap,
        "known": _known(release, whole),
        "days": whole.days,
    }


def _known(release: ReleaseInfo, month: Period) -> int:
    """How many of the month's days lie within the data."""
    start, end = max(month.start, release.first_day), min(month.end, release.last_day)
    return max((end - start).days + 1, 0)


def month_in_sight(release: ReleaseInfo, chosen: Period) -> date:
    """The month in which the chosen period ends, no later and no earlier than the data."""
    return max(min(chosen.end, release.last_day), release.first_day).replace(day=1)


def paced(view: View, month: date, target: Decimal | None, wanted: Shape) -> Paced:
    """How a month that the data reach goes; without a target, only what was sold."""
    whole = Period(month, month_end(month))
    shape, reached = _shape(view, whole, wanted)
    sold = _sold(view, whole, Grain.DAY)
    so_far, rows = _NOTHING, []
    known_to = min(view.release.last_day, whole.end)
    for day, share in zip(days_of(whole), reached, strict=True):
        so_far += sold.get(day, _NOTHING)
        rows.append(
            {
                "day": pd.Timestamp(day),
                "actual": float(so_far) if day <= known_to else None,
                "expected": None if target is None else float(target * share),
            }
        )
    known = (known_to - whole.start).days + 1
    pace = None if target is None else Pace(target, so_far, known, whole.days, reached[known - 1])
    frame = pd.DataFrame(rows).astype({"day": "datetime64[us]", "actual": float, "expected": float})
    return Paced(month, pace, shape, frame)


def _shape(view: View, month: Period, wanted: Shape) -> tuple[Shape, list[Decimal]]:
    """The first shape of which enough is known, and the part reached by each day."""
    for shape in dict.fromkeys((wanted, Shape.WEEKDAYS)):
        before = window(month, shape)
        if _is_known(view.release, before, shape):
            counts = weights(month, shape, _sold(view, before, Grain.DAY))
            if any(counts):
                return shape, shares(counts)
    return Shape.EVEN, shares(weights(month, Shape.EVEN, {}))


def _is_known(release: ReleaseInfo, before: Period, shape: Shape) -> bool:
    if shape is Shape.LAST_YEAR:
        return before.start >= release.first_day
    return _known(release, before) >= LEAST_DAYS


def _sold(view: View, period: Period, grain: Grain) -> dict[date, Decimal]:
    """Net sales of the whole shop: first day of a point -> amount, only where the data reach."""
    release = view.release
    start, end = max(period.start, release.first_day), min(period.end, release.last_day)
    if end < start:
        return {}
    frame = series(view, [metric(NET_SALES)], Filters(start, end), grain)
    return {
        day.date(): Decimal(str(amount)).quantize(_CENT)
        for day, amount in zip(frame["period"], frame[NET_SALES].fillna(0.0), strict=True)
    }
