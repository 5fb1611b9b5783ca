"""What every method for a panel of series promises."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from models.features import FloatArray


class PanelMethod(Protocol):
    """Constructed with hyper-parameters only; the same history always gives the same answer."""

    @property
    def name(self) -> str:
        """The method in plain words."""
        ...

    def predict(self, history: FloatArray, index: pd.DatetimeIndex, horizon: int) -> FloatArray:
        """The next `horizon` periods of every series, shape (series, horizon).

        `history`: shape (series, periods), blank before a series began and nowhere else; `index`
        holds the starts of its periods and their frequency.
        """
        ...
