from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.errors import TooLittleData, WrongInput
from models.forecasting import Forecast, forecast
from tests.models.sales import months, sales


def test_the_combination_is_shown_beside_the_baseline_it_beats() -> None:
    found = forecast(sales("MS", 60), 6, "M")
    assert found.frame.columns.tolist() == ["ds", "yhat", "lo80", "hi80", "lo95", "hi95"]
    assert found.frame["ds"].dt.strftime("%Y-%m-%d").tolist() == [
        f"2026-{month:02d}-01" for month in range(1, 7)
    ]
    assert found.beats_baseline is True
    assert (found.model, found.note) == ("Combination", "")
    assert found.backtest is not None
    assert found.baseline is not None
    ours, theirs = (f"{100 * (t.wape or 0):.1f}" for t in (found.backtest, found.baseline))
    assert found.sentence() == (
        f"Combination beats seasonal-naive: error {ours}% against {theirs}% over 39 months."
    )


def test_everything_that_was_tried_is_told_with_its_weight_and_errors() -> None:
    found = forecast(sales("MS", 60), 6, "M")
    tried = found.tried.set_index("model")
    assert tried.index.tolist() == [
        "Linear regression",
        "Exponential smoothing",
        "Theta",
        "Last year with growth",
        "Seasonal naive",
        "Naive",
        "Drift",
        "Combination",
    ]
    assert tried["weight"].iloc[:-1].sum() == pytest.approx(1.0)
    assert tried.loc["Combination", "weight"] == 1.0
    assert tried.loc["Naive", "weight"] == 0.0
    assert (tried["folds"] == 12).all()
    assert found.backtest is not None
    assert found.baseline is not None
    assert tried.loc["Combination", "mase"] == found.backtest.mase
    assert tried.loc["Seasonal naive", "wape"] == found.baseline.wape
    assert tried["coverage95"].between(0.8, 1.0).all()


def test_the_backtest_lists_what_was_said_at_each_origin() -> None:
    y = sales("MS", 60)
    found = forecast(y, 6, "M").backtest
    assert found is not None
    errors = found.errors
    assert len(errors) == 12 * 6
    assert errors["origin"].max() == pd.Timestamp("2025-06-01")
    assert errors["ds"].max() == pd.Timestamp("2025-12-01")
    np.testing.assert_array_equal(errors["actual"], y[errors["ds"]].to_numpy())
    missed = (errors["yhat"] - errors["actual"]).abs().sum()
    assert found.wape == pytest.approx(missed / errors["actual"].sum())
    inside = errors["actual"].between(errors["lo80"], errors["hi80"])
    assert found.coverage80 == pytest.approx(inside.mean())


def test_what_is_no_better_than_last_year_says_so() -> None:
    # Every year the same, without a trace of noise: nothing beats last year.
    year = [100.0, 90, 300, 80, 100, 20, 40, 600, 100, 110, 120, 900]
    found = forecast(months(year * 4), 3, "M")
    assert found.beats_baseline is False
    assert " is no better than seasonal-naive: error " in found.sentence()
    assert "% against 0.0% over " in found.sentence()
    # Last year, grown by nothing, was never wrong either, and answers alone.
    assert found.model == "Last year with growth"
    assert found.frame["yhat"].tolist() == pytest.approx(year[:3])


def test_a_random_walk_is_no_better_than_its_last_value() -> None:
    walk = np.exp(9 + np.cumsum(np.random.default_rng(3).normal(0, 0.05, 60)))
    found = forecast(months(walk.tolist()), 6, "M")
    assert found.beats_baseline is False
    assert " is no better than naive (last value): error " in found.sentence()


def test_a_lead_that_chance_can_explain_is_not_denied_but_named_as_such() -> None:
    noise = np.random.default_rng(1).normal(0, 15, 40)
    y = 100 + noise + 8 * np.sin(np.arange(40) * 2 * np.pi / 12)
    found = forecast(months(y.tolist()), 6, "M")
    assert found.beats_baseline is False
    assert found.sentence() == (
        "Combination is not clearly better than naive methods: error 15.4% against 15.5% of "
        "seasonal-naive over 21 months, a lead that chance can explain."
    )


def test_a_history_too_short_to_test_says_so() -> None:
    found = forecast(months([100, 110, 90]), 2, "M")
    assert found.beats_baseline is None
    assert found.scores == {}
    assert found.sentence() == (
        "Combination; there is too little history to test it against a baseline."
    )
    assert found.frame["lo95"].iloc[0] < 90 < found.frame["hi95"].iloc[0]


@pytest.mark.parametrize(
    ("freq", "periods", "note"),
    [
        ("MS", 10, "10 months of history show no season. Under a year every method leaves"),
        ("MS", 20, "20 months of history show the season only once or in part twice. Under two"),
        ("W-MON", 12, "12 weeks of history show no season. Under three months only a regression"),
        ("D", 60, "60 days of history show no season beyond the weekdays. Under three months"),
        ("D", 400, "400 days of history show the season only once or in part twice."),
    ],
)
def test_short_histories_fall_back_by_rule_and_say_so(freq: str, periods: int, note: str) -> None:
    found = forecast(sales(freq, periods), 3, freq)
    assert found.note.startswith(note)
    asked = found.tried.set_index("model")["weight"] > 0
    short = "Under three months" in found.note
    assert asked["Exponential smoothing"] == (not short)
    assert asked["Linear regression"]


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
    pd.testing.assert_frame_equal(again.tried, found.tried)
    assert again.beats_baseline is found.beats_baseline
    short = replace(found, backtest=None, baseline=None)
    assert Forecast.restore(short.state()).sentence() == short.sentence()
