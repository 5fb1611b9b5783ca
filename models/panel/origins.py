"""Rolling origins: what every method would have said in the past of every series of a panel.

Tashman (2000). The panel is cut before each origin, so nothing behind it can be learnt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.features import FloatArray
from models.panel.parts import BoolArray
from models.panel.protocol import PanelMethod
from models.series import SEASON

# A forecast from less than this says more about the shortage than about the method.
LEAST_HISTORY = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Longest horizon that is looked at, number of whole origins, and periods between them."""

    horizon: int
    folds: int
    every: int


# The latest periods that are learnt from: ten years of months; more was no better, only slower.
LONGEST = {"MS": 120, "W-MON": 313, "D": 1461}
USUAL = {"MS": Plan(6, 12, 3), "W-MON": Plan(13, 12, 3), "D": Plan(28, 12, 7)}


@dataclass(frozen=True, slots=True)
class Past:
    """What was forecast and what came.

    `origins`: periods that lay before each, ascending, shape (origins,); the last ones may lie so
    late that only their first steps are known. `yhat`: shape (methods, origins, series, steps),
    blank where a method could not answer. `actual`: shape (origins, series, steps), blank where it
    is not known yet or the series was too short at that origin.
    """

    origins: npt.NDArray[np.intp]
    yhat: FloatArray
    actual: FloatArray

    @property
    def known(self) -> BoolArray:
        """Where there is something to compare with, shape (origins, series, steps)."""
        return np.asarray(~np.isnan(self.actual))

    def before(self, origin: int) -> BoolArray:
        """Which of the actuals were known at that origin: shape (origins, 1, steps)."""
        last = self.origins[:, None, None] + np.arange(self.actual.shape[2])
        return last < origin


def origins_of(periods: int, horizon: int, freq: str) -> npt.NDArray[np.intp]:
    """Where a panel of so many periods is cut: whole horizons first, then what is left of them."""
    usual = USUAL[freq]
    ahead = min(horizon, usual.horizon)
    first = periods - ahead - (usual.folds - 1) * usual.every
    found = np.arange(first, periods, usual.every)
    return found[found >= 3]


def least_history(periods: npt.NDArray[np.intp], freq: str) -> npt.NDArray[np.intp]:
    """Periods that a series keeps to learn from: half of what it has, a season and a half at most.

    A little over one season is kept even where that is more than half, as long as a quarter of
    the history is left to test on: what is learnt with a season says nothing of what is without.
    """
    season = SEASON[freq]
    spared = periods - np.maximum(4, periods // 4)
    most = max(int(season * 1.5), LEAST_HISTORY)
    wanted = np.maximum(periods // 2, np.minimum(season + 1, spared))
    return np.clip(wanted, LEAST_HISTORY, most)


def rolled(
    methods: Sequence[PanelMethod],
    values: FloatArray,
    index: pd.DatetimeIndex,
    horizon: int,
    step: Callable[[float], None],
) -> Past:
    """Every method at every origin; `values`: shape (series, periods), blank before a beginning."""
    freq = str(index.freqstr)
    ahead = min(horizon, USUAL[freq].horizon)
    origins = origins_of(values.shape[1], horizon, freq)
    yhat = np.full((len(methods), len(origins), len(values), ahead), np.nan)
    for number, origin in enumerate(origins):
        for place, method in enumerate(methods):
            yhat[place, number] = method.predict(values[:, :origin], index[:origin], ahead)
        step((number + 1) / len(origins))
    return Past(origins, yhat, _actual(values, origins, ahead, freq))


def _actual(values: FloatArray, origins: npt.NDArray[np.intp], ahead: int, freq: str) -> FloatArray:
    periods = values.shape[1]
    begun = (~np.isnan(values)).sum(axis=1)
    enough = periods - begun + least_history(begun, freq)
    padded = np.hstack([values, np.full((len(values), ahead), np.nan)])
    found = np.full((len(origins), len(values), ahead), np.nan)
    for number, origin in enumerate(origins):
        old = enough <= origin
        found[number, old] = padded[old, origin : origin + ahead]
    return found
