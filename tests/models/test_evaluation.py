from __future__ import annotations

import pytest

from models.errors import WrongInput
from models.evaluation import backtest
from models.forecasters.naive import Naive
from models.forecasters.seasonal_naive import SeasonalNaive
from tests.models.sales import months

# Two years: the second sells 10 more in every month; then January to March are 115, 125 and 165.
FIRST = [100.0, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220]
LATER = [v + 10 for v in FIRST]
Y = months([*FIRST, *LATER, 115, 125, 165], "2024-01-01")


def test_scores_of_seasonal_naive_added_up_by_hand() -> None:
    found = backtest(SeasonalNaive, Y, horizon=3, folds=1)
    # Last year's 110, 130, 140 against 115, 125, 165: errors -5, +5, -25 on 405 sold.
    assert (found.errors["yhat"] - found.errors["actual"]).tolist() == [-5, 5, -25]
    assert found.wape == pytest.approx(35 / 405)
    assert found.bias == pytest.approx(-25 / 405)
    # Seasonal changes before the origin are 10 each: mean error 35/3 is 7/6 of that.
    assert found.mase == pytest.approx(7 / 6)
    # The changes of 10 give a half-width of 10 x t(12): 13.6 at 80 %, 21.8 at 95 %.
    assert found.coverage80 == pytest.approx(2 / 3)
    assert found.coverage95 == pytest.approx(2 / 3)


def test_origins_roll_forward_and_nothing_is_learnt_from_the_future() -> None:
    found = backtest(Naive, Y, horizon=2, folds=2)
    assert found.errors["origin"].dt.strftime("%b %y").tolist() == ["Dec 25"] * 2 + ["Jan 26"] * 2
    assert found.errors["ds"].dt.strftime("%b %y").tolist() == [
        "Jan 26",
        "Feb 26",
        "Feb 26",
        "Mar 26",
    ]
    assert found.errors["step"].tolist() == [1, 2, 1, 2]
    assert found.errors["yhat"].tolist() == [230, 230, 115, 115]
    assert found.periods == 3


def test_origins_can_lie_further_apart() -> None:
    found = backtest(Naive, Y, horizon=1, folds=3, every=4)
    assert found.errors["actual"].tolist() == [180, 220, 165]


def test_mase_is_blank_without_a_season_before_the_origin() -> None:
    assert backtest(Naive, Y.iloc[:12], horizon=2, folds=1).mase is None


def test_mase_is_blank_when_seasons_never_differed() -> None:
    found = backtest(SeasonalNaive, months([*FIRST, *FIRST, 90, 90]), horizon=2, folds=1)
    assert found.mase is None
    assert found.wape == pytest.approx(40 / 180)


def test_shares_of_nothing_are_blank() -> None:
    found = backtest(Naive, months([5, 5, 5, 5, 0, 0]), horizon=2, folds=1)
    assert (found.wape, found.bias) == (None, None)


@pytest.mark.parametrize(("horizon", "folds"), [(25, 1), (3, 23), (0, 1), (3, 0)])
def test_a_backtest_that_does_not_fit_is_refused(horizon: int, folds: int) -> None:
    with pytest.raises(WrongInput, match="too short for a backtest"):
        backtest(Naive, Y, horizon, folds)
