"""Methods of a panel as a `Forecaster`: they learn one series and continue it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd

from models.forecasters.protocol import not_fitted
from models.panel.engine import run
from models.panel.protocol import PanelMethod
from models.panel.report import COMBINATION, future
from models.series import checked, dates, following


class Single:
    """One method, or several combined by their errors at rolling origins.

    Intervals come from these errors. The first method has to speak for every series.
    """

    note = ""

    def __init__(self, *methods: PanelMethod) -> None:
        self.methods = methods
        self._y: pd.Series | None = None

    @property
    def name(self) -> str:
        """The method, or that it is a combination."""
        return self.methods[0].name if len(self.methods) == 1 else COMBINATION

    def fit(self, y: pd.Series) -> Self:
        """Keep the series; everything is learnt with the horizon in sight."""
        self._y = checked(y)
        return self

    def predict(self, horizon: int, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """The methods continued, with intervals from what they missed before."""
        if self._y is None:
            raise not_fitted()
        index = following(dates(self._y), horizon)
        values: np.ndarray = self._y.to_numpy()[None, :]
        outcome = run(self.methods, values, dates(self._y), horizon)
        return pd.DataFrame(
            {name: told[0] for name, told in future(outcome, levels).items()}, index=index
        )
