"""Exponential smoothing: a whole grid of them, averaged by how well each explains the history.

The additive family of Hyndman, Koehler, Ord and Snyder (2008) on logarithms without season and
calendar: level only, damped trend, full trend. Instead of searching one best set of parameters
(which overfits short histories), every point of a grid is run side by side and weighs by its AIC
(Burnham and Anderson 2002), tempered, since neighbours on the grid say nearly the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from models.features import FloatArray
from models.panel.adjustment import adjusted
from models.panel.parts import Part, each, sales

_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0)
_TRENDS = (0.0, 0.02, 0.1)
_DAMPINGS = (0.9, 1.0)
# Share of a difference in AIC that is believed; under 0.2 to 0.3 was best on months held out.
_TEMPER = 0.2


@dataclass(frozen=True, slots=True)
class Grid:
    """Smoothing parameters side by side, shape (points,) each; damping 0 means no trend."""

    level: FloatArray
    trend: FloatArray
    damping: FloatArray

    @property
    def parameters(self) -> FloatArray:
        """How many parameters each point spends."""
        return 1.0 + (self.damping > 0).astype(np.float64) + (self.trend > 0)


def grid() -> Grid:
    """Level only, and level with a damped or a full trend, fixed or moving."""
    rows = [(level, 0.0, 0.0) for level in _LEVELS]
    rows += [(a, a * b, phi) for a, b, phi in product(_LEVELS, _TRENDS, _DAMPINGS)]
    level, trend, damping = np.array(rows).T
    return Grid(level, trend, damping)


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Level and trend at the end, and the weight of each point: shape (series, points) each."""

    level: FloatArray
    trend: FloatArray
    weight: FloatArray


def smoothed(z: FloatArray, points: Grid, half_life: float) -> Smoothed:
    """Run every point of the grid over every series, shape (series, periods), in one pass."""
    n = z.shape[1]
    level, trend = _beginning(z, points, half_life)
    error = np.zeros_like(level)
    forget = 0.5 ** (np.arange(n)[::-1] / half_life)
    for period in range(n):
        expected = level + points.damping * trend
        missed = z[:, period : period + 1] - expected
        level = expected + points.level * missed
        trend = points.damping * trend + points.trend * missed
        error += forget[period] * missed**2
    enough = float(forget.sum())
    criterion = enough * np.log(error / enough + 1e-12) + 2.0 * points.parameters
    weight = np.exp(-0.5 * _TEMPER * (criterion - criterion.min(axis=1, keepdims=True)))
    return Smoothed(level, trend, weight / weight.sum(axis=1, keepdims=True))


def _beginning(z: FloatArray, points: Grid, half_life: float) -> tuple[FloatArray, FloatArray]:
    """Level and trend before the first period, from a line through the first periods."""
    first = z[:, : max(int(half_life), 2)]
    time = np.arange(first.shape[1]) - (first.shape[1] - 1) / 2
    slope = first @ time / max(float(time @ time), 1.0)
    mean = first.mean(axis=1)
    begins = mean + slope * (time[0] - 1.0)
    trended = points.damping > 0
    level = np.where(trended, begins[:, None], first[:, :4].mean(axis=1)[:, None])
    return level, np.where(trended, slope[:, None], 0.0)


class Smoothing:
    """Exponential smoothing averaged over a grid."""

    name = "Exponential smoothing"

    def __init__(self, country: str | None = None) -> None:
        self.country = country
        self._grid = grid()

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The smoothed level and trend go on, season and calendar are put back."""
        return each(history, index, horizon, self._go_on)

    def _go_on(self, part: Part) -> FloatArray:
        plain = adjusted(part, self.country)
        found = smoothed(plain.logs, self._grid, part.recipe.half_life)
        damping = self._grid.damping
        reach = np.cumsum(damping[:, None] ** np.arange(1, part.ahead + 1), axis=1)
        level = (found.weight * found.level).sum(axis=1, keepdims=True)
        return sales(level + (found.weight * found.trend) @ reach + plain.effects, plain.unit)
