"""What orders bring, the limits of a customer's value, and when the next order comes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import betaincc

from models.errors import WrongInput
from models.value.cells import DAYS_PER_WEEK
from models.value.counts import Standing, at_least_if_alive
from models.value.fitting import fit_purchasing
from models.value.gamma_gamma import fit_gamma_gamma
from models.value.intervals import ValueLimits
from models.value.next_order import LATE, MEDIAN, SOON, wait_days
from tests.models.value.simulated import LEAVING_AT_ONCE, SPEND, Crowd, simulate

WEEKS = 39.0


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    return simulate(LEAVING_AT_ONCE, 60_000, ages=(27, 39), weeks=WEEKS, seed=3)


def test_spends_of_simulated_customers_are_found_again(crowd: Crowd) -> None:
    found = fit_gamma_gamma(crowd.x, crowd.mean)
    assert found.population_mean == pytest.approx(SPEND.population_mean, rel=0.02)
    assert found.q == pytest.approx(SPEND.q, rel=0.08)
    assert found.p == pytest.approx(SPEND.p, rel=0.15)
    assert found.customers == int((crowd.x > 0).sum())


def test_money_in_another_unit_changes_gamma_alone(crowd: Crowd) -> None:
    few = slice(0, 4_000)
    euros = fit_gamma_gamma(crowd.x[few], crowd.mean[few])
    cents = fit_gamma_gamma(crowd.x[few], crowd.mean[few] * 100)
    assert (cents.p, cents.q) == pytest.approx((euros.p, euros.q), rel=1e-4)
    assert cents.gamma == pytest.approx(100 * euros.gamma, rel=1e-4)


def test_the_expected_value_weighs_own_mean_against_that_of_all() -> None:
    x, mean = np.array([0.0, 1.0, 10.0, 3.0]), np.array([np.nan, 50.0, 50.0, -20.0])
    found = SPEND.expected(x, mean)
    weight = SPEND.p * x / (SPEND.p * x + SPEND.q - 1)
    own = np.array([0.0, 50.0, 50.0, 0.0])
    np.testing.assert_allclose(found, weight * own + (1 - weight) * SPEND.population_mean)
    assert found[0] == pytest.approx(SPEND.population_mean)


def test_without_money_there_is_no_law_of_spend() -> None:
    with pytest.raises(WrongInput, match="No repeat order brought money"):
        fit_gamma_gamma(np.array([0.0, 2.0]), np.array([10.0, -5.0]))


def test_limits_are_the_quantiles_of_the_sum_over_all_numbers_of_orders(crowd: Crowd) -> None:
    rows = np.arange(0, 60_000, 4_001)
    x, age = crowd.x[rows], crowd.age[rows]
    alive = LEAVING_AT_ONCE.p_alive(x, crowd.t_x[rows], age)
    table = ValueLimits.of(LEAVING_AT_ONCE, SPEND, WEEKS, crowd.x, crowd.age)
    low, high = table.limits(Standing(x, age, alive))
    for index in range(len(rows)):
        at = (x[index], age[index], alive[index])
        assert low[index] == pytest.approx(exact(*at, exceeded=0.9), rel=0.03, abs=1e-3)
        assert high[index] == pytest.approx(exact(*at, exceeded=0.1), rel=0.03, abs=1e-3)


def exact(x: float, age: float, alive: float, *, exceeded: float) -> float:
    """In units of the expected value of an order, by a search over the whole sum."""
    orders = np.arange(1.0, 400.0)
    chance = at_least_if_alive(LEAVING_AT_ONCE, np.full(399, x), np.full(399, age), WEEKS, orders)
    part = alive * (chance[:-1] - chance[1:])
    shape = SPEND.p * x + SPEND.q

    def too_often(worth: float) -> float:
        exceeds = betaincc(SPEND.p * orders[:-1], shape, worth / (1 + worth))
        return float(part @ exceeds) - exceeded

    if too_often(0.0) <= 0:
        return 0.0
    return float(brentq(too_often, 0.0, 1e3)) * (shape - 1) / SPEND.p


def test_eighty_per_cent_of_simulated_customers_lie_within_their_limits(crowd: Crowd) -> None:
    """More do where nothing is the likely outcome: a chance of 0 cannot be cut in tenths."""
    law = fit_purchasing(crowd.cells)
    spend = fit_gamma_gamma(crowd.x, crowd.mean)
    now = Standing(crowd.x, crowd.age, law.p_alive(crowd.x, crowd.t_x, crowd.age))
    low, high = ValueLimits.of(law, spend, WEEKS, crowd.x, crowd.age).limits(now)
    worth = spend.expected(crowd.x, np.nan_to_num(crowd.mean))
    low, high = low * worth, high * worth
    above = crowd.value > high
    assert above[high > 0].mean() == pytest.approx(0.1, abs=0.01)
    assert above[high == 0].mean() < 0.1
    assert (crowd.value < low)[low > 0].mean() == pytest.approx(0.1, abs=0.05)
    assert ((crowd.value >= low) & (crowd.value <= high)).mean() == pytest.approx(0.9, abs=0.02)


def test_the_wait_follows_the_lomax_law() -> None:
    law, x, age = LEAVING_AT_ONCE, np.array([3.0]), np.array([30.0])
    days = wait_days(law, x, age, MEDIAN)[0]
    weeks = (law.alpha + 30.0) * (2 ** (1 / (law.r + 3)) - 1)
    assert days == np.ceil(weeks * DAYS_PER_WEEK)


def test_simulated_customers_who_are_alive_order_when_it_is_said(crowd: Crowd) -> None:
    alive = crowd.alive > 0
    for share in (SOON, MEDIAN, LATE):
        until = wait_days(LEAVING_AT_ONCE, crowd.x, crowd.age, share) / DAYS_PER_WEEK
        seen = alive & (until < WEEKS)  # later orders were not followed
        assert (crowd.first_wait[seen] <= until[seen]).mean() == pytest.approx(share, abs=0.02)


def test_a_wait_beyond_a_hundred_years_is_no_date_and_none_is_shorter_than_a_day() -> None:
    x, age = np.array([0.0, 300.0]), np.array([100.0, 100.0])
    late = wait_days(LEAVING_AT_ONCE, x, age, LATE)
    assert np.isnan(late[0])
    assert wait_days(LEAVING_AT_ONCE, x, age, SOON)[1] == 1.0
