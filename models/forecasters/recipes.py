"""What the regression looks at, for months, weeks and days.

Each column has a penalty: a coefficient moves away from zero only as far as the data insist. The
numbers below were set on public retail series (see `tests/real`), none on a single shop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models import calendar_features as calendar
from models.features import FloatArray


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a frequency is learnt.

    `year`: periods in a year. `half_life`: periods after which an observation counts half.
    `memory`: weight of a residual against the one after it, in the level correction. `carry`: share
    of that correction still believed one period later. `damping`: share of the trend that each
    further period keeps. `look`: periods ahead on which damping is
    chosen. `drift`: growth of the error's variance per period ahead.
    """

    year: float
    half_life: float
    memory: float
    carry: float
    damping: float
    look: int
    drift: float


RECIPES = {
    "MS": Recipe(12.0, 24.0, 0.7, 0.97, 0.9, 6, 0.1),
    "W-MON": Recipe(52.18, 104.0, 0.85, 0.98, 0.95, 8, 0.03),
    "D": Recipe(365.25, 270.0, 0.92, 0.995, 0.97, 21, 0.005),
}

_WAVES = 6
_SEASON = 0.05
_EVENT = 0.05


def columns(
    index: pd.DatetimeIndex, history: int, country: str | None
) -> tuple[FloatArray, FloatArray]:
    """Season and calendar of the periods, and a penalty for each column.

    `history` is the number of periods to learn from: what they cannot show is left out.
    """
    build = {"MS": _months, "W-MON": _weeks, "D": _days}[str(index.freqstr)]
    parts = build(index, history, country)
    if not parts:
        return np.empty((len(index), 0)), np.empty(0)
    penalties = [np.broadcast_to(penalty, block.shape[1:]) for block, penalty in parts]
    return np.hstack([block for block, _ in parts]), np.concatenate(penalties)


_Parts = list[tuple[FloatArray, FloatArray | float]]


def _months(index: pd.DatetimeIndex, history: int, country: str | None) -> _Parts:
    """Month dummies, trading days, Easter; holidays stay in the same month, so none of them."""
    del country
    if history < 12:
        return []
    penalty = np.array([0.4, *[10.0] * 6, 1.0])
    return [(calendar.month_dummies(index), _SEASON), (calendar.monthly(index), penalty)]


def _weeks(index: pd.DatetimeIndex, history: int, country: str | None) -> _Parts:
    found: _Parts = [(calendar.events(index, 7, country), _EVENT)]
    return [*found, *_waves(index, history >= 52)]


def _days(index: pd.DatetimeIndex, history: int, country: str | None) -> _Parts:
    found: _Parts = [(calendar.events(index, 1, country), _EVENT)]
    if history >= 7:
        found.append((calendar.weekday_dummies(index), _SEASON))
    return [*found, *_waves(index, history >= 365)]


def _waves(index: pd.DatetimeIndex, a_year: bool) -> _Parts:
    if not a_year:
        return []
    # Fast waves have to be wanted more: the penalty grows with the square of the speed.
    speed = np.arange(1, _WAVES + 1, dtype=np.float64) ** 2
    return [(calendar.yearly_waves(index, _WAVES), _SEASON * np.tile(speed, 2))]
