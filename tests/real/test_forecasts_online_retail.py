"""Forecasts of a real shop: what they learn from is the file's, and parts add up to the penny."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from callbacks.trained import whole_shop_forecast
from data.answers.forecasts import forecast_keys, level_history, stored_forecast, stored_scores
from data.levels import HORIZONS, WHOLE, Level
from data.periods import Grain, month_end
from tests.real.conftest import RealShop
from tests.real.retail import Reference


def sold(by_pandas: Reference, start: date, end: date, country: str | None = None) -> float:
    """Net sales of some days, in whole pence."""
    kept = by_pandas.kept(start, end, country=country)
    return round(float(kept.sales["amount"].sum() - kept.reversals["amount"].sum()), 2)


def test_months_learned_from_are_the_files_complete_ones(
    retail: RealShop, by_pandas: Reference
) -> None:
    months = level_history(retail.view, Level.TOTAL, WHOLE, Grain.MONTH)
    assert (str(months.index[0])[:7], str(months.index[-1])[:7]) == ("2009-12", "2010-11")
    for month in (date(2009, 12, 1), date(2010, 7, 1), date(2010, 11, 1)):
        expected = sold(by_pandas, month, month_end(month))
        assert round(float(months[pd.Timestamp(month)]), 2) == expected


def test_a_countrys_weeks_are_the_files(retail: RealShop, by_pandas: Reference) -> None:
    weeks = level_history(retail.view, Level.COUNTRY, "Germany", Grain.WEEK)
    for monday in (date(2010, 3, 1), date(2010, 11, 22)):
        expected = sold(by_pandas, monday, monday + timedelta(days=6), "Germany")
        assert round(float(weeks[pd.Timestamp(monday)]), 2) == expected


@pytest.mark.parametrize("level", Level)
def test_parts_add_up_to_the_penny(retail: RealShop, level: Level) -> None:
    for grain in level.grains:
        keys = [key for key, _ in forecast_keys(retail.view, level)]
        scores = stored_scores(retail.view, grain)
        known = set(scores.loc[scores["level"] == level.value, "key"])
        parts = [stored_forecast(retail.view, level, k, grain) for k in keys if k in known]
        whole = stored_forecast(retail.view, Level.TOTAL, WHOLE, grain)["yhat"]
        pence = np.sum([np.rint(part["yhat"] * 100) for part in parts], axis=0)
        assert pence.tolist() == np.rint(whole * 100).tolist()
        assert len(whole) == HORIZONS[grain]


def test_the_whole_shops_forecast_is_one_wherever_it_is_read(retail: RealShop) -> None:
    model = whole_shop_forecast(retail.view)
    assert model is not None
    kept = stored_forecast(retail.view, Level.TOTAL, WHOLE, Grain.MONTH)
    assert kept["yhat"].tolist() == model.frame["yhat"].tolist()
    assert kept["ds"].iloc[0] == pd.Timestamp("2010-12-01")
