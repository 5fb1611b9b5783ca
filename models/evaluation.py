"""How far a forecaster would have been off, had it been used in the past.

Rolling origin: the series is cut at several points, the forecaster learns what lies before the cut
and is held against what came after (Tashman 2000). MASE after Hyndman and Koehler (2006).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.errors import WrongInput
from models.features import FloatArray
from models.forecasters.protocol import Forecaster
from models.series import MINIMUM, SEASON, checked, dates, frequency_of

LEVELS = (80, 95)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Errors of one forecaster on one series, and what they come to.

    `errors`: columns origin (last period learnt from), step (1 is the next period), ds, actual,
    yhat, lo80, hi80, lo95, hi95. Scores are plain numbers, not percent, and None when there is
    nothing to divide by: `wape`, sum of absolute errors by sum of actuals; `bias`, sum of errors by
    sum of actuals, positive when the forecast was too high; `mase`, mean absolute error by that of
    the one-step seasonal-naive method on the history; `coverage80`, `coverage95`, shares of actuals
    inside the interval.
    """

    name: str
    errors: pd.DataFrame
    mase: float | None
    wape: float | None
    bias: float | None
    coverage80: float
    coverage95: float

    @property
    def periods(self) -> int:
        """Number of different periods that were forecast."""
        return int(self.errors["ds"].nunique())

    @property
    def scores(self) -> dict[str, float | None]:
        """The scores by name, for the model's card."""
        return {
            "mase": self.mase,
            "wape": self.wape,
            "bias": self.bias,
            "coverage80": self.coverage80,
            "coverage95": self.coverage95,
        }


def backtest(
    make: Callable[[], Forecaster], y: pd.Series, horizon: int, folds: int, *, every: int = 1
) -> Backtest:
    """Forecast the last periods of `y` from `folds` origins, `every` periods apart.

    `make` gives a fresh forecaster for each origin. WrongInput when the first origin would leave
    under three points to learn from.
    """
    y = checked(y)
    origins = [len(y) - horizon - fold * every for fold in reversed(range(folds))]
    if not origins or horizon < 1 or origins[0] < MINIMUM:
        raise WrongInput("The series is too short for a backtest of that horizon and many folds.")
    parts, names = [], []
    for origin in origins:
        forecaster = make().fit(y.iloc[:origin])
        names.append(forecaster.name)
        parts.append(_compared(y, origin, forecaster.predict(horizon, LEVELS)))
    errors = pd.DataFrame({k: np.concatenate([p[k] for p in parts]) for k in parts[0]})
    scales = _scales(y, origins)
    return _scored(names[-1], errors, np.repeat(scales, horizon))


def _compared(y: pd.Series, origin: int, answer: pd.DataFrame) -> dict[str, FloatArray]:
    index, count = dates(y), len(answer)
    return {
        "origin": np.repeat(index.to_numpy()[origin - 1], count),
        "step": np.arange(1, count + 1),
        "ds": answer.index.to_numpy(),
        "actual": y.to_numpy()[origin : origin + count],
        **{str(name): answer[name].to_numpy() for name in answer.columns},
    }


def _scales(y: pd.Series, origins: list[int]) -> FloatArray:
    """Mean absolute seasonal change before each origin; NaN without a season or a change."""
    season = SEASON[frequency_of(y)]
    values = y.to_numpy()
    found = np.full(len(origins), np.nan)
    for i, origin in enumerate(origins):
        if origin > season:
            scale = np.abs(values[season:origin] - values[: origin - season]).mean()
            found[i] = scale if scale > 0 else np.nan
    return found


def _scored(name: str, errors: pd.DataFrame, scales: FloatArray) -> Backtest:
    actual = errors["actual"].to_numpy()
    missed = errors["yhat"].to_numpy() - actual
    sold = float(actual.sum())
    scaled = np.abs(missed) / scales
    known = np.isfinite(scaled)
    return Backtest(
        name=name,
        errors=errors,
        mase=float(scaled[known].mean()) if known.any() else None,
        wape=float(np.abs(missed).sum() / sold) if sold > 0 else None,
        bias=float(missed.sum() / sold) if sold > 0 else None,
        coverage80=_coverage(errors, 80),
        coverage95=_coverage(errors, 95),
    )


def _coverage(errors: pd.DataFrame, level: int) -> float:
    inside = errors["actual"].between(errors[f"lo{level}"], errors[f"hi{level}"])
    return float(inside.mean())
