"""The worth of a bundle, added up by hand; and how far its range can be relied on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.bundles import Offer, bundles, intervals

PAIR: dict[str, object] = {
    "key_a": "TEA", "label_a": "Tea", "baskets_a": 200, "price_a": 5.0, "cost_a": float("nan"),
    "key_b": "MUG", "label_b": "Mug", "baskets_b": 100, "price_b": 10.0, "cost_b": 4.0,
    "both": 40,
}  # fmt: skip


def one(offer: Offer, **changed: object) -> pd.Series:
    """The bundle of the pair."""
    return bundles(pd.DataFrame([PAIR | changed]), offer).iloc[0]


def test_a_bundle_gains_new_pairs_and_gives_to_those_who_buy_both_anyway() -> None:
    """160 baskets with tea only; 20 % take a mug, 25 % are to: 8 mugs at 9 - 4, less 40 x 1."""
    found = one(Offer(discount=0.1, rise=0.25), price_a=0.0, cost_a=1.0)
    assert found["offer_label"] == "Mug"
    assert found["anchor_only"] == 160
    assert found["attach_now"] == pytest.approx(0.2)
    assert found["attach_then"] == pytest.approx(0.25)
    assert found["value"] == pytest.approx(10 * 0.9 - 4)
    assert found["by_margin"]
    assert found["gained"] == pytest.approx(160 * 0.05 * 5)
    assert found["given"] == pytest.approx(40 * 10 * 0.1)
    assert found["worth"] == pytest.approx(40 - 40, abs=1e-9)
    assert found["break_even"] == pytest.approx(0.2 + 40 / (160 * 5)) == 0.25


def test_without_a_cost_the_price_is_what_counts() -> None:
    found = one(Offer(0.1, 0.25), cost_b=float("nan"))
    assert not found["by_margin"]
    assert found["worth"] == pytest.approx(160 * 0.05 * 9 - 40)


def test_the_better_of_both_directions_is_offered() -> None:
    """Tea to buyers of mugs: 60 with a mug only, 40 % to 60 %, tea at 5."""
    found = one(Offer(0.0, 0.5), price_b=4.5)
    assert (found["anchor_label"], found["offer_label"]) == ("Mug", "Tea")
    assert found["worth"] == pytest.approx(60 * 0.2 * 5)


def test_an_attach_rate_ends_at_all_baskets() -> None:
    found = one(Offer(0.0, 4.0), both=90)
    assert found["attach_then"] <= 1.0


def test_an_offer_below_cost_never_pays() -> None:
    found = one(Offer(0.5, 0.1), price_a=0.0, cost_b=9.0, price_b=10.0, cost_a=1.0)
    assert found["worth"] < 0
    assert pd.isna(found["break_even"])


def test_bundles_are_ranked_by_money_and_not_by_lift() -> None:
    cheap = PAIR | {"key_b": "PEN", "label_b": "Pen", "price_b": 0.5, "cost_b": 0.1, "price_a": 0.5,
                    "both": 90, "baskets_a": 100, "lift": 40.0}  # fmt: skip
    found = bundles(pd.DataFrame([cheap, PAIR | {"lift": 3.0}]), Offer(0.0, 0.25))
    assert found["lift"].tolist() == [3.0, 40.0]
    assert found["worth"].is_monotonic_decreasing


def test_no_pairs_are_no_bundles() -> None:
    none = bundles(pd.DataFrame([PAIR]).head(0), Offer(0.1, 0.25))
    assert none.empty
    assert {"low", "high"} <= set(intervals(none, Offer(0.1, 0.25), baskets=10).columns)


def test_the_range_is_round_the_worth_and_the_same_every_time() -> None:
    offer = Offer(0.05, 0.5)
    found = bundles(pd.DataFrame([PAIR]), offer)
    first, again = (intervals(found, offer, baskets=1000) for _ in range(2))
    assert first.equals(again)
    row = first.iloc[0]
    assert row["low"] < row["worth"] < row["high"]


def test_fewer_baskets_give_a_wider_range() -> None:
    offer = Offer(0.05, 0.5)
    wide = intervals(bundles(pd.DataFrame([PAIR]), offer), offer, baskets=1000).iloc[0]
    ten = PAIR | {"both": 400, "baskets_a": 2000, "baskets_b": 1000}
    narrow = intervals(bundles(pd.DataFrame([ten]), offer), offer, baskets=10_000).iloc[0]
    relative = [(row["high"] - row["low"]) / row["worth"] for row in (wide, narrow)]
    assert relative[0] == pytest.approx(relative[1] * np.sqrt(10), rel=0.15)


def test_the_range_holds_the_true_worth_about_95_times_in_100() -> None:
    """Shops are drawn in which the chances are known; the truth is the worth of the chances."""
    offer, baskets = Offer(0.05, 0.5), 1000
    chances = np.array([0.04, 0.16, 0.06, 0.74])
    made = np.random.default_rng(5)
    drawn = made.multinomial(baskets, chances, size=200)
    rows = [
        PAIR | {"both": n[0], "baskets_a": n[0] + n[1], "baskets_b": n[0] + n[2]} for n in drawn
    ]
    true = one(offer)["worth"]
    ranges = intervals(bundles(pd.DataFrame(rows), offer), offer, baskets=baskets)
    held = ((ranges["low"] <= true) & (true <= ranges["high"])).mean()
    assert 0.88 <= held <= 0.99
