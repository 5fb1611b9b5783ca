"""Methods that repeat the past, added up by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.panel.repeats import Drift, LastSeason, LastValue, LastYearWithGrowth

MONTHS = pd.date_range("2024-01-01", periods=20, freq="MS")
DAYS = pd.date_range("2024-01-01", periods=42, freq="D")


def test_the_last_value_and_the_line_to_it_go_on() -> None:
    history = np.array([[10.0, 14, 12, 16], [np.nan, np.nan, 5, 9]])
    assert LastValue().predict(history, MONTHS[:4], 2).tolist() == [[16, 16], [9, 9]]
    # The first rose by 6 in three steps, the second by 4 in one.
    assert Drift().predict(history, MONTHS[:4], 2).tolist() == [[18, 20], [13, 17]]


def test_a_season_is_blank_until_it_was_whole() -> None:
    history = np.vstack([np.arange(20.0), np.r_[[np.nan] * 9, np.arange(11.0)]])
    found = LastSeason().predict(history, MONTHS, 14)
    assert found[0].tolist() == [*range(8, 20), 8, 9]
    assert np.isnan(found[1]).all()


def test_last_year_grows_as_its_latest_half_did() -> None:
    year = np.array([10.0, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
    history = np.r_[year, 15, 25, 35, 45, 55, 65, 77, 88][None, :]
    # March to August: 35+45+55+65+77+88 = 365 against 30+40+50+60+70+80 = 330.
    found = LastYearWithGrowth().predict(history, MONTHS, 2)[0]
    assert found == pytest.approx([90 * 365 / 330, 100 * 365 / 330])
    assert np.isnan(LastYearWithGrowth().predict(history[:, :17], MONTHS[:17], 2)).all()


def test_growth_from_next_to_nothing_is_not_carried_on() -> None:
    history = np.r_[np.full(12, 1.0), np.full(8, 50.0)][None, :]
    assert LastYearWithGrowth().predict(history, MONTHS, 1)[0].tolist() == [2.0]


def test_days_look_back_fifty_two_weeks() -> None:
    index = pd.date_range("2024-01-01", periods=364 + 56, freq="D")
    history = np.r_[np.full(56, 10.0), np.full(308, 20.0), np.full(56, 15.0)][None, :]
    # The latest eight weeks sold half as much again as the same a year before.
    assert LastYearWithGrowth().predict(history, index, 1)[0].tolist() == [30.0]


def test_closed_weekdays_are_left_out_and_stay_closed() -> None:
    sold = np.where(DAYS.day_of_week == 6, 0.0, 1.0 + np.arange(42.0))
    found = LastSeason().predict(sold[None, :], DAYS, 7)[0]
    # The history ends on a Sunday: Monday to Saturday again, then Sunday again.
    assert found.tolist() == [36, 37, 38, 39, 40, 41, 0]
    assert LastValue().predict(sold[None, :], DAYS, 7)[0].tolist() == [41] * 6 + [0]
