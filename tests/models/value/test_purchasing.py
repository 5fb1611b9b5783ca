"""BG/NBD and MBG/NBD: the likelihood, its fit, and who is still a customer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, gamma

from models.errors import WrongInput
from models.value import fitting
from models.value.cells import Cells
from models.value.fitting import fit_purchasing, log_likelihood
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing, clearly_likelier
from tests.models.value.simulated import LEAVING_AT_ONCE, PUBLISHED, simulate


def one(x: float, t_x: float, age: float) -> Cells:
    """A single customer."""
    return Cells(*(np.array([value]) for value in (x, t_x, age, 1.0)))


def cells(histories: list[tuple[float, float, float]], customers: list[float]) -> Cells:
    x, t_x, age = np.array(histories).T
    return Cells(x, t_x, age, np.array(customers))


def integrated(law: Purchasing, x: int, t_x: float, age: float) -> tuple[float, float]:
    """The chances of the history with the customer alive and gone, by numerical integration."""

    def mean_rate(f: Any) -> float:
        density = gamma(law.r, scale=1 / law.alpha).pdf
        return float(quad(lambda rate: f(rate) * density(rate), 0, np.inf, limit=200)[0])

    def mean_leaving(f: Any) -> float:
        density = beta(law.a, law.b).pdf
        return float(quad(lambda p: f(p) * density(p), 0, 1, limit=200)[0])

    orders_survived = x + law.leaves_at_once
    alive = mean_rate(lambda rate: rate**x * math.exp(-rate * age))
    alive *= mean_leaving(lambda p: (1 - p) ** orders_survived)
    if orders_survived == 0:
        return alive, 0.0
    gone = mean_rate(lambda rate: rate**x * math.exp(-rate * t_x))
    gone *= mean_leaving(lambda p: p * (1 - p) ** (orders_survived - 1))
    return alive, gone


LAWS = (
    Purchasing(BG_NBD, r=1.3, alpha=4.0, a=1.4, b=2.4),
    Purchasing(MBG_NBD, r=1.3, alpha=4.0, a=1.4, b=2.4),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0.0, 12.0), (1, 3.0, 20.0), (4, 18.5, 20.0)])
def test_likelihood_and_chance_of_being_alive_are_the_integrals_they_stand_for(
    law: Purchasing, x: int, t_x: float, age: float
) -> None:
    alive, gone = integrated(law, x, t_x, age)
    assert log_likelihood(one(x, t_x, age), law) == pytest.approx(math.log(alive + gone), abs=1e-6)
    found = law.p_alive(np.array([float(x)]), np.array([t_x]), np.array([age]))
    assert found[0] == pytest.approx(alive / (alive + gone), abs=1e-6)


def test_mbg_nbd_has_the_formula_of_the_definitions() -> None:
    law = LAWS[1]
    r, alpha, a, b, x, t_x, age = 1.3, 4.0, 1.4, 2.4, 3.0, 11.0, 25.0
    wanted = 1 / (1 + a / (b + x) * ((alpha + age) / (alpha + t_x)) ** (r + x))
    assert law.p_alive(np.array([x]), np.array([t_x]), np.array([age]))[0] == pytest.approx(wanted)


def test_one_time_buyers_are_all_alive_to_bg_nbd_and_less_and_less_so_to_mbg_nbd() -> None:
    never, ages = np.zeros(3), np.array([1.0, 10.0, 100.0])
    bg, mbg = (law.p_alive(never, never, ages) for law in LAWS)
    assert bg.tolist() == [1.0, 1.0, 1.0]
    assert 1 > mbg[0] > mbg[1] > mbg[2] > 0


@pytest.mark.parametrize("law", [PUBLISHED, LEAVING_AT_ONCE], ids=lambda law: law.name)
def test_parameters_of_simulated_customers_are_found_again(law: Purchasing) -> None:
    crowd = simulate(law, 40_000, ages=(27, 39), weeks=0, seed=5)
    found = fit_purchasing(crowd.cells, law.name)
    # A rate and a chance on average, which are better determined than the four parameters.
    assert found.r / found.alpha == pytest.approx(law.r / law.alpha, rel=0.05)
    assert found.a / (found.a + found.b) == pytest.approx(law.a / (law.a + law.b), rel=0.08)
    assert found.log_likelihood >= log_likelihood(crowd.cells, law)
    assert found.log_likelihood == pytest.approx(log_likelihood(crowd.cells, found))


def test_no_step_in_any_direction_makes_the_histories_likelier() -> None:
    crowd = simulate(LEAVING_AT_ONCE, 3_000, ages=(10, 60), weeks=0, seed=6)
    found = fit_purchasing(crowd.cells)
    best = log_likelihood(crowd.cells, found)
    for name in ("r", "alpha", "a", "b"):
        for factor in (0.97, 1.03):
            state = found.state()
            state[name] *= factor
            assert log_likelihood(crowd.cells, Purchasing.restore(state)) < best


def test_counted_cells_are_fitted_like_single_customers() -> None:
    once, twice = (0.0, 0.0, 20.0), (2.0, 9.0, 20.0)
    single = cells([once, once, twice], [1.0, 1.0, 1.0])
    counted = cells([once, twice], [2.0, 1.0])
    for law in LAWS:
        assert log_likelihood(single, law) == pytest.approx(log_likelihood(counted, law))


def test_customers_who_never_leave_are_all_said_to_be_alive() -> None:
    rng = np.random.default_rng(7)
    rate = rng.gamma(2.0, 0.1, 4_000)
    x = rng.poisson(rate * 50).astype(float)
    t_x = np.where(x > 0, 50 * rng.beta(np.maximum(x, 1), 1), 0.0)
    found = fit_purchasing(Cells(x, t_x, np.full(4_000, 50.0), np.ones(4_000)))
    assert found.a / (found.a + found.b) < 0.01
    assert found.r / found.alpha == pytest.approx(0.2, rel=0.05)


def test_many_cells_are_fitted_as_well_as_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where to look is found on a part of them, the fit is made on all."""
    crowd = simulate(LEAVING_AT_ONCE, 3_000, ages=(10, 60), weeks=0, seed=9)
    whole = fit_purchasing(crowd.cells)
    monkeypatch.setattr(fitting, "_COARSE", 500)
    again = fit_purchasing(crowd.cells)
    assert again.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-6)
    assert again.r == pytest.approx(whole.r, rel=1e-4)


def test_where_nobody_came_back_nothing_is_fitted() -> None:
    nobody = cells([(0.0, 0.0, 9.0), (0.0, 0.0, 10.0)], [1.0, 1.0])
    with pytest.raises(WrongInput, match="Nobody came back"):
        fit_purchasing(nobody)


def test_evidence_is_clear_from_five_units_of_log_likelihood_on() -> None:
    one, other = (
        Purchasing(name, 1, 1, 1, 1, log_likelihood=value)
        for name, value in ((BG_NBD, -100.0), (MBG_NBD, -104.9))
    )
    assert not clearly_likelier(one, other)
    assert clearly_likelier(one, Purchasing(MBG_NBD, 1, 1, 1, 1, log_likelihood=-105.1))
