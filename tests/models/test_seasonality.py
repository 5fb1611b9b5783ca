"""Seasonality indexes: known seasons come back, and little history is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.errors import TooLittleData
from models.seasonality import monthly, of_weekdays

SEASON = np.array([80, 85, 90, 95, 100, 95, 90, 95, 100, 110, 125, 135]) / 100
WEEK = np.array([1.1, 1.0, 1.0, 1.05, 1.35, 0.9, 0.6])


def months(values: list[float], first: str = "2020-01-01") -> pd.Series:
    return pd.Series(values, index=pd.date_range(first, periods=len(values), freq="MS"))


def test_the_season_of_a_steady_shop_comes_back_exactly() -> None:
    index = monthly(months([1000 * SEASON[n % 12] for n in range(36)]))
    assert index["position"].tolist() == list(range(1, 13))
    assert index["index"].tolist() == pytest.approx((SEASON / SEASON.mean() * 100).tolist())
    assert index["cycles"].tolist() == [2] * 12


def test_growth_is_not_taken_for_a_season() -> None:
    index = monthly(months([1000 + 20 * n for n in range(48)]))
    assert index["index"].tolist() == pytest.approx([100] * 12, abs=0.5)


def test_the_mean_is_100_wherever_the_year_begins() -> None:
    values = [500 * SEASON[(n + 6) % 12] * (1 + 0.01 * n) for n in range(40)]
    index = monthly(months(values, "2021-07-01"))
    assert index["index"].mean() == pytest.approx(100)
    assert index["index"].idxmax() == 11


def test_one_odd_month_does_not_move_the_middle_of_four() -> None:
    values = [1000 * SEASON[n % 12] for n in range(60)]
    plain = monthly(months(values))["index"]
    values[25] *= 3
    assert monthly(months(values))["index"].iloc[1] == pytest.approx(plain.iloc[1], rel=0.1)


def test_two_years_are_enough_and_a_month_less_is_not() -> None:
    values = [1000 * SEASON[n % 12] for n in range(24)]
    assert monthly(months(values))["cycles"].tolist() == [1] * 12
    with pytest.raises(TooLittleData, match="in complete months, need at least 24; there are 23"):
        monthly(months(values[1:]))


def test_weekdays_of_a_steady_shop_come_back_exactly() -> None:
    days = pd.date_range("2026-01-05", periods=28, freq="D")
    index = of_weekdays(pd.Series([200 * WEEK[n % 7] for n in range(28)], index=days))
    assert index["position"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert index["index"].tolist() == pytest.approx((WEEK / WEEK.mean() * 100).tolist())


def test_thirteen_days_are_too_few_for_weekdays() -> None:
    days = pd.date_range("2026-01-05", periods=13, freq="D")
    with pytest.raises(TooLittleData, match="in days, need at least 14; there are 13"):
        of_weekdays(pd.Series(1.0, index=days))


def test_a_shop_without_sales_has_no_season() -> None:
    with pytest.raises(TooLittleData, match="with sales around them"):
        monthly(months([0.0] * 36))


def test_a_month_without_a_value_is_left_out_and_its_neighbours_stay() -> None:
    values = [1000 * SEASON[n % 12] for n in range(60)]
    values[30] = np.nan
    index = monthly(months(values))
    assert index["index"].tolist() == pytest.approx((SEASON / SEASON.mean() * 100).tolist())
    assert index["cycles"].tolist() == [2] + [3] * 11
