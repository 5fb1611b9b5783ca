"""Rolling origins, weights, intervals and scores: nothing from the future, nothing made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.evaluation import backtest
from models.forecasters.seasonal_naive import SeasonalNaive
from models.panel import conformal, marks
from models.panel.candidates import candidates
from models.panel.engine import run
from models.panel.origins import least_history, origins_of, rolled
from models.panel.repeats import LastSeason, LastValue
from models.panel.weights import weights
from models.series import dates
from tests.models.sales import sales

HUGE = 1e9


def panel(freq: str, periods: int, series: int = 3) -> tuple[np.ndarray, pd.DatetimeIndex]:
    made = [sales(freq, periods, noise=0.1, seed=seed) for seed in range(series)]
    return np.stack([y.to_numpy() for y in made]), dates(made[0])


# --- rolling origins ---------------------------------------------------------------------------


@pytest.mark.parametrize(("freq", "periods"), [("MS", 50), ("W-MON", 120), ("D", 300)])
def test_what_comes_after_an_origin_changes_nothing_that_was_said_there(
    freq: str, periods: int
) -> None:
    values, index = panel(freq, periods)
    past = rolled(candidates(), values, index, 6, lambda _done: None)
    middle = len(past.origins) // 2
    spiked = values.copy()
    spiked[:, past.origins[middle] :] = HUGE
    again = rolled(candidates(), spiked, index, 6, lambda _done: None)
    np.testing.assert_array_equal(again.yhat[:, : middle + 1], past.yhat[:, : middle + 1])
    assert not np.array_equal(again.yhat[:, -1], past.yhat[:, -1])


def test_the_combination_of_an_origin_knows_only_errors_from_before_it() -> None:
    values, index = panel("MS", 60)
    plain = run(candidates(), values, index, 6)
    number = 6
    spiked = values.copy()
    spiked[:, plain.past.origins[number] :] = HUGE
    again = run(candidates(), spiked, index, 6)
    np.testing.assert_array_equal(again.mixed[: number + 1], plain.mixed[: number + 1])


def test_origins_leave_whole_horizons_first_and_then_what_is_left() -> None:
    assert origins_of(60, 6, "MS").tolist() == list(range(21, 58, 3))
    assert origins_of(60, 1, "MS").tolist() == list(range(26, 60, 3))
    assert origins_of(3, 6, "MS").tolist() == []
    assert origins_of(400, 28, "D").tolist() == list(range(295, 400, 7))


def test_a_history_keeps_a_season_and_a_half_or_half_of_itself() -> None:
    lengths = np.array([9, 16, 18, 24, 30, 36, 100])
    assert least_history(lengths, "MS").tolist() == [8, 12, 13, 13, 15, 18, 18]
    assert least_history(np.array([53, 200]), "W-MON").tolist() == [40, 78]


def test_early_origins_of_a_short_series_do_not_count() -> None:
    values, index = panel("MS", 60)
    values[1, :30] = np.nan
    past = rolled([LastValue()], values, index, 3, lambda _done: None)
    counted = np.asarray(past.known.any(axis=2))
    assert past.origins[counted[:, 0]].min() == 24
    # Thirty months keep fifteen, so the first origin is at forty-five or later.
    assert past.origins[counted[:, 1]].min() == 45
    np.testing.assert_array_equal(past.actual[0, 0], values[0, 24:27])


# --- weights -----------------------------------------------------------------------------------


def test_weights_fall_with_the_fourth_power_of_the_error() -> None:
    # Sixteen errors of 1, 2 and 1.2 each; the usual error of all is 1 and counts for 24 of them.
    actual = np.zeros((8, 1, 2))
    yhat = np.stack([np.full((8, 1, 2), error) for error in (1.0, 2.0, 1.2)])
    found = weights(
        yhat,
        actual,
        np.ones((8, 1, 2), dtype=bool),
        usual=np.ones((3, 1)),
        answers=np.ones((3, 1), dtype=bool),
        naive=np.array([False, False, False]),
    )
    ratios = np.array([1.0, (32 + 24) / 40, (19.2 + 24) / 40])
    assert found[:, 0] == pytest.approx(ratios**-4 / (ratios**-4).sum())


def test_a_naive_method_joins_only_where_nothing_beats_it() -> None:
    actual = np.zeros((8, 2, 2))
    yhat = np.ones((2, 8, 2, 2))
    yhat[1, :, 0], yhat[1, :, 1] = 0.9, 1.1
    found = weights(
        yhat,
        actual,
        np.ones((8, 2, 2), dtype=bool),
        usual=np.ones((2, 2)),
        answers=np.ones((2, 2), dtype=bool),
        naive=np.array([False, True]),
    )
    assert found[1, 0] > 0.5
    assert found[:, 1].tolist() == [1.0, 0.0]


# --- intervals ---------------------------------------------------------------------------------


def test_the_width_is_the_score_of_its_corrected_rank() -> None:
    scores = np.arange(1.0, 101.0)[None, ::-1]
    found = conformal.widths(scores, (80, 95), np.zeros(1))
    # Of 100 scores: rank 82 of (100 + 2) x 80 %, and rank 97 of (100 + 2) x 95 %.
    assert found[:, 0].tolist() == [82.0, 97.0]


def test_few_scores_take_students_t_and_the_panels_size() -> None:
    few = np.full((2, 50), np.nan)
    few[0, :9], few[1, :9] = 1.0, 3.0
    found = conformal.widths(few, (80,), np.zeros(2))[0]
    # The usual size is 2, counted ten times beside nine of its own; t with 8 degrees: 1.3968.
    sizes = np.sqrt([(9 * 1 + 10 * 4) / 19, (9 * 9 + 10 * 4) / 19])
    assert found == pytest.approx(1.3968 * sizes, rel=1e-4)


def test_errors_of_later_steps_are_scaled_to_the_first() -> None:
    errors = np.full((3, 1, 6), 2.0)
    found = conformal.scores(errors, "MS")[0]
    assert found[0] == 2.0
    assert found[5] == pytest.approx(2.0 / 2**0.5)


def test_intervals_hold_simulated_sales_as_often_as_they_say() -> None:
    values, index = panel("MS", 66, series=150)
    outcome = run(candidates(), values[:, :60], index[:60], 6)
    bounds = outcome.bounds(outcome.yhat, outcome.errors(outcome.mixed), (80, 95))
    inside = {
        level: np.mean((low <= values[:, 60:]) & (values[:, 60:] <= high))
        for level, (low, high) in bounds.items()
    }
    assert 0.77 <= inside[80] <= 0.87
    assert 0.92 <= inside[95] <= 0.98


# --- scores ------------------------------------------------------------------------------------


def test_scores_are_those_of_a_backtest_of_one_series() -> None:
    values, index = panel("MS", 54)
    outcome = run([LastSeason()], values, index, 6)
    test = marks.test_of(outcome, values)
    found = marks.marks(outcome, test, outcome.past.yhat[0])
    for row, y in enumerate(values):
        alone = backtest(SeasonalNaive, pd.Series(y, index=index), 6, 11, every=3)
        assert found["folds"][row] == 11
        assert found["mase"][row] == pytest.approx(alone.mase)
        assert found["wape"][row] == pytest.approx(alone.wape)
        assert found["bias"][row] == pytest.approx(alone.bias)


def test_a_random_walk_is_no_better_forecast_than_by_its_last_value() -> None:
    random = np.random.default_rng(5)
    values = np.exp(8.0 + np.cumsum(random.normal(0.0, 0.05, (100, 60)), axis=1))
    index = pd.date_range("2020-01-01", periods=60, freq="MS")
    outcome = run(candidates(), values, index, 6)
    found = marks.beats(outcome, marks.test_of(outcome, values))
    assert None not in found
    assert sum(map(bool, found)) <= 5


def test_a_season_is_better_forecast_than_by_last_year() -> None:
    values, index = panel("MS", 60, series=40)
    outcome = run(candidates(), values, index, 6)
    found = marks.beats(outcome, marks.test_of(outcome, values))
    assert sum(map(bool, found)) >= 20
