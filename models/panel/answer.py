"""What a panel of series is answered with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

# Called with what is done in words and the finished fraction of the whole, 0 to 1.
Progress = Callable[[str, float], None]
SCORES = [
    "key",
    "model",
    "mase",
    "naive_mase",
    "wape",
    "bias",
    "coverage80",
    "coverage95",
    "beats_naive",
    "note",
]
FRAME = ["key", "ds", "yhat", "lo80", "hi80", "lo95", "hi95", "model"]


@dataclass(frozen=True, slots=True)
class PanelForecast:
    """Future periods of every series of a panel, and how such forecasts did in their past.

    `frame`: columns key, ds, yhat, lo80, hi80, lo95, hi95, model; series one after another, in the
    order they were given. `scores`: one row for each series, with the columns of a `Backtest`,
    `naive_mase` (seasonal-naive's, or naive's where there is no season yet), `beats_naive` (None
    where nobody can tell) and `note`. `ds` is the first day of a period.
    """

    frame: pd.DataFrame
    scores: pd.DataFrame
    freq: str
