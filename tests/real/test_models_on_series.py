"""The forecast on public retail series: it beats seasonal-naive and knows its own error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.evaluation import Backtest, backtest
from models.forecasters.linear import Linear
from models.forecasters.seasonal_naive import SeasonalNaive

HORIZON = 6
FIVE_YEARS = 60

Results = list[tuple[Backtest, Backtest]]


def _monthly(frame: pd.DataFrame, name: str, month: str, value: str) -> list[pd.Series]:
    found = []
    for _, rows in frame.groupby(name):
        y = rows.set_index(month)[value].sort_index()
        whole = y[~y.index.duplicated()].asfreq("MS").iloc[-FIVE_YEARS:]
        if len(whole) == FIVE_YEARS and whole.notna().all():
            found.append(whole)
    return found


def _held_out(series: list[pd.Series]) -> Results:
    return [
        (backtest(Linear, y, HORIZON, 1), backtest(SeasonalNaive, y, HORIZON, 1)) for y in series
    ]


def _mean(results: Results, which: int, score: str) -> float:
    return float(np.mean([getattr(pair[which], score) for pair in results]))


@pytest.fixture(scope="module")
def american(shared_data: Path) -> list[pd.Series]:
    frame = pd.read_parquet(shared_data / "series" / "us_census_retail_monthly.parquet")
    unadjusted = frame[frame["adjustment"] == "NSA"]
    return _monthly(unadjusted, "kind_of_business", "month", "sales_musd")


def test_the_last_half_year_of_american_retail_is_forecast_better_than_by_last_year(
    american: list[pd.Series],
) -> None:
    # June to November 2020: half a year that no history announced.
    results = _held_out(american)
    assert len(results) >= 40
    assert _mean(results, 0, "mase") < 0.9 * _mean(results, 1, "mase")
    assert 0.65 <= _mean(results, 0, "coverage80") <= 0.95


def test_an_ordinary_year_of_american_retail_is_forecast_far_better(
    american: list[pd.Series],
) -> None:
    results = _held_out([y[:"2019-12"] for y in american])
    assert len(results) >= 40
    assert _mean(results, 0, "mase") < 0.8 * _mean(results, 1, "mase")
    assert 0.65 <= _mean(results, 0, "coverage80") <= 0.95
    assert _mean(results, 0, "coverage95") >= 0.85


def test_australian_retail_is_forecast_better_than_by_last_year(shared_data: Path) -> None:
    frame = pd.read_parquet(shared_data / "series" / "aus_retail_monthly.parquet")
    results = _held_out(_monthly(frame, "Series ID", "Month", "Turnover"))
    assert len(results) >= 40
    assert _mean(results, 0, "mase") < 0.95 * _mean(results, 1, "mase")
    assert 0.65 <= _mean(results, 0, "coverage80") <= 0.95
    assert abs(_mean(results, 0, "bias")) < 0.03
