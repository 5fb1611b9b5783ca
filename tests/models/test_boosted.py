"""Gradient boosting over a panel of days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.forecasters.boosted import Boosted
from models.forecasting import forecast_panel
from models.panel.repeats import LastSeason
from models.series import dates
from tests.models.sales import sales

DAYS = 260


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """Six shops by day; the last is closed on Sundays, and the first opened late."""
    found = pd.DataFrame({n: sales("D", DAYS + 14, noise=0.1, seed=n) for n in range(6)})
    found.loc[dates(found).day_of_week == 6, 5] = 0.0
    found.iloc[:60, 0] = np.nan
    return found


def test_the_trees_beat_last_week_and_keep_closed_days_closed(panel: pd.DataFrame) -> None:
    known, ahead = panel.iloc[:DAYS], panel.iloc[DAYS:]
    index = pd.DatetimeIndex(known.index, freq="D")
    trees = Boosted(trees=40).predict(known.to_numpy().T, index, 14)
    weeks = LastSeason().predict(known.to_numpy().T, index, 14)
    truth = ahead.to_numpy().T
    assert np.abs(trees - truth).mean() < 0.95 * np.abs(weeks - truth).mean()
    sundays = dates(ahead).day_of_week == 6
    assert (trees[5, sundays] == 0).all()
    assert (trees[5, ~sundays] > 3000).all()
    again = Boosted(trees=40).predict(known.to_numpy().T, index, 14)
    np.testing.assert_array_equal(again, trees)


def test_what_comes_later_changes_nothing(panel: pd.DataFrame) -> None:
    index = pd.DatetimeIndex(panel.index, freq="D")
    spiked = panel.copy()
    spiked.iloc[DAYS:] = 1e9
    known = Boosted(trees=20).predict(spiked.iloc[:DAYS].to_numpy().T, index[:DAYS], 7)
    plain = Boosted(trees=20).predict(panel.iloc[:DAYS].to_numpy().T, index[:DAYS], 7)
    np.testing.assert_array_equal(known, plain)


def test_too_short_a_history_is_left_to_others() -> None:
    y = sales("D", 100)
    assert np.isnan(Boosted().predict(y.to_numpy()[None, :], dates(y), 7)).all()


def test_it_joins_a_panel_as_one_more_method(panel: pd.DataFrame) -> None:
    told = panel.iloc[:200, 1:4]
    plain = forecast_panel(told, 7, "D")
    both = forecast_panel(told, 7, "D", extra=[Boosted(trees=10)])
    assert both.frame.shape == plain.frame.shape
    assert not np.array_equal(both.frame["yhat"].to_numpy(), plain.frame["yhat"].to_numpy())
