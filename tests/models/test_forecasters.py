"""Promises that every forecaster keeps."""

from __future__ import annotations

import copy
from collections.abc import Callable

import holidays
import numpy as np
import pandas as pd
import pytest

from models.errors import TooLittleData, WrongInput
from models.forecasters.linear import Linear
from models.forecasters.naive import Naive
from models.forecasters.protocol import Forecaster
from models.forecasters.seasonal_naive import SeasonalNaive
from models.panel.candidates import candidates
from models.panel.regression import LinearRegression
from models.panel.repeats import Drift, LastValue
from models.panel.single import Single
from models.panel.smoothing import Smoothing
from models.panel.theta import Theta
from models.series import dates
from tests.models.sales import months, sales

MAKERS = pytest.mark.parametrize(
    "make",
    [
        Naive,
        SeasonalNaive,
        Linear,
        pytest.param(lambda: Single(LinearRegression()), id="Regression of a panel"),
        pytest.param(lambda: Single(Smoothing()), id="Smoothing"),
        pytest.param(lambda: Single(Theta()), id="Theta"),
        pytest.param(lambda: Single(LastValue()), id="LastValue"),
        pytest.param(lambda: Single(Drift()), id="Drift"),
        pytest.param(lambda: Single(*candidates()), id="Combination"),
    ],
)
SERIES = pytest.mark.parametrize(
    ("freq", "periods"),
    [("MS", 5), ("MS", 13), ("MS", 40), ("W-MON", 30), ("W-MON", 120), ("D", 20), ("D", 500)],
)

Make = Callable[[], Forecaster]


@MAKERS
@SERIES
def test_fit_returns_the_forecaster_itself(make: Make, freq: str, periods: int) -> None:
    forecaster = make()
    assert forecaster.fit(sales(freq, periods)) is forecaster


@MAKERS
@SERIES
def test_predict_leaves_the_model_and_the_series_as_they_were(
    make: Make, freq: str, periods: int
) -> None:
    y = sales(freq, periods)
    forecaster, before = make().fit(y), y.copy()
    untouched = copy.deepcopy(forecaster)
    first = forecaster.predict(9)
    forecaster.predict(2, (50,))
    pd.testing.assert_frame_equal(forecaster.predict(9), first)
    pd.testing.assert_frame_equal(untouched.predict(9), first)
    pd.testing.assert_series_equal(y, before)


@MAKERS
@SERIES
def test_the_same_series_gives_the_same_forecast(make: Make, freq: str, periods: int) -> None:
    y = sales(freq, periods)
    pd.testing.assert_frame_equal(make().fit(y).predict(6), make().fit(y).predict(6))


@MAKERS
@SERIES
def test_intervals_are_nested_and_hold_the_forecast(make: Make, freq: str, periods: int) -> None:
    found = make().fit(sales(freq, periods)).predict(12)
    assert found.columns.tolist() == ["yhat", "lo80", "hi80", "lo95", "hi95"]
    assert (found["lo95"] <= found["lo80"]).all()
    assert (found["lo80"] <= found["yhat"]).all()
    assert (found["yhat"] <= found["hi80"]).all()
    assert (found["hi80"] <= found["hi95"]).all()
    assert (found["hi95"] > found["lo95"]).all()


@MAKERS
@SERIES
def test_the_index_continues_the_series(make: Make, freq: str, periods: int) -> None:
    whole = sales(freq, periods + 10)
    found = make().fit(whole.iloc[:periods]).predict(10)
    assert found.index.equals(whole.index[periods:])


@MAKERS
@SERIES
def test_another_currency_changes_the_unit_only(make: Make, freq: str, periods: int) -> None:
    y = sales(freq, periods)
    plain, scaled = make().fit(y).predict(6), make().fit(y * 1000).predict(6)
    np.testing.assert_allclose(scaled.to_numpy(), plain.to_numpy() * 1000, rtol=1e-8)


@MAKERS
def test_a_dying_series_is_not_forecast_below_zero(make: Make) -> None:
    y = months([900, 700, 500, 350, 200, 90, 40, 10, 2, 0, 0, 0, 0, 0, 0])
    found = make().fit(y).predict(24)
    assert (found.to_numpy() >= 0).all()
    assert np.isfinite(found.to_numpy()).all()


@MAKERS
def test_nothing_sold_is_forecast_as_nothing(make: Make) -> None:
    assert make().fit(months([0.0] * 30)).predict(3)["yhat"].tolist() == [0, 0, 0]


@MAKERS
def test_an_unchanging_series_goes_on_unchanged(make: Make) -> None:
    assert make().fit(months([500.0] * 36)).predict(6)["yhat"].tolist() == pytest.approx([500] * 6)


@MAKERS
def test_money_taken_back_beyond_sales_does_not_stop_a_forecast(make: Make) -> None:
    found = make().fit(months([100, -20, 110, 90, 105, 95])).predict(2)
    assert (found["yhat"] >= 0).all()


@MAKERS
def test_two_points_are_refused_with_need_and_count(make: Make) -> None:
    with pytest.raises(TooLittleData, match="Forecasts need at least 3; there are 2") as refusal:
        make().fit(months([1, 2]))
    assert (refusal.value.need, refusal.value.count) == (3, 2)


@MAKERS
def test_what_cannot_be_forecast_is_refused(make: Make) -> None:
    assert make().note == ""
    with pytest.raises(WrongInput, match="call fit first"):
        make().predict(3)
    with pytest.raises(WrongInput, match="at least one period ahead, not 0"):
        make().fit(months([1, 2, 3])).predict(0)
    with pytest.raises(WrongInput, match="between 0 and 100"):
        make().fit(months([1, 2, 3])).predict(1, (100,))


# --- by hand ----------------------------------------------------------------------------------


def test_naive_repeats_the_last_value_and_widens_with_the_root_of_the_steps() -> None:
    # Changes of 3 and 4: mean square 12.5. t with 2 degrees of freedom, 80 %: 1.8856.
    found = Naive().fit(months([100, 103, 107])).predict(4)
    assert found["yhat"].tolist() == [107, 107, 107, 107]
    assert found["hi80"].iloc[0] - 107 == pytest.approx(1.8856 * 12.5**0.5, rel=1e-4)
    assert found["hi80"].iloc[3] - 107 == pytest.approx(2 * (found["hi80"].iloc[0] - 107))


def test_seasonal_naive_repeats_the_same_months_of_last_year() -> None:
    first = [10.0, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    model = SeasonalNaive().fit(months([*first, *(v + 6 for v in first)]))
    found = model.predict(14)
    assert found["yhat"].tolist() == [*(v + 6 for v in first), 16, 26]
    # Every year changed by 6; t with 12 degrees of freedom, 95 %: 2.1788.
    assert found["hi95"].iloc[0] - 16 == pytest.approx(2.1788 * 6, rel=1e-4)
    assert found["hi95"].iloc[12] - 16 == pytest.approx(2.1788 * 6 * 2**0.5, rel=1e-4)
    assert (model.name, model.note) == ("Seasonal naive", "")


def test_seasonal_naive_repeats_the_same_weekdays_of_last_week() -> None:
    y = sales("D", 30)
    found = SeasonalNaive().fit(y).predict(8)
    assert found["yhat"].tolist() == [*y.iloc[-7:], y.iloc[-7]]


def test_seasonal_naive_says_when_there_is_no_season_to_repeat() -> None:
    model = SeasonalNaive().fit(months([5, 6, 7, 8]))
    assert model.predict(2)["yhat"].tolist() == [8, 8]
    assert model.name == "Naive (last value)"
    assert model.note == "Under 12 months of history there is no season to repeat."


# --- what the regression learns ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("freq", "periods", "ahead", "most"),
    [("MS", 60, 12, 0.04), ("MS", 36, 6, 0.06), ("W-MON", 160, 13, 0.05), ("D", 900, 42, 0.04)],
)
def test_a_known_trend_and_season_are_recovered(
    freq: str, periods: int, ahead: int, most: float
) -> None:
    truth = sales(freq, periods + ahead)
    future = truth.iloc[periods:]
    ours = Linear().fit(truth.iloc[:periods]).predict(ahead)
    theirs = SeasonalNaive().fit(truth.iloc[:periods]).predict(ahead)
    error = (ours["yhat"] - future).abs().sum() / future.sum()
    assert error < most
    assert error < (theirs["yhat"] - future).abs().sum() / future.sum()


def test_a_steady_growth_without_noise_is_followed() -> None:
    truth = months([1000 + 20.0 * i for i in range(72)])
    found = Linear().fit(truth.iloc[:60]).predict(12)
    assert found["yhat"].to_numpy() == pytest.approx(truth.iloc[60:].to_numpy(), rel=0.05)


def test_thirteen_months_do_not_explode() -> None:
    y = sales("MS", 13, noise=0.1)
    found = Linear().fit(y).predict(12)
    assert found["yhat"].min() > 0.5 * y.min()
    assert found["yhat"].max() < 1.5 * y.max()


def test_a_shop_closed_on_saturdays_is_forecast_closed_on_saturdays() -> None:
    y = sales("D", 120)
    y[dates(y).day_of_week == 5] = 0.0
    found = Linear().fit(y).predict(14)
    saturdays = dates(found).day_of_week == 5
    assert (found[saturdays].to_numpy() == 0).all()
    assert (found.loc[~saturdays, "lo95"] > 3000).all()


def test_black_friday_is_expected_after_it_was_seen_twice() -> None:
    y = sales("D", 1050, noise=0.02)
    fridays = pd.to_datetime(["2024-11-29", "2025-11-28", "2026-11-27"])
    for friday in fridays:
        y[friday : friday + pd.Timedelta(days=2)] *= 1.8
    found = Linear().fit(y[:"2026-11-12"]).predict(20)
    assert found["yhat"][fridays[2]] > 1.4 * found["yhat"][fridays[2] - pd.Timedelta(days=7)]


def test_holidays_of_a_country_are_learnt() -> None:
    y = sales("D", 760, noise=0.02)
    free = pd.to_datetime(list(holidays.country_holidays("GB", "ENG", years=[2024, 2025])))
    y[y.index.isin(free)] *= 0.4
    history, day = y[:"2025-08-20"], pd.Timestamp("2025-08-25")
    assert Linear("GB-ENG").fit(history).predict(10)["yhat"][day] < (
        0.8 * Linear().fit(history).predict(10)["yhat"][day]
    )
    with pytest.raises(WrongInput, match="holidays of 'XX' are not known"):
        Linear("XX").fit(history)


@pytest.mark.parametrize(
    ("freq", "periods", "note"),
    [
        ("MS", 8, "8 months of history show no season."),
        ("MS", 20, "20 months of history show the season only once or in part twice."),
        ("MS", 24, ""),
        ("W-MON", 20, "20 weeks of history show no season."),
        ("D", 5, "5 days of history show no season."),
        ("D", 60, "60 days of history show no season beyond the weekdays."),
    ],
)
def test_a_short_history_is_admitted(freq: str, periods: int, note: str) -> None:
    assert Linear().fit(sales(freq, periods)).note == note


def test_four_of_five_months_fall_into_the_80_percent_interval() -> None:
    inside = []
    for seed in range(60):
        truth = sales("MS", 42, noise=0.06, seed=seed)
        found = Linear().fit(truth.iloc[:36]).predict(6)
        inside += truth.iloc[36:].between(found["lo80"], found["hi80"]).tolist()
    assert 0.7 < np.mean(inside) < 0.95
