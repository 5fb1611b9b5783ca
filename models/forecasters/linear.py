"""Linear regression on log sales: trend, season and calendar.

A ridge regression on log1p of the sales, in which recent periods weigh more. Three things keep it
sober on short histories: penalties on every coefficient but the level, a trend that is damped
unless the history says otherwise, and a correction that carries the latest residuals on, fading.
Errors are those of the regression (noise and uncertain coefficients), held against what the same
method would have missed on its own history, and growing with the steps ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.features import FloatArray
from models.forecasters.protocol import not_fitted, quantiles
from models.forecasters.recipes import RECIPES, Recipe, columns
from models.forecasters.regression import (
    TREND_PENALTY,
    Fit,
    go_on,
    regress,
    sobered,
    variance_ahead,
)
from models.series import checked, dates, following, frequency_of
from models.shortage import shortage

# log1p(sales / unit), with this many units in the average period: nearly a logarithm for ordinary
# periods, and no abyss at zero. The unit moves with the currency, and so does the forecast.
_UNITS_PER_MEAN = 3.0
# A damping that is not the first choice has to win by this share of the error.
_HANDICAP = 0.05
_TRIALS = 6
_LEAST_HISTORY = 10
# What one trial says about the noise, in degrees of freedom: its steps hang together.
_FREEDOM_PER_TRIAL = 2

BoolArray = npt.NDArray[np.bool_]


class Linear:
    """Constructed with hyper-parameters only.

    `country`: ISO code (GB, or GB-ENG for a part) whose public holidays count, for weeks and days.
    `damping`: share of the trend that each further period keeps; the first one is preferred,
    another has to earn it. By default that of the frequency's recipe, or else 1.
    """

    name = "Linear regression"

    def __init__(self, country: str | None = None, damping: Sequence[float] = ()) -> None:
        self.country = country
        self.damping = tuple(damping)
        self._y: pd.Series | None = None
        self._unit = 1.0
        self._chosen = 1.0
        self._open = np.ones(7, dtype=bool)
        self._fit: Fit | None = None

    @property
    def note(self) -> str:
        """What a short history leaves out."""
        if self._y is None:
            return ""
        return shortage(len(self._y), frequency_of(self._y))

    # --- learning ------------------------------------------------------------------------------

    def fit(self, y: pd.Series) -> Self:
        """Learn the series (`models.series`); negative values count as 0."""
        self._y = checked(y)
        index = dates(self._y)
        values = np.maximum(self._y.to_numpy(), 0.0)
        self._unit = float(values.mean()) / _UNITS_PER_MEAN or 1.0
        z = np.log1p(values / self._unit)
        self._open = _open_weekdays(index, values)
        x, penalties = self._design(index, len(z))
        lesson = _Lesson(z, x, self._counts(index) > 0, penalties, RECIPES[str(index.freqstr)])
        self._chosen, self._fit = _learn(lesson, self.damping or (lesson.recipe.damping, 1.0))
        return self

    def _design(self, index: pd.DatetimeIndex, history: int) -> tuple[FloatArray, FloatArray]:
        """Columns without the trend's, which depends on where the history ends."""
        found, penalties = columns(index, history, self.country)
        x = np.hstack([np.ones((len(index), 1)), np.zeros((len(index), 1)), found])
        return x, np.concatenate([[0.0, TREND_PENALTY], penalties])

    def _counts(self, index: pd.DatetimeIndex) -> FloatArray:
        """1 for periods that count, 0 for weekdays on which the shop is always closed."""
        if self._open.all():
            return np.ones(len(index))
        counts: FloatArray = self._open[index.day_of_week.to_numpy()].astype(np.float64)
        return counts

    # --- answering -----------------------------------------------------------------------------

    def predict(self, horizon: int, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """The regression continued; intervals are wider above than below, as sales are."""
        if self._y is None or self._fit is None:
            raise not_fitted()
        recipe = RECIPES[frequency_of(self._y)]
        index = following(dates(self._y), horizon)
        x, _ = self._design(index, len(self._y))
        steps = np.arange(1.0, horizon + 1)
        yhat = go_on(self._fit, x, steps, recipe, self._chosen)[0]
        deviation = np.sqrt(variance_ahead(self._fit, x, steps, recipe)[0])
        found = {"yhat": self._sales(yhat, index)}
        for level, width in quantiles(levels, float(self._fit.freedom[0])).items():
            found[f"lo{level}"] = self._sales(yhat - width * deviation, index)
            found[f"hi{level}"] = self._sales(yhat + width * deviation, index)
        return pd.DataFrame(found, index=index)

    def _sales(self, z: FloatArray, index: pd.DatetimeIndex) -> FloatArray:
        sales: FloatArray = np.expm1(np.maximum(z, 0.0)) * self._unit * self._counts(index)
        return sales


def _open_weekdays(index: pd.DatetimeIndex, values: FloatArray) -> BoolArray:
    """Which weekdays ever sold something; all, unless there are four weeks of days to tell."""
    if index.freqstr != "D" or len(index) < 28:
        return np.ones(7, dtype=bool)
    sold = np.bincount(index.day_of_week.to_numpy(), weights=values, minlength=7) > 0
    return sold if sold.any() else np.ones(7, dtype=bool)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Everything a fit is made from, so that it can be repeated on a part of the history."""

    z: FloatArray
    x: FloatArray
    counts: BoolArray
    penalties: FloatArray
    recipe: Recipe

    def fit(self, end: int) -> Fit:
        """The regression on the first `end` periods, without those that do not count."""
        kept = np.flatnonzero(self.counts[:end])
        ages = end - 1.0 - kept.astype(np.float64)
        return regress(self.z[None, kept], self.x[kept], ages, self.penalties, self.recipe)


def _learn(lesson: _Lesson, dampings: tuple[float, ...]) -> tuple[float, Fit]:
    """The damping that would have missed least on the history's own end, and the fit on all."""
    fit = lesson.fit(len(lesson.z))
    look = lesson.recipe.look
    ends = [len(lesson.z) - look - i * (look // 2) for i in range(_TRIALS)]
    ends = [end for end in ends if end >= max(look, _LEAST_HISTORY)]
    if not ends:
        return dampings[0], fit
    trials = np.stack([_missed(lesson, end, dampings) for end in ends])
    errors = np.sqrt(trials).sum(axis=(0, 2))
    errors[1:] *= 1 + _HANDICAP
    best = int(errors.argmin())
    variance = float(trials[:, best].sum() / max(trials[:, best].astype(bool).sum(), 1))
    return dampings[best], sobered(fit, variance, _FREEDOM_PER_TRIAL * len(ends))


def _missed(lesson: _Lesson, end: int, dampings: tuple[float, ...]) -> FloatArray:
    """Squared misses after the first `end` periods, as variance of one observation.

    Shape (dampings, steps); 0 where the shop is closed.
    """
    fit = lesson.fit(end)
    ahead = slice(end, end + lesson.recipe.look)
    x, steps = lesson.x[ahead], np.arange(1.0, lesson.recipe.look + 1)
    variance = float(fit.variance[0])
    scale = variance_ahead(fit, x, steps, lesson.recipe)[0] / variance if variance else 1.0
    found = [
        (lesson.z[ahead] - go_on(fit, x, steps, lesson.recipe, damping)[0]) ** 2
        for damping in dampings
    ]
    missed: FloatArray = np.stack(found) * lesson.counts[ahead] / scale
    return missed
