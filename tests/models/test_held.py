"""A combination whose weights are held: what is said of it is what such weights would have said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.errors import WrongInput
from models.forecasting import forecast

MONTHS = pd.date_range("2022-01-01", periods=48, freq="MS")
SALES = pd.Series(
    1_000 + 10 * np.arange(48) + 300 * np.sin(np.arange(48) * np.pi / 6), index=MONTHS
) * np.random.default_rng(3).normal(1, 0.05, 48)


def test_a_method_with_all_the_weight_speaks_alone() -> None:
    found = forecast(SALES, 6, "MS", weights={"Seasonal naive": 2.0})
    assert found.model == "Seasonal naive"
    assert found.frame["yhat"].tolist() == pytest.approx(SALES.iloc[-12:-6].tolist())
    assert found.backtest is not None
    assert found.baseline is not None
    assert found.backtest.mase == pytest.approx(found.baseline.mase)
    assert found.backtest.errors["yhat"].tolist() == pytest.approx(
        found.baseline.errors["yhat"].tolist()
    )
    assert found.tried.set_index("model").loc["Seasonal naive", "weight"] == 1.0


def test_the_weights_that_were_found_say_the_same_when_they_are_held() -> None:
    found = forecast(SALES, 6, "MS")
    shares = found.tried[found.tried["model"] != "Combination"]
    weights = dict(zip(shares["model"], shares["weight"], strict=True))
    again = forecast(SALES, 6, "MS", weights=weights)
    pd.testing.assert_series_equal(again.frame["yhat"], found.frame["yhat"])
    assert again.model == found.model


def test_two_methods_are_mixed_by_their_weights() -> None:
    each = {
        name: forecast(SALES, 3, "MS", weights={name: 1.0}).frame["yhat"]
        for name in ("Naive", "Seasonal naive")
    }
    both = forecast(SALES, 3, "MS", weights={"Naive": 1.0, "Seasonal naive": 3.0, "Gone": 5.0})
    wanted = 0.25 * each["Naive"] + 0.75 * each["Seasonal naive"]
    assert both.frame["yhat"].tolist() == pytest.approx(wanted.tolist())
    assert both.model == "Combination"


def test_a_method_that_needs_more_history_hands_its_weight_on() -> None:
    young = SALES.iloc[-8:]
    found = forecast(young, 2, "MS", weights={"Seasonal naive": 0.9, "Naive": 0.1})
    assert found.frame["yhat"].notna().all()
    assert found.tried["weight"].iloc[:-1].sum() == pytest.approx(1.0)


def test_methods_that_are_all_unknown_are_refused() -> None:
    with pytest.raises(WrongInput, match="former combination"):
        forecast(SALES, 2, "MS", weights={"Gone": 1.0})
