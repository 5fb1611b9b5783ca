from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models import calendar_features as calendar


@pytest.mark.parametrize(
    ("year", "day"),
    [(1999, "04-04"), (2000, "04-23"), (2016, "03-27"), (2024, "03-31"), (2026, "04-05")],
)
def test_easter_falls_where_the_almanac_says(year: int, day: str) -> None:
    assert str(calendar.easter(year)) == f"{year}-{day}"


@pytest.mark.parametrize(
    ("year", "day"), [(2021, "26"), (2022, "25"), (2023, "24"), (2024, "29"), (2026, "27")]
)
def test_black_friday_follows_the_fourth_thursday(year: int, day: str) -> None:
    assert str(calendar.black_friday(year)) == f"{year}-11-{day}"


def test_trading_days_count_each_weekday_beyond_the_sundays() -> None:
    # May 2026 begins on a Friday: five Fridays, Saturdays and Sundays, four of the others.
    may = pd.date_range("2026-05-01", periods=1, freq="MS")
    assert calendar.trading_days(may).tolist() == [[-1, -1, -1, -1, 0, 0]]
    # February 2026 has four of each.
    february = pd.date_range("2026-02-01", periods=1, freq="MS")
    assert calendar.trading_days(february).tolist() == [[0] * 6]


def test_the_days_before_easter_are_shared_between_two_months() -> None:
    # Easter was on 1 April 2018: seven of the eight days to it lay in March.
    spring = pd.date_range("2018-02-01", periods=4, freq="MS")
    assert calendar.easter_share(spring).ravel().tolist() == [0, 7 / 8, 1 / 8, 0]


def test_the_week_of_black_friday_holds_three_of_its_days() -> None:
    weeks = pd.date_range("2026-11-16", periods=3, freq="W-MON")
    shares = calendar.events(weeks, 7, None)
    assert shares[:, 2].tolist() == pytest.approx([0, 3 / 7, 0])
    assert shares[:, 3].tolist() == pytest.approx([0, 0, 1 / 7])


def test_public_holidays_are_those_of_the_country() -> None:
    days = pd.date_range("2026-07-03", periods=3, freq="D")
    assert calendar.events(days, 1, "GB")[:, 8].tolist() == [0, 0, 0]
    assert calendar.events(days, 1, "US")[:, 8].tolist() == [1, 1, 0]
    assert calendar.events(days, 1, None)[:, 8].tolist() == [0, 0, 0]


def test_dummies_point_at_the_month_and_the_weekday() -> None:
    months = pd.date_range("2026-11-01", periods=3, freq="MS")
    assert calendar.month_dummies(months).argmax(axis=1).tolist() == [10, 11, 0]
    days = pd.date_range("2026-11-23", periods=3, freq="D")
    assert calendar.weekday_dummies(days).argmax(axis=1).tolist() == [0, 1, 2]


def test_yearly_waves_return_after_a_year() -> None:
    days = pd.DatetimeIndex(["2025-03-01", "2026-03-01"])
    first, second = calendar.yearly_waves(days, 3)
    np.testing.assert_allclose(first, second)
    assert len(first) == 6
