"""The forecast on public retail series, cut where it was not known what came.

The tasks are those of bench/forecast_accuracy, which holds them against other libraries as well:
monthly with five years of history, and the daily and weekly sales of a shop's first year.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench.forecast_accuracy.contenders import LINE, NAIVE, OURS, SEASONAL, predicted
from bench.forecast_accuracy.scores import EVERY, scored
from bench.forecast_accuracy.tables import mean_scores
from bench.forecast_accuracy.tasks import (
    AUSTRALIA_FIVE,
    DAILY,
    US_FIVE,
    WEEKLY,
    Panel,
    panels,
)
from models.forecasting import forecast, forecast_panel

MONTHLY = (US_FIVE.name, AUSTRALIA_FIVE.name)
MEASURED = (*MONTHLY, DAILY.name, WEEKLY.name)


@pytest.fixture(scope="module")
def tasks(shared_data: Path) -> list[Panel]:
    return [panel for panel in panels(shared_data) if panel.data.name in MEASURED]


@pytest.fixture(scope="module")
def scores(tasks: list[Panel]) -> pd.DataFrame:
    """Of ours and of what anybody can do by hand."""
    parts = [
        scored(name, panel, predicted(name, panel), seconds=0.0, version="")
        for panel in tasks
        for name in (OURS, SEASONAL, NAIVE, LINE)
    ]
    return pd.concat(parts, ignore_index=True)


def test_every_series_was_forecast_from_three_origins(scores: pd.DataFrame) -> None:
    ours = scores[(scores["contender"] == OURS) & (scores["series"] == EVERY)]
    assert ours.groupby("data")["tasks"].sum().to_dict() == {
        US_FIVE.name: 193,
        AUSTRALIA_FIVE.name: 448,
        DAILY.name: 153,
        WEEKLY.name: 153,
    }


def test_months_are_forecast_far_better_than_by_last_year_or_a_line(scores: pd.DataFrame) -> None:
    mase = mean_scores(scores, EVERY, MONTHLY)["mase"]
    assert mase[OURS] <= 0.72
    assert mase[OURS] <= 0.8 * mase[SEASONAL]
    assert mase[OURS] <= 0.6 * mase[LINE]


def test_days_and_weeks_are_forecast_better_than_by_any_method_of_one_line(
    scores: pd.DataFrame,
) -> None:
    """Under a year is known, so nobody can know the shop's season."""
    for data in (DAILY.name, WEEKLY.name):
        mase = mean_scores(scores, EVERY, [data])["mase"]
        assert mase[OURS] <= 0.87 * mase[[SEASONAL, NAIVE, LINE]].min()


@pytest.mark.parametrize("data", [MONTHLY, (DAILY.name,), (WEEKLY.name,)])
def test_intervals_hold_as_much_as_they_say(scores: pd.DataFrame, data: tuple[str, ...]) -> None:
    ours = mean_scores(scores, EVERY, data).loc[OURS]
    assert 0.77 <= ours["coverage80"] <= 0.85
    assert 0.92 <= ours["coverage95"] <= 0.98


def test_a_spike_that_lies_ahead_changes_nothing(tasks: list[Panel]) -> None:
    """What came is multiplied by a hundred; the forecast of the origin before does not move."""
    panel = next(task for task in tasks if task.data == US_FIVE)
    keys = list(panel.history)[:5]
    whole = pd.concat([panel.history, panel.actual])[keys]
    spiked = whole.copy()
    spiked.loc[panel.actual.index] *= 100.0
    calm, warned = (
        forecast_panel(known.loc[: panel.origin], 6, "M", country="US").frame
        for known in (whole, spiked)
    )
    pd.testing.assert_frame_equal(calm, warned)
    # And had it been known, it would have moved: the spike is no small one.
    seen = forecast_panel(spiked, 6, "M", country="US").frame
    assert seen["yhat"].sum() > 2 * calm["yhat"].sum()


def test_a_random_walk_is_said_to_be_no_better_than_naive() -> None:
    rng = np.random.default_rng(5)
    months = pd.date_range("2018-01-01", periods=84, freq="MS")
    walks = pd.DataFrame(1_000.0 + np.cumsum(rng.normal(0.0, 10.0, (84, 40)), axis=0), index=months)
    said = forecast_panel(walks, 6, "M").scores
    assert said["beats_naive"].eq(False).mean() >= 0.75
    first = forecast(walks[0], 6, "M")
    assert first.beats_baseline is False
    assert "is no better than naive" in first.sentence()
