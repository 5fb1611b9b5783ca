from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.errors import TooLittleData, WrongInput
from models.forecasting import Forecast, forecast
from tests.models.sales import months, sales


def test_the_regression_is_shown_beside_the_baseline_it_beats() -> None:
    found = forecast(sales("MS", 36), 6, "M")
    assert found.frame.columns.tolist() == ["ds", "yhat", "lo80", "hi80", "lo95", "hi95"]
    assert found.frame["ds"].dt.strftime("%Y-%m-%d").tolist() == [
        f"2024-{month:02d}-01" for month in range(1, 7)
    ]
    assert found.beats_baseline is True
    assert found.backtest is not None
    assert found.baseline is not None
    ours, theirs = (f"{100 * (t.wape or 0):.1f}" for t in (found.backtest, found.baseline))
    assert found.sentence() == (
        f"Linear regression beats seasonal-naive: error {ours}% against {theirs}% over 9 months."
    )


def test_a_regression_that_is_worse_says_so() -> None:
    # Every year the same, without a trace of noise: nothing beats last year.
    year = [100.0, 90, 300, 80, 100, 20, 40, 600, 100, 110, 120, 900]
    found = forecast(months(year * 3), 3, "M")
    assert found.beats_baseline is False
    assert found.sentence().startswith("Linear regression does not beat seasonal-naive: error ")
    assert found.sentence().endswith("% against 0.0% over 6 months.")


def test_without_a_season_the_baseline_is_named_for_what_it_is() -> None:
    found = forecast(months([100, 110, 90, 105, 95, 100, 108, 97, 103, 99]), 1, "M")
    assert " naive (last value): error " in found.sentence()
    assert found.note == "10 months of history show no season."


def test_a_history_too_short_to_test_says_so() -> None:
    found = forecast(months([100, 110, 90]), 2, "M")
    assert found.beats_baseline is None
    assert found.scores == {}
    assert found.sentence() == (
        "Linear regression; there is too little history to test it against a baseline."
    )


def test_gaps_and_negative_values_are_admitted() -> None:
    y = pd.concat([sales("D", 40).drop(pd.Timestamp("2024-01-09"))])
    assert forecast(y, 2, "D").note.startswith("1 day without a value counts as 0.")
    y = months([100, 110, -5, 90, 100, 95] * 4)
    assert forecast(y, 2, "M").note == "Negative values count as 0."


def test_dates_are_written_as_the_series_writes_them() -> None:
    index = pd.date_range("2022-01-31", periods=30, freq="ME")
    found = forecast(pd.Series(np.arange(30) + 100.0, index=index), 2, "M")
    assert found.frame["ds"].dt.strftime("%Y-%m-%d").tolist() == ["2024-07-31", "2024-08-31"]


def test_other_levels_can_be_asked_for() -> None:
    found = forecast(sales("W-MON", 60), 3, "W", (50,))
    assert found.frame.columns.tolist() == ["ds", "yhat", "lo50", "hi50"]


def test_what_cannot_be_forecast_is_refused() -> None:
    with pytest.raises(TooLittleData, match="need at least 3; there are 2"):
        forecast(months([1, 2]), 3, "M")
    with pytest.raises(WrongInput, match="unknown"):
        forecast(months([1, 2, 3]), 3, "yearly")


def test_a_restored_forecast_is_the_same_forecast() -> None:
    found = forecast(sales("MS", 30), 4, "M")
    again = Forecast.restore(found.state())
    pd.testing.assert_frame_equal(again.frame, found.frame)
    assert again.sentence() == found.sentence()
    assert again.scores == found.scores
    assert found.backtest is not None
    assert again.backtest is not None
    pd.testing.assert_frame_equal(again.backtest.errors, found.backtest.errors)
    short = replace(found, backtest=None, baseline=None)
    assert Forecast.restore(short.state()).sentence() == short.sentence()
