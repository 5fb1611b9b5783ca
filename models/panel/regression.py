"""Linear regression on log sales for many series at once: the panel's view of `Linear`.

The same ridge regression on trend, season and calendar, with the recipe's damping; its trials of
other dampings are left out, since held-out months showed no gain and a panel makes many fits.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.features import FloatArray
from models.forecasters.regression import TREND_PENALTY, go_on, regress
from models.panel.adjustment import design_of
from models.panel.parts import Part, each, sales


class LinearRegression:
    """Trend, season and calendar of log sales."""

    name = "Linear regression"

    def __init__(self, country: str | None = None) -> None:
        self.country = country

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The regression continued."""
        return each(history, index, horizon, self._go_on)

    def _go_on(self, part: Part) -> FloatArray:
        z, unit = part.logs()
        found, penalties = design_of(part, self.country)
        x = np.hstack([np.ones((len(found), 1)), np.zeros((len(found), 1)), found])
        penalties = np.concatenate([[0.0, TREND_PENALTY], penalties])
        n, recipe = z.shape[1], part.recipe
        fit = regress(z, x[:n], part.ages, penalties, recipe)
        return sales(go_on(fit, x[n:], part.steps, recipe, recipe.damping), unit)
