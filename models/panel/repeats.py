"""Methods that repeat the past: the last value, the last season, with and without growth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.features import FloatArray
from models.panel.parts import Part, each

# Half a season tells how this year compares with the last; growth beyond this is a new shop.
_LEAST_GROWTH, _MOST_GROWTH = 0.5, 2.0
_WEEKS_OF_YEAR = 52


class LastValue:
    """The next values are the last one."""

    name = "Naive"

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The last value, repeated."""
        return each(history, index, horizon, _last)


class LastSeason:
    """The next values are those of one season ago: the baseline every forecast has to beat."""

    name = "Seasonal naive"

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """Same month or week last year, same weekday last week; blank without a whole season."""
        return each(history, index, horizon, _season)


class Drift:
    """A line from the first value to the last goes on."""

    name = "Drift"

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The last value, and the average change of the history for every step."""
        return each(history, index, horizon, _drift, least=2)


class LastYearWithGrowth:
    """Last year's values, grown as the latest part of the year has grown against the year before.

    For days it is the same weekday 52 weeks ago.
    """

    name = "Last year with growth"

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """Blank without a year, and half a year (days: eight weeks) before it to compare."""
        return each(history, index, horizon, _grown)


def _last(part: Part) -> FloatArray:
    return np.repeat(part.values[:, -1:], part.ahead, axis=1)


def _season(part: Part) -> FloatArray:
    return _repeated(part.values, part.season, part.ahead)


def _repeated(values: FloatArray, season: int, ahead: int) -> FloatArray:
    n = values.shape[1]
    if n < season:
        return np.full((len(values), ahead), np.nan)
    found: FloatArray = values[:, n - season + np.arange(ahead) % season]
    return found


def _drift(part: Part) -> FloatArray:
    values, n = part.values, part.values.shape[1]
    slope = (values[:, -1:] - values[:, :1]) / (n - 1)
    found: FloatArray = values[:, -1:] + slope * np.arange(1, part.ahead + 1)
    return found


def _grown(part: Part) -> FloatArray:
    daily = part.calendar.freqstr == "D"
    year = part.season * _WEEKS_OF_YEAR if daily else part.season
    look = part.season * 8 if daily else part.season // 2
    values, n = part.values, part.values.shape[1]
    if n < year + look:
        return np.full((len(values), part.ahead), np.nan)
    now = values[:, n - look :].sum(axis=1)
    before = values[:, n - look - year : n - year].sum(axis=1)
    known = before > 0
    growth = np.where(known, now / np.where(known, before, 1.0), 1.0)
    growth = np.clip(growth, _LEAST_GROWTH, _MOST_GROWTH)
    return _repeated(values, year, part.ahead) * growth[:, None]
