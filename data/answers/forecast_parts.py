"""The parts of a shop in their first period ahead, beside how such forecasts did before."""

from __future__ import annotations

import pandas as pd

from data.answers.forecasts import NotForecast, stored_scores
from data.levels import Level
from data.periods import Grain
from data.queries.forecast_parts import next_of
from data.warehouse import View

_SCORES = ["key", "wape", "mase", "naive_mase", "beats_naive", "note"]


def next_parts(view: View, level: Level, grain: Grain) -> pd.DataFrame:
    """Columns key, label, ds, yhat, lo80, hi80, lo95, hi95, model, share and scores of each part.

    `share`: of what all parts are expected to sell; missing where that is nothing. The scores are
    those of `stored_scores`. NotForecast where the release holds none of them.
    """
    scores = stored_scores(view, grain)
    found = view.frame(next_of(level, grain))
    if found.empty:
        if grain not in level.grains:
            raise NotForecast(f"{level.label}: forecasts are made by month only.")
        raise NotForecast("There are too few complete periods to forecast parts from.")
    whole = float(found["yhat"].sum())
    found["share"] = found["yhat"] / whole if whole else float("nan")
    ours = scores.loc[scores["level"] == level.value, _SCORES]
    return found.merge(ours, on="key", how="left")
