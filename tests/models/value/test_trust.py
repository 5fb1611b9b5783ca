"""What data have to hold, how the held-out days are judged, and what a model says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.value.fitting import fit_purchasing
from models.value.gamma_gamma import fit_gamma_gamma
from models.value.gates import Facts, gates, passed
from models.value.holdout import Holdout, held_against, held_out_days, nearer
from models.value.model import ValueModel
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing
from tests.models.value.simulated import LEAVING_AT_ONCE, PUBLISHED, SPEND, simulate

ENOUGH = Facts(
    buyers=500, regulars=10, repeaters=200, history_days=180, quiet_days=30, correlation=0.29
)
CUT = date(2026, 6, 30)


def test_just_enough_is_enough() -> None:
    assert passed(gates(ENOUGH))
    assert passed(gates(replace(ENOUGH, correlation=None)))


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ({"buyers": 499}, "It takes 500 buyers, and there are 499 so far."),
        ({"history_days": 1}, "It takes 180 days of orders, and there is 1 so far."),
        (
            {"quiet_days": 31},
            "It takes an order within the last 30 days, and the last one is 31 days ago.",
        ),
        (
            {"regulars": 9},
            "It takes 10 buyers with orders on three days or more, and there are 9 so far.",
        ),
        (
            {"correlation": -0.3},
            "How often customers order and what an order brings have to have little to do with "
            "each other, but their correlation is −0.30 (it has to be below 0.3 either way).",
        ),
    ],
)
def test_whatever_is_missing_is_one_sentence(lacks: dict[str, Any], sentence: str) -> None:
    found = gates(replace(ENOUGH, **lacks))
    assert [gate.missing for gate in found if not gate.passed] == [sentence]
    model = ValueModel(CUT, 5, found)
    assert model.refused
    assert model.sentence() == f"Customers are not valued. {sentence}"
    assert ValueModel.restore(model.state()) == model


def test_a_third_of_the_history_is_held_out_and_half_a_year_at_most() -> None:
    assert [held_out_days(days) for days in (180, 272, 546, 3_000)] == [60, 90, 182, 182]


@pytest.mark.parametrize("law", [PUBLISHED, LEAVING_AT_ONCE], ids=lambda law: law.name)
def test_simulated_orders_and_money_are_foreseen_in_total_and_by_tenth(law: Purchasing) -> None:
    """Within 5 % in total and 15 % in each tenth, as far as so few orders in a tenth can tell."""
    crowd = simulate(law, 100_000, ages=(27, 39), weeks=39, seed=3)
    found = fit_purchasing(crowd.cells, law.name)
    spend = fit_gamma_gamma(crowd.x, crowd.mean)
    held, tenths = held_against(found, spend, crowd.outcomes, CUT, 273)
    assert held.actual_orders == crowd.came.sum()
    assert held.actual_value == pytest.approx(crowd.value.sum())
    assert held.orders_error is not None
    assert held.value_error is not None
    assert abs(held.orders_error) < 0.05
    assert abs(held.value_error) < 0.05
    off = tenths["predicted_orders"] / tenths["actual_orders"] - 1
    assert off.abs().max() < 0.15
    assert tenths["customers"].sum() == 100_000
    assert tenths["predicted_orders"].is_monotonic_increasing
    # Nothing makes the orders likelier than the law they were drawn from, by more than chance.
    other = MBG_NBD if law.name == BG_NBD else BG_NBD
    wrong, _ = held_against(fit_purchasing(crowd.cells, other), spend, crowd.outcomes, CUT, 273)
    assert held.log_score > wrong.log_score


def test_equal_predictions_stay_in_one_tenth() -> None:
    outcomes = pd.DataFrame(
        {
            "repeat_days": [0, 0, 3],
            "last_age": [0, 0, 60],
            "age": [100, 100, 100],
            "came": [0, 1, 2],
            "customers": [50, 20, 30],
            "mean_sum": [0.0, 0.0, 900.0],
            "value": [0.0, 500.0, 2_000.0],
        }
    )
    held, tenths = held_against(LEAVING_AT_ONCE, SPEND, outcomes, CUT, 91)
    assert tenths["decile"].tolist() == [4, 9]
    assert tenths["customers"].tolist() == [70, 30]
    assert tenths["actual_orders"].tolist() == [20.0, 60.0]
    assert tenths["actual_value"].tolist() == [500.0, 2_000.0]
    assert (held.customers, held.actual_orders, held.actual_value) == (100, 80.0, 2_500.0)
    per_order = SPEND.expected(np.array([3.0]), np.array([30.0]))[0]
    assert tenths["predicted_value"][1] == pytest.approx(tenths["predicted_orders"][1] * per_order)


def held(predicted: float, actual: float = 100.0) -> Holdout:
    return Holdout(CUT, 90, 1_000, predicted, actual, predicted * 10, actual * 8, -0.5)


def test_nearer_is_nearer_by_more_than_a_point() -> None:
    assert nearer(held(101), held(103))
    assert not nearer(held(101), held(98.5))
    assert not nearer(held(101), held(101, actual=0.0))


def test_a_model_says_what_it_learnt_from_and_how_far_it_was_off() -> None:
    mbg, bg = (
        replace(LEAVING_AT_ONCE, log_likelihood=-10.0),
        replace(PUBLISHED, log_likelihood=-9.0),
    )
    model = ValueModel(CUT, 1_234, gates(ENOUGH), 0.29, mbg, bg, SPEND, held(88.0), held(100.2))
    assert model.sentence() == (
        "MBG/NBD with Gamma-Gamma, learnt from 1,234 buyers. Held against the last 90 days, which "
        "it had not seen: predicted orders were 12% too low, and their value 10% too high."
    )
    assert model.alive == mbg
    assert ValueModel.restore(model.state()) == model
    other = model.swapped()
    assert other.name == "BG/NBD with Gamma-Gamma"
    assert other.alive == mbg
    assert "right to within half a percent, and their value 25% too high" in other.sentence()
    assert other.sentence().endswith(
        "Take single values as rough. Orders are expected by BG/NBD, which fits them better here; "
        "the chance of still being a customer is MBG/NBD's."
    )
    assert (other.parameters["r"], other.parameters["r_beside"]) == (0.243, 0.525)
    assert model.scores["orders_error"] == pytest.approx(-0.12)


def test_what_was_valued_against_the_conditions_says_so() -> None:
    few = gates(replace(ENOUGH, buyers=75))
    model = ValueModel(CUT, 75, few, law=LEAVING_AT_ONCE, spend=SPEND)
    assert model.sentence() == (
        "MBG/NBD with Gamma-Gamma, learnt from 75 buyers. Nothing could be held out to test it. "
        "Not to be relied on. It takes 500 buyers, and there are 75 so far."
    )
    with pytest.raises(ValueError, match="Customers are not valued"):
        _ = ValueModel(CUT, 75, few).fitted
