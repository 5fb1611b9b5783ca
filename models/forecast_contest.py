"""Whether newly weighed methods take the place of the combination in service.

Both are held with fixed weights and scored on the same backtest, the newest one: what is compared
is the weights, not how much either knew when they were found.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from models.errors import WrongInput
from models.forecasting import Forecast, forecast
from models.panel.report import COMBINATION
from models.promotion import Contest, decide

MEASURE = "mean scaled error"


def weights_of(found: Forecast) -> dict[str, float]:
    """Method -> weight; empty where nothing was tried."""
    if found.tried.empty:
        return {}
    rows = found.tried[found.tried["model"] != COMBINATION]
    return {str(name): float(w) for name, w in zip(rows["model"], rows["weight"], strict=True)}


def with_weights(
    y: pd.Series, horizon: int, freq: str, weights: Mapping[str, float]
) -> Forecast | None:
    """The forecast with held weights; None where none of their methods can speak."""
    if not weights:
        return None
    try:
        return forecast(y, horizon, freq, weights=weights)
    except WrongInput:
        return None


def judge(
    y: pd.Series, new: Forecast, former: Forecast | None, *, model: str, pinned: bool = False
) -> Contest:
    """Who is in service: the new weights, or those of the former, both held on the same backtest.

    `former`: the one in service, on the same series.
    """
    fixed = with_weights(y, len(new.frame), new.freq, weights_of(new))
    return decide(
        _error(former),
        _error(fixed or new),
        measure=MEASURE,
        higher_is_better=False,
        model=model,
        pinned=pinned,
    )


def _error(found: Forecast | None) -> float | None:
    """Mean scaled error; the share of sales where a season is not known."""
    if found is None or found.backtest is None:
        return None
    return found.backtest.wape if found.backtest.mase is None else found.backtest.mase
