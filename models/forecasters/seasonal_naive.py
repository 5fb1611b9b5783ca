"""The next values are those of one season ago: the baseline every forecast has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd

from models.forecasters.naive import Naive
from models.forecasters.protocol import not_fitted, spread
from models.series import SEASON, UNIT, checked, dates, following, frequency_of


class SeasonalNaive:
    """Same month or week last year, same weekday last week.

    Under one season of history it falls back to the last value, and says so in `name` and `note`.
    """

    def __init__(self) -> None:
        self._y: pd.Series | None = None
        self._season = 0
        self._fallback: Naive | None = None

    @property
    def name(self) -> str:
        """The method that is really used."""
        return self._fallback.name if self._fallback else "Seasonal naive"

    @property
    def note(self) -> str:
        """Why it is not seasonal, when it is not."""
        if self._fallback is None or self._y is None:
            return ""
        unit = UNIT[frequency_of(self._y)]
        return f"Under {self._season} {unit}s of history there is no season to repeat."

    def fit(self, y: pd.Series) -> Self:
        """Learn the last season and how much seasons differ."""
        self._y = checked(y)
        self._season = SEASON[frequency_of(self._y)]
        self._fallback = Naive().fit(self._y) if len(self._y) < self._season else None
        return self

    def predict(self, horizon: int, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """The last season, repeated; the error grows with each repetition."""
        if self._y is None:
            raise not_fitted()
        if self._fallback:
            return self._fallback.predict(horizon, levels)
        values, season = self._y.to_numpy(), self._season
        steps = np.arange(horizon)
        # With hardly more than one season, neighbours stand in for seasons.
        lag = season if len(values) >= season + 3 else 1
        changes = values[lag:] - values[:-lag]
        deviation = np.sqrt((changes**2).mean() * (steps // season + 1))
        index = following(dates(self._y), horizon)
        yhat = values[len(values) - season + steps % season]
        return spread(index, yhat, deviation, levels, len(changes))
