"""How many orders are to come: against closed forms, sums and simulated customers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import hyp2f1

from models.value.counts import (
    Standing,
    at_least_if_alive,
    beta_rule,
    chance_of,
    expected_if_alive,
    quantile,
)
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing
from tests.models.value.simulated import LEAVING_AT_ONCE, PUBLISHED, simulate

X = np.array([0.0, 0, 1, 2, 7, 29, 200])
AGE = np.array([0.1, 38, 38, 20, 38, 38, 150])
LAWS = (
    PUBLISHED,
    LEAVING_AT_ONCE,
    Purchasing(MBG_NBD, 0.05, 1.0, 0.02, 50.0),
    Purchasing(BG_NBD, 2.0, 3.0, 3.0, 0.5),
)


@pytest.mark.parametrize("law", LAWS, ids=str)
@pytest.mark.parametrize("weeks", [90 / 7, 365 / 7])
def test_expected_orders_are_those_of_the_published_closed_form(
    law: Purchasing, weeks: float
) -> None:
    a, b, s = law.a, law.staying(X), law.shape(X)
    share = weeks / (law.alpha + AGE + weeks)
    tail = (1 - share) ** s * hyp2f1(s, b, a + b - 1, share)
    wanted = (a + b - 1) / (a - 1) * (1 - tail)
    np.testing.assert_allclose(expected_if_alive(law, X, AGE, weeks), wanted, rtol=1e-8)


def test_the_published_example_expects_1_226_orders() -> None:
    """Fader, Hardie and Lee (2005): x = 2, t_x = 30.43, T = 38.86, the next 39 weeks."""
    x, t_x, age = np.array([2.0]), np.array([30.43]), np.array([38.86])
    alive = PUBLISHED.p_alive(x, t_x, age)
    expected = alive * expected_if_alive(PUBLISHED, x, age, 39.0)
    assert round(float(expected[0]), 3) == 1.226
    assert round(float(alive[0]), 2) == 0.73


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_mean_is_the_sum_over_all_numbers_of_orders(law: Purchasing) -> None:
    chances = [at_least_if_alive(law, X[:6], AGE[:6], 13.0, np.full(6, n)) for n in range(1, 1500)]
    np.testing.assert_allclose(
        sum(chances), expected_if_alive(law, X[:6], AGE[:6], 13.0), rtol=1e-7
    )


def test_chances_of_all_numbers_add_up_to_one_and_nothing_follows_who_is_gone() -> None:
    now = Standing(X[:5], AGE[:5], np.array([1.0, 0.5, 0.2, 0.0, 0.9]))
    chances = np.array([chance_of(PUBLISHED, now, 13.0, np.full(5, float(n))) for n in range(400)])
    np.testing.assert_allclose(chances.sum(axis=0), 1.0, rtol=1e-9)
    assert chances[0, 3] == 1.0
    assert (chances >= 0).all()


def test_no_more_than_the_quantile_come_with_its_chance() -> None:
    now = Standing(X, AGE, np.array([1.0, 0.5, 0.2, 0.05, 0.9, 0.8, 0.99]))
    found = quantile(PUBLISHED, now, 52.0, 0.9)
    beyond = now.p_alive * at_least_if_alive(PUBLISHED, X, AGE, 52.0, found + 1)
    before = now.p_alive * at_least_if_alive(PUBLISHED, X, AGE, 52.0, found)
    assert (beyond <= 0.1 + 1e-12).all()
    assert ((found == 0) | (before > 0.1)).all()
    assert found[3] == 0


def test_simulated_customers_place_each_number_of_orders_as_often_as_is_said() -> None:
    crowd = simulate(LEAVING_AT_ONCE, 60_000, ages=(20, 39), weeks=26, seed=8)
    alive = LEAVING_AT_ONCE.p_alive(crowd.x, crowd.t_x, crowd.age)
    assert alive.mean() == pytest.approx(crowd.alive.mean(), abs=0.008)
    now = Standing(crowd.x, crowd.age, alive)
    for number in (0.0, 1.0, 2.0, 5.0):
        said = chance_of(LEAVING_AT_ONCE, now, 26.0, np.full(len(crowd.x), number))
        assert said.mean() == pytest.approx((crowd.came == number).mean(), abs=0.005)


def test_the_rule_gives_the_moments_of_a_beta_law() -> None:
    for a, b in ((0.8, 2.4), (0.02, 50.0), (3.0, 900.0)):
        nodes, weights = beta_rule(a, b)
        assert weights.sum() == pytest.approx(1.0)
        assert weights @ nodes == pytest.approx(a / (a + b))
        second = a * (a + 1) / ((a + b) * (a + b + 1))
        assert weights @ nodes**2 == pytest.approx(second)
