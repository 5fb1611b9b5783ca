"""What every forecaster promises, and the frame they all answer with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from models.errors import WrongInput
from models.features import FloatArray


class Forecaster(Protocol):
    """Constructed with hyper-parameters only; learns in `fit`; `predict` never changes it."""

    @property
    def name(self) -> str:
        """The method in plain words."""
        ...

    @property
    def note(self) -> str:
        """What a reader should know about this fit; empty when there is nothing."""
        ...

    def fit(self, y: pd.Series) -> Self:
        """Learn a series (`models.series`); TooLittleData under three points."""
        ...

    def predict(self, horizon: int, levels: Sequence[int] = (80, 95)) -> pd.DataFrame:
        """Column `yhat`, then `lo` and `hi` of each level in percent, indexed by period start."""
        ...


def not_fitted() -> WrongInput:
    """The refusal of a forecaster that has learnt nothing yet."""
    return WrongInput("The forecaster has not learnt a series yet; call fit first.")


def quantiles(levels: Sequence[int], freedom: float) -> dict[int, float]:
    """Level in percent -> Student's t half-width, for that many degrees of freedom."""
    if any(not 0 < level < 100 for level in levels):
        raise WrongInput("Levels of prediction intervals lie between 0 and 100 percent.")
    wanted = np.array([0.5 + level / 200 for level in levels])
    found = stdtrit(max(freedom, 1.0), wanted)
    return dict(zip(levels, found.tolist(), strict=True))


def spread(
    index: pd.DatetimeIndex,
    yhat: FloatArray,
    deviation: FloatArray,
    levels: Sequence[int],
    freedom: float,
) -> pd.DataFrame:
    """The answer of a forecaster with symmetric errors: nothing falls below zero."""
    columns = {"yhat": np.maximum(yhat, 0.0)}
    for level, width in quantiles(levels, freedom).items():
        columns[f"lo{level}"] = np.maximum(yhat - width * deviation, 0.0)
        columns[f"hi{level}"] = np.maximum(yhat + width * deviation, 0.0)
    return pd.DataFrame(columns, index=index)
