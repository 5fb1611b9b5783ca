"""The rows of `customer_value`, against the models they are made of."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from models.value.cells import DAYS_PER_WEEK
from models.value.counts import Standing, expected_if_alive
from models.value.scoring import Scorer
from tests.models.value.simulated import LEAVING_AT_ONCE, PUBLISHED, SPEND

DAY = date(2026, 11, 21)
CUSTOMERS = pd.DataFrame(
    {
        "repeat_days": [0, 4, 4, 20],
        "last_age": [0, 200, 200, 690],
        "age": [300, 230, 230, 700],
        "mean": [np.nan, 40.0, -10.0, 25.0],
    }
)


def scorer(discount: float = 0.0) -> Scorer:
    laws = (LEAVING_AT_ONCE, LEAVING_AT_ONCE, SPEND)
    return Scorer.of(laws, DAY, CUSTOMERS, (90, 365), discount)


def test_value_is_expected_orders_times_the_value_of_one() -> None:
    rows = scorer().score(CUSTOMERS)
    x, age = CUSTOMERS["repeat_days"].to_numpy(float), CUSTOMERS["age"].to_numpy(float) / 7
    alive = LEAVING_AT_ONCE.p_alive(x, CUSTOMERS["last_age"].to_numpy(float) / 7, age)
    np.testing.assert_allclose(rows["p_alive"], alive)
    for days in (90, 365):
        wanted = alive * expected_if_alive(LEAVING_AT_ONCE, x, age, days / DAYS_PER_WEEK)
        np.testing.assert_allclose(rows[f"orders_{days}"], wanted)
        np.testing.assert_allclose(rows[f"value_{days}"], wanted * rows["value_per_order"])
    assert rows["value_per_order"][0] == pytest.approx(SPEND.population_mean)
    assert rows["value_per_order"][2] < rows["value_per_order"][1]
    assert (rows["value_365_lo"] <= rows["value_365"]).all()
    assert (rows["value_365_hi"] >= rows["value_365"])[1:].all()


def test_the_next_order_comes_after_the_day_and_its_dates_are_in_order() -> None:
    rows = scorer().score(CUSTOMERS)
    assert (rows["next_order_from"] > pd.Timestamp(DAY)).all()
    later = rows[["next_order_from", "next_order_on", "next_order_to"]].iloc[1:]
    assert (later["next_order_from"] <= later["next_order_on"]).all()
    assert (later["next_order_on"] < later["next_order_to"]).all()
    weeks = (LEAVING_AT_ONCE.alpha + 100) * (2 ** (1 / (LEAVING_AT_ONCE.r + 20)) - 1)
    assert rows["next_order_on"][3] == pd.Timestamp(DAY) + pd.Timedelta(
        int(np.ceil(weeks * 7)), "D"
    )


def test_a_discount_takes_from_later_months_more_and_shrinks_the_limits_alike() -> None:
    plain, less = scorer().score(CUSTOMERS), scorer(0.1).score(CUSTOMERS)
    ratio = less["value_365"] / plain["value_365"]
    assert ratio.between(1 / 1.1, 1 / 1.1 ** (1 / 12)).all()
    np.testing.assert_allclose(less["value_365_hi"] / plain["value_365_hi"], ratio)
    assert (less["value_90"] / plain["value_90"] > ratio).all()
    np.testing.assert_allclose(less["orders_365"], plain["orders_365"])


def test_monthly_discount_follows_the_definition() -> None:
    """Sum over months of expected orders, divided by (1 + d)^(month / 12)."""
    horizon = scorer(0.1).horizons[1]
    now = Standing(np.array([4.0]), np.array([230 / 7]), np.array([1.0]))
    months = [min(n * 365.25 / 12, 365) / 7 for n in range(13)]
    until = [expected_if_alive(LEAVING_AT_ONCE, now.x, now.age, w)[0] for w in months]
    parts = [
        (later - before) / 1.1 ** (n / 12) for n, (before, later) in enumerate(pairwise(until), 1)
    ]
    assert horizon.discounted(now)[0] == pytest.approx(sum(parts))


def test_one_law_says_how_many_come_and_the_other_who_is_still_there() -> None:
    laws = (PUBLISHED, LEAVING_AT_ONCE, SPEND)
    rows = Scorer.of(laws, DAY, CUSTOMERS, (365,)).score(CUSTOMERS)
    once = rows.iloc[0]
    assert once["p_alive"] < 1
    x, age = np.zeros(1), np.array([300 / 7])
    assert once["orders_365"] == pytest.approx(expected_if_alive(PUBLISHED, x, age, 365 / 7)[0])


def test_scoring_a_customer_alone_or_among_others_is_the_same() -> None:
    ready = scorer()
    together = ready.score(CUSTOMERS)
    alone = ready.score(CUSTOMERS.iloc[[3]].reset_index(drop=True))
    pd.testing.assert_frame_equal(alone, together.iloc[[3]].reset_index(drop=True))
    low, high = ready.order_limits(CUSTOMERS)
    assert (low <= together["orders_365"]).all()
    assert (high >= np.floor(together["orders_365"])).all()
