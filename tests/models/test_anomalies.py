"""Unusual days: how often noise is taken for one, and what is never missed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from models.anomalies import HISTORY, THRESHOLD, unusual
from models.errors import WrongInput
from models.features import FloatArray

Numbers = npt.NDArray[Any]

WEEK = np.array([1.1, 1.0, 1.0, 1.05, 1.3, 0.8, 0.5])
LENGTH = 6000


def frame(values: Numbers, orders: Numbers | None = None) -> pd.DataFrame:
    days = pd.date_range("2010-01-04", periods=len(values), freq="D")
    counted = values if orders is None else orders
    return pd.DataFrame({"period": days, "value": values.astype(float), "orders": counted})


def rhythm(length: int = LENGTH) -> FloatArray:
    """Weekdays, and a year that swings by two fifths."""
    days = np.arange(length)
    swing: FloatArray = WEEK[days % 7] * (1 + 0.4 * np.sin(2 * np.pi * days / 365.25))
    return swing


def rate(found: pd.DataFrame) -> float:
    """Share of the judged days that were flagged."""
    return float(found.loc[HISTORY:, "flagged"].mean())


@pytest.mark.parametrize("base", [3, 20, 100])
def test_orders_that_come_by_chance_are_flagged_on_fewer_than_one_day_in_400(base: int) -> None:
    orders = np.random.default_rng(base).poisson(base * rhythm())
    assert rate(unusual(frame(orders))) < 0.0025


@pytest.mark.parametrize(("base", "width"), [(5, 0.7), (50, 0.7), (5, 1.1), (50, 1.1)])
def test_sums_of_very_different_orders_are_flagged_on_fewer_than_one_day_in_200(
    base: int, width: float
) -> None:
    rng = np.random.default_rng(base)
    orders = rng.poisson(base * rhythm())
    money = np.array([rng.lognormal(3.5, width, n).sum() for n in orders])
    assert rate(unusual(frame(money, orders))) < 0.005


def test_a_shop_that_grows_steadily_has_no_unusual_days() -> None:
    rng = np.random.default_rng(3)
    growth = np.exp(np.arange(1500) / 500)
    orders = rng.poisson(60 * WEEK[np.arange(1500) % 7] * growth)
    assert rate(unusual(frame(orders))) < 0.005


def test_doubled_and_halved_days_are_found_whatever_their_weekday() -> None:
    rng = np.random.default_rng(4)
    values = rng.poisson(100 * WEEK[np.arange(400) % 7]).astype(float)
    planted = [70 + 9 * n for n in range(30)]
    values[planted[::2]] *= 2
    values[planted[1::2]] *= 0.4
    found = unusual(frame(values))
    assert found.loc[planted, "flagged"].mean() > 0.9
    assert found.drop(index=planted)["flagged"].sum() <= 2


def test_a_day_is_judged_by_nothing_that_comes_after_it() -> None:
    values = np.random.default_rng(5).poisson(50 * rhythm(200)).astype(float)
    whole = unusual(frame(values))
    changed = values.copy()
    changed[151:] = 0
    pd.testing.assert_frame_equal(unusual(frame(changed)).head(151), whole.head(151))


def test_the_expected_value_is_the_weekdays_own() -> None:
    """Steady weeks: 100 on weekdays, 10 on Sundays; each day is expected to be what it is."""
    values = np.array(([100.0] * 6 + [10.0]) * 12)
    found = unusual(frame(values, np.full(84, 5.0)))
    assert found.loc[HISTORY:, "expected"].tolist() == pytest.approx(values[HISTORY:].tolist())
    assert not found["flagged"].any()
    assert (found["low"].dropna() < found["expected"].dropna()).all()


def test_a_day_on_which_the_shop_is_always_closed_is_expected_to_be_0() -> None:
    rng = np.random.default_rng(6)
    open_days = (np.arange(200) % 7) != 5
    values = rng.poisson(80, 200) * open_days
    found = unusual(frame(values.astype(float)))
    saturdays = found.loc[HISTORY:][~open_days[HISTORY:]]
    assert saturdays["expected"].tolist() == [0.0] * len(saturdays)
    assert not saturdays["flagged"].any()
    assert rate(found) < 0.02


def test_the_first_eight_weeks_have_no_baseline() -> None:
    found = unusual(frame(np.full(HISTORY + 2, 5.0)))
    assert found["score"].isna().tolist() == [True] * HISTORY + [False] * 2
    short = unusual(frame(np.full(HISTORY, 5.0)))
    assert short["expected"].isna().all()
    assert not short["flagged"].any()


def test_a_shop_without_a_single_order_is_not_judged() -> None:
    found = unusual(frame(np.zeros(80)))
    assert found["score"].isna().all()
    assert not found["flagged"].any()


def test_limits_lie_the_threshold_away_in_square_roots() -> None:
    values = np.random.default_rng(8).poisson(40 * rhythm(100)).astype(float)
    last = unusual(frame(values)).iloc[-1]
    above = np.sqrt(last["high"]) - np.sqrt(last["expected"])
    below = np.sqrt(last["expected"]) - np.sqrt(last["low"])
    assert above == pytest.approx(below)
    assert last["score"] == pytest.approx(
        (np.sqrt(last["value"]) - np.sqrt(last["expected"])) / (above / THRESHOLD)
    )


def test_a_day_without_a_value_is_refused() -> None:
    with pytest.raises(WrongInput, match="has no value"):
        unusual(frame(np.array([1.0, np.nan])))
