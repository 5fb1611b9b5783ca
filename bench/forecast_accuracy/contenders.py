"""Who is measured here: our forecasts and the three methods that anybody can do by hand.

Each takes the histories of one panel and nothing else, and gives key, step (1 is the next period)
and yhat; ours gives its intervals as well.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.forecast_accuracy.tasks import DataSet, Panel, long
from models.forecasters.boosted import Boosted
from models.forecasting import forecast_panel
from models.panel.answer import PanelForecast

OURS, BOOSTED = "This product", "This product with boosting"
SEASONAL, NAIVE, LINE = "Seasonal-naive", "Naive", "Line on time"
Values = npt.NDArray[np.float64]
Contender = Callable[[pd.DataFrame, DataSet], pd.DataFrame]


def ours(history: pd.DataFrame, data: DataSet) -> pd.DataFrame:
    """The panel of the product, as its pages get it."""
    return _stepped(forecast_panel(history, data.horizon, data.freq, country=data.country))


def boosted(history: pd.DataFrame, data: DataSet) -> pd.DataFrame:
    """The panel with trees over all series, as the command has it for a file of many series."""
    extra = (Boosted(data.country),)
    return _stepped(
        forecast_panel(history, data.horizon, data.freq, country=data.country, extra=extra)
    )


def _stepped(found: PanelForecast) -> pd.DataFrame:
    frame = found.frame.sort_values(["key", "ds"])
    frame["step"] = frame.groupby("key").cumcount() + 1
    return frame


def _each(predict: Callable[[Values, int, int], Values]) -> Contender:
    def run(history: pd.DataFrame, data: DataSet) -> pd.DataFrame:
        found = {
            key: predict(y.dropna().to_numpy(), data.season, data.horizon)
            for key, y in history.items()
        }
        wide = pd.DataFrame(found, index=pd.RangeIndex(1, data.horizon + 1, name="step"))
        return long(wide, "yhat")

    return run


def _seasonal(y: Values, season: int, horizon: int) -> Values:
    return np.resize(y[-season:], horizon)


def _naive(y: Values, season: int, horizon: int) -> Values:  # noqa: ARG001
    return np.full(horizon, y[-1])


def _line(y: Values, season: int, horizon: int) -> Values:  # noqa: ARG001
    slope, level = np.polyfit(np.arange(len(y)), y, 1)
    return np.asarray(level + slope * np.arange(len(y), len(y) + horizon))


CONTENDERS: dict[str, Contender] = {
    OURS: ours,
    BOOSTED: boosted,
    SEASONAL: _each(_seasonal),
    NAIVE: _each(_naive),
    LINE: _each(_line),
}


def contenders_of(data: DataSet) -> list[str]:
    """Who is measured on a data set: trees are for days and weeks."""
    return [name for name in CONTENDERS if name != BOOSTED or data.freq != "MS"]


def predicted(name: str, panel: Panel) -> pd.DataFrame:
    """What a contender says of a panel, from its histories alone."""
    return CONTENDERS[name](panel.history.copy(), panel.data)
