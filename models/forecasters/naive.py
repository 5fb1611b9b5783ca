"""The next values are the last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd

from models.forecasters.protocol import not_fitted, spread
from models.series import checked, dates, following


class Naive:
    """Random walk: the error grows with the square root of the steps ahead."""

    name = "Naive (last value)"
    note = ""

    def __init__(self) -> None:
        self._y: pd.Series | None = None

    def fit(self, y: pd.Series) -> Self:
        """Learn the last value and how much values change from one to the next."""
        self._y = checked(y)
        return self

    def predict(self, horizon: int, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """The last value, `horizon` times."""
        if self._y is None:
            raise not_fitted()
        values = self._y.to_numpy()
        changes = np.diff(values)
        steps = np.arange(1, horizon + 1)
        deviation = np.sqrt((changes**2).mean() * steps)
        index = following(dates(self._y), horizon)
        return spread(index, np.full(horizon, values[-1]), deviation, levels, len(changes))
