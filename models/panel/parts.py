"""A ragged panel taken apart into blocks without blanks, so that methods see plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.features import FloatArray
from models.forecasters.recipes import RECIPES, Recipe
from models.series import SEASON

# log1p(sales / unit), with this many units in the average period: nearly a logarithm for ordinary
# periods, and no abyss at zero. The unit moves with the currency, and so does the forecast.
UNITS_PER_MEAN = 3.0
# So many days tell which weekdays a shop is closed on.
_FOUR_WEEKS = 28

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """Series that began together and are closed on the same weekdays.

    `values`: shape (series, periods), no blanks and nothing below zero; `calendar` holds the starts
    of all periods, those to come included; `open` says which of them count, and `values` has
    only those. `horizon` is how many of the calendar's last periods are to come.
    """

    values: FloatArray
    calendar: pd.DatetimeIndex
    open: BoolArray
    horizon: int

    @property
    def recipe(self) -> Recipe:
        """How a series of this frequency is learnt."""
        return RECIPES[str(self.calendar.freqstr)]

    @property
    def season(self) -> int:
        """How many values make one season."""
        freq = str(self.calendar.freqstr)
        return int(self.open[: SEASON["D"]].sum()) if freq == "D" else SEASON[freq]

    @property
    def history(self) -> int:
        """Periods of the calendar that have passed, whether they count or not."""
        return len(self.calendar) - self.horizon

    @property
    def ahead(self) -> int:
        """How many of the periods to come count."""
        return int(self.open[self.history :].sum())

    @property
    def ages(self) -> FloatArray:
        """Periods between each value and the last period of the history."""
        passed = np.flatnonzero(self.open[: self.history]).astype(np.float64)
        return self.history - 1.0 - passed

    @property
    def steps(self) -> FloatArray:
        """Periods from the end of the history to each that is to come and counts."""
        return np.flatnonzero(self.open[self.history :]).astype(np.float64) + 1.0

    def logs(self) -> tuple[FloatArray, FloatArray]:
        """The values as logarithms, and the unit of each series, shape (series, 1)."""
        unit = self.values.sum(axis=1, keepdims=True) / (self.history * UNITS_PER_MEAN)
        unit = np.where(unit > 0, unit, 1.0)
        return np.log1p(self.values / unit), unit


Continue = Callable[[Part], FloatArray]


def sales(logs: FloatArray, unit: FloatArray) -> FloatArray:
    """Logarithms as values again; nothing falls below zero."""
    # A series that multiplies by a million within the horizon has run away.
    found: FloatArray = np.expm1(np.clip(logs, 0.0, 15.0)) * unit
    return found


def each(
    history: FloatArray, index: pd.DatetimeIndex, horizon: int, go_on: Continue, *, least: int = 1
) -> FloatArray:
    """What `go_on` says of every part, put together: shape (series, horizon).

    Blank where a series has fewer than `least` values; 0 on weekdays on which it never sold.
    """
    found = np.full((len(history), horizon), np.nan)
    for rows, part in parts(history, index, horizon):
        if part.values.shape[1] >= least:
            future = part.open[part.history :]
            answer = np.zeros((len(rows), horizon))
            answer[:, future] = np.maximum(go_on(part), 0.0)
            found[rows] = answer
    return found


def parts(
    history: FloatArray, index: pd.DatetimeIndex, horizon: int
) -> Iterator[tuple[npt.NDArray[np.intp], Part]]:
    """Rows of the panel that can be calculated together, and their values."""
    begun = ~np.isnan(history)
    starts = np.where(begun.any(axis=1), begun.argmax(axis=1), -1)
    whole = _calendar(index[0], len(index) + horizon, str(index.freqstr))
    for start in np.unique(starts[starts >= 0]):
        rows = np.flatnonzero(starts == start)
        values = np.maximum(history[rows, start:], 0.0)
        calendar = whole[start:]
        for same, mask in _patterns(values, calendar, horizon):
            held = values[same][:, mask[: values.shape[1]]]
            yield rows[same], Part(held, calendar, mask, horizon)


@lru_cache(maxsize=64)
def _calendar(first: pd.Timestamp, periods: int, freq: str) -> pd.DatetimeIndex:
    """Period starts; kept, since every method asks for the same at every origin."""
    return pd.date_range(first, periods=periods, freq=freq)


def _patterns(
    values: FloatArray, calendar: pd.DatetimeIndex, horizon: int
) -> Iterator[tuple[npt.NDArray[np.intp], BoolArray]]:
    """Series by the weekdays on which they ever sold something, and the days that leaves."""
    days = len(calendar) - horizon
    everything = np.ones(len(calendar), dtype=bool)
    if calendar.freqstr != "D" or days < _FOUR_WEEKS:
        yield np.arange(len(values)), everything
        return
    weekday = calendar.day_of_week.to_numpy()
    sold = values @ np.eye(7)[weekday[:days]] > 0
    sold[~sold.any(axis=1)] = True
    kinds, which = np.unique(sold, axis=0, return_inverse=True)
    for kind, mask in enumerate(kinds):
        yield np.flatnonzero(which.ravel() == kind), mask[weekday]
