"""The Theta method: half the slope of the history, and its level smoothed.

Assimakopoulos and Nikolopoulos (2000); Hyndman and Billah (2003) showed it to be simple exponential
smoothing with half the slope of a line through the history as drift. Here on logarithms without
season and calendar, over a grid of smoothing parameters that weigh by their errors.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.features import FloatArray
from models.panel.adjustment import adjusted
from models.panel.parts import Part, each, sales
from models.panel.smoothing import Grid, smoothed

_LEVELS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])


def theta(
    z: FloatArray, horizon: int, half_life: float, levels: FloatArray = _LEVELS
) -> FloatArray:
    """Continue series without a season, shape (series, periods): shape (series, horizon)."""
    n = z.shape[1]
    still = np.zeros_like(levels)
    found = smoothed(z, Grid(levels, still, still), half_life)
    time = np.arange(n) - (n - 1) / 2
    slope = z @ time / max(float(time @ time), 1.0)
    lag = (1.0 - (1.0 - levels) ** n) / levels
    level = (found.weight * found.level).sum(axis=1, keepdims=True)
    behind = (found.weight * lag).sum(axis=1, keepdims=True)
    ahead: FloatArray = level + slope[:, None] / 2 * (np.arange(horizon) + behind)
    return ahead


class Theta:
    """Simple exponential smoothing with drift, season and calendar put back."""

    name = "Theta"

    def __init__(self, country: str | None = None) -> None:
        self.country = country

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The theta lines go on together."""
        return each(history, index, horizon, self._go_on)

    def _go_on(self, part: Part) -> FloatArray:
        plain = adjusted(part, self.country)
        ahead = theta(plain.logs, part.ahead, part.recipe.half_life)
        return sales(ahead + plain.effects, plain.unit)
