"""Gradient boosting on lags, learned over all series of a panel at once.

One model for every series and step (a "global, direct" forecaster; Montero-Manso and Hyndman 2021;
this kind of trees won the M5 competition on daily retail sales, Makridakis and others 2022). Each
row is one series at one origin, looking some steps ahead: what it sold around then, against its own
recent level, and what the calendar knows of the day that is asked. Trees from scikit-learn (Ke and
others 2017 for the histograms). It takes seconds and imports scikit-learn, so training and commands
hand it in; pages never do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from models import calendar_features as calendar
from models.features import FloatArray
from models.series import SEASON
from models.shortage import YEAR

IntArray = npt.NDArray[np.intp]

# Same weekdays (or weeks) before the one that is asked, and how many latest periods are averaged.
_REPEATS = {"D": 6, "W-MON": 4, "MS": 2}
_WINDOWS = {"D": (7, 14, 28, 56), "W-MON": (2, 4, 8, 13), "MS": (2, 3, 6, 12)}
_STRIDE = {"D": 7, "W-MON": 1, "MS": 12}
# Fewer periods than this show too few origins to learn from.
_LEAST = {"D": 120, "W-MON": 40, "MS": 36}
# Rows of the sample that is learnt from, and for each series of a small panel.
_MOST_ROWS, _ROWS_A_SERIES = 60_000, 4_000


@dataclass(frozen=True, slots=True)
class _Panel:
    """Logarithms of the sales, shape (series, periods), and the calendar beyond their end."""

    z: FloatArray
    unit: FloatArray
    freq: str
    about: FloatArray
    horizon: int

    @property
    def periods(self) -> int:
        return int(self.z.shape[1])


class Boosted:
    """Gradient boosted trees over all series of the panel; for days and weeks.

    `trees` and `rate` are a usual pair for small trees; `seed` fixes which rows are looked at.
    """

    name = "Gradient boosting"

    def __init__(
        self, country: str | None = None, *, trees: int = 60, rate: float = 0.06, seed: int = 7
    ) -> None:
        self.country = country
        self.trees = trees
        self.rate = rate
        self.seed = seed

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """Shape (series, horizon); blank where a history is too short to be learnt with."""
        # Threads that wait for each other cost more than they save beside a server at work.
        with threadpool_limits(limits=1, user_api="openmp"):
            return self._answered(history, index, horizon)

    def _answered(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        panel = _panel(history, index, horizon, self.country)
        begun = (~np.isnan(panel.z)).sum(axis=1)
        able = np.flatnonzero(begun >= _LEAST[panel.freq])
        found = np.full((len(history), horizon), np.nan)
        if len(able):
            found[able] = self._learned(panel, able)
        return found

    def _trees(self) -> HistGradientBoostingRegressor:
        return HistGradientBoostingRegressor(
            loss="squared_error",
            learning_rate=self.rate,
            max_iter=self.trees,
            max_leaf_nodes=15,
            min_samples_leaf=40,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=self.seed,
        )

    def _learned(self, panel: _Panel, able: IntArray) -> FloatArray:
        random = np.random.default_rng(self.seed)
        series, origin, step = _rows(panel, able, random)
        x, level = _features(panel, series, origin, step)
        # What nobody has seen yet, such as last year's value, cannot be split on.
        known = ~np.isnan(x).all(axis=0)
        target = panel.z[series, origin + step] - level
        model = self._trees().fit(x[:, known], target)
        series = np.repeat(able, panel.horizon)
        step = np.tile(np.arange(panel.horizon), len(able))
        x, level = _features(panel, series, np.full(len(series), panel.periods), step)
        z = np.clip(model.predict(x[:, known]) + level, 0.0, 15.0)
        sales = np.expm1(z) * panel.unit[series]
        return _closed(panel, series, step, sales).reshape(len(able), panel.horizon)


def _panel(
    history: FloatArray, index: pd.DatetimeIndex, horizon: int, country: str | None
) -> _Panel:
    freq = str(index.freqstr)
    values = np.maximum(history, 0.0)
    sold, known = np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1)
    unit = np.where(sold > 0, sold / np.maximum(known, 1) / 3.0, 1.0)
    whole = pd.date_range(index[0], periods=len(index) + horizon, freq=index.freq)
    return _Panel(np.log1p(values / unit[:, None]), unit, freq, _about(whole, country), horizon)


def _about(whole: pd.DatetimeIndex, country: str | None) -> FloatArray:
    """What the calendar knows of every period, one row each; weekday and season come first."""
    days = {"D": 1, "W-MON": 7, "MS": 28}[str(whole.freqstr)]
    season = (
        whole.day_of_year if len(whole) > 2 * YEAR[str(whole.freqstr)] else np.zeros(len(whole))
    )
    plain = np.column_stack([whole.day_of_week, whole.day, season]).astype(np.float64)
    return np.hstack([plain, calendar.events(whole, days, country)])


def _rows(
    panel: _Panel, able: IntArray, random: np.random.Generator
) -> tuple[IntArray, IntArray, IntArray]:
    """Series, origin (periods known) and step of what is learnt from: a sample of all there are."""
    least = max(_WINDOWS[panel.freq])
    first = np.isnan(panel.z[able]).sum(axis=1) + least // 2
    origins = np.arange(panel.periods)
    count = np.maximum(panel.periods - 1 - first, 1)
    wanted = min(_MOST_ROWS, _ROWS_A_SERIES * len(able), int(count.sum()) * panel.horizon)
    which = random.integers(0, len(able), wanted)
    origin = first[which] + (random.random(wanted) * count[which]).astype(np.intp)
    room = np.minimum(panel.horizon, panel.periods - origin)
    step = (random.random(wanted) * room).astype(np.intp)
    kept = (room > 0) & (origin <= origins[-1])
    return able[which[kept]], origin[kept], step[kept]


def _features(
    panel: _Panel, series: IntArray, origin: IntArray, step: IntArray
) -> tuple[FloatArray, FloatArray]:
    """One row for each question, and the recent level that its answer is counted from."""
    windows = _WINDOWS[panel.freq]
    total = np.hstack([np.zeros((len(panel.z), 1)), np.cumsum(np.nan_to_num(panel.z), axis=1)])
    count = np.hstack([np.zeros((len(panel.z), 1)), np.cumsum(~np.isnan(panel.z), axis=1)])
    means = []
    for window in windows:
        begin = np.maximum(origin - window, 0)
        known = count[series, origin] - count[series, begin]
        means.append((total[series, origin] - total[series, begin]) / np.maximum(known, 1.0))
    level = means[2]
    stride = _STRIDE[panel.freq]
    # The latest period before the origin that lies whole strides before the one that is asked.
    back = stride * (step // stride + 1)
    lags = []
    for repeat in range(_REPEATS[panel.freq]):
        place = origin + step - back - stride * repeat
        lags.append(np.where(place >= 0, panel.z[series, np.maximum(place, 0)], np.nan) - level)
    year = origin + step - {"D": 364, "W-MON": 52, "MS": 12}[panel.freq]
    past = (year >= 0) & (year < origin)
    lags.append(
        np.where(past, panel.z[series, np.clip(year, 0, panel.periods - 1)], np.nan) - level
    )
    rest = [mean - level for place, mean in enumerate(means) if place != 2]
    x = np.column_stack([step, level, *rest, *lags, panel.about[origin + step]])
    return x, level


def _closed(panel: _Panel, series: IntArray, step: IntArray, sales: FloatArray) -> FloatArray:
    """Nothing on weekdays on which a series never sold."""
    if panel.freq != "D":
        return sales
    weekday = panel.about[:, 0].astype(np.intp)
    sold = np.nan_to_num(panel.z) @ np.eye(SEASON["D"])[weekday[: panel.periods]] > 0
    return np.where(sold[series, weekday[panel.periods + step]], sales, 0.0)
