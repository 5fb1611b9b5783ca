"""Belonging together, tested: against SciPy, by hand, and on baskets in which nothing does."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from models.affinity import (
    FALSE_DISCOVERIES,
    associations,
    expected_by_size,
    false_discovery,
    fisher_greater,
)


def pair(both: int, of_a: int, of_b: int) -> pd.DataFrame:
    """One pair."""
    return pd.DataFrame({"both": [both], "baskets_a": [of_a], "baskets_b": [of_b]})


def test_the_numbers_of_a_pair_are_those_of_the_definitions() -> None:
    """100 baskets, 20 with bread, 10 with butter, 8 with both; by chance it would be 2."""
    found = associations(pair(8, 20, 10), baskets=100, tested=45).iloc[0]
    assert found["support"] == 0.08
    assert found["confidence_ab"] == pytest.approx(8 / 20)
    assert found["confidence_ba"] == pytest.approx(8 / 10)
    assert found["expected"] == pytest.approx(2.0)
    assert found["lift"] == pytest.approx(8 * 100 / (20 * 10)) == 4.0
    p = fisher_exact([[8, 12], [2, 78]], alternative="greater").pvalue
    assert found["p"] == pytest.approx(p)
    assert found["q"] == pytest.approx(min(found["p"] * 45, 1.0))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fishers_test_is_that_of_scipy(seed: int) -> None:
    made = np.random.default_rng(seed)
    baskets = 400
    of_a, of_b = made.integers(5, 200, 40), made.integers(5, 200, 40)
    low = np.maximum(np.maximum(of_a + of_b - baskets, of_a * of_b // baskets), 0)
    both = made.integers(low, np.minimum(of_a, of_b) + 1)
    ours = fisher_greater(both.astype(float), of_a.astype(float), of_b.astype(float), baskets)
    for n, a, b, p in zip(both, of_a, of_b, ours, strict=True):
        table = [[n, a - n], [b - n, baskets - a - b + n]]
        scipys = fisher_exact(table, alternative="greater").pvalue
        assert p == pytest.approx(scipys, rel=1e-9, abs=1e-300)


def test_products_that_are_in_every_basket_say_nothing() -> None:
    found = associations(pair(50, 50, 20).assign(both=20), baskets=50, tested=1).iloc[0]
    assert (found["lift"], found["p"]) == (1.0, pytest.approx(1.0))


def test_false_discovery_is_that_of_scipy() -> None:
    p = np.random.default_rng(4).uniform(size=200) ** 3
    assert false_discovery(p, 200) == pytest.approx(false_discovery_control(p, method="bh"))


def test_pairs_that_were_tested_and_are_not_shown_count_too() -> None:
    p = np.array([0.001, 0.04])
    shown = false_discovery_control(np.array([0.001, 0.04, *[1.0] * 98]), method="bh")
    assert false_discovery(p, 100) == pytest.approx(shown[:2])
    assert false_discovery(p, 2) == pytest.approx([0.002, 0.04])


def test_without_pairs_there_is_nothing_to_say() -> None:
    nothing = pair(8, 20, 10).head(0)
    assert associations(nothing, baskets=0, tested=0).empty


def offered_by_chance(seed: int, *, mean_size: float, baskets: int, products: int) -> float:
    """The part of all pairs that is offered, where products are drawn independently."""
    made = np.random.default_rng(seed)
    chances = made.pareto(1.2, products) + 0.2
    chances /= chances.sum()
    sizes = np.minimum(made.geometric(1 / mean_size, baskets), products)
    carts = [made.choice(products, size=s, replace=False, p=chances) for s in sizes]
    alone = Counter(p for cart in carts for p in cart)
    both = Counter(two for cart in carts for two in itertools.combinations(sorted(cart), 2))
    known = {p for p, n in alone.items() if n >= 5}
    rows = [(a, b, n, alone[a], alone[b]) for (a, b), n in both.items() if n >= 5]
    frame = pd.DataFrame(rows, columns=["key_a", "key_b", "both", "baskets_a", "baskets_b"])
    of_products = pd.Series({p: alone[p] for p in known})
    held = Counter(len(known & set(cart)) for cart in carts)
    of_sizes = pd.DataFrame(sorted(held.items()), columns=["size", "baskets"])
    tested = len(known) * (len(known) - 1) // 2
    by_size = expected_by_size(frame, of_products, of_sizes)
    found = associations(frame, baskets=baskets, tested=tested, by_size=by_size)
    return float((found["q"] <= FALSE_DISCOVERIES).sum() / tested)


@pytest.mark.parametrize("mean_size", [1.3, 3.0, 8.0])
@pytest.mark.parametrize("seed", range(8))
def test_independent_baskets_offer_at_most_five_per_cent_of_pairs(
    seed: int, mean_size: float
) -> None:
    """In fact none, nearly always: also where some buy much more at once than others."""
    share = offered_by_chance(seed, mean_size=mean_size, baskets=1500, products=40)
    assert share <= 0.005


def test_chance_keeps_the_numbers_of_products_and_the_sizes_of_baskets() -> None:
    """Two sizes, two kinds of products: the chances add up to what was counted."""
    of_products = pd.Series([300] * 2 + [60] * 10, index=[f"P{n}" for n in range(12)])
    sizes = pd.DataFrame({"size": [1, 5], "baskets": [700, 100]})
    every = [(a, b) for a in of_products.index for b in of_products.index if a != b]
    frame = pd.DataFrame(every, columns=["key_a", "key_b"])
    met = expected_by_size(frame, of_products, sizes)
    # A basket of one has no pair, one of five has twenty, counted both ways.
    assert met.sum() == pytest.approx(100 * 20)
    common = met[[{a, b} == {"P0", "P1"} for a, b in every]]
    assert common == pytest.approx([common[0]] * 2)
    assert common[0] > met[[{a, b} == {"P5", "P6"} for a, b in every]][0]


def test_without_the_size_of_baskets_chance_would_be_taken_for_taste() -> None:
    """200 baskets of ten products and 800 of one: two of fifty meet in large ones, by chance."""
    of_products = pd.Series(2800 / 50, index=range(50))
    sizes = pd.DataFrame({"size": [1, 10], "baskets": [800, 200]})
    frame = pair(8, 56, 56).assign(key_a=1, key_b=2)
    by_size = expected_by_size(frame, of_products, sizes)
    assert by_size.tolist() == [pytest.approx(200 * 90 / (50 * 49))]
    plain = associations(frame, baskets=1000, tested=1)
    assert plain["expected"].iloc[0] == pytest.approx(3.136)
    assert plain["q"].iloc[0] < 0.05
    assert associations(frame, baskets=1000, tested=1, by_size=by_size)["q"].iloc[0] > 0.4


def test_a_pair_that_fills_its_baskets_alone_is_not_explained_by_their_size() -> None:
    """100 baskets of just bread and butter among 300 of one other thing."""
    of_products = pd.Series([100, 100, *[30] * 10], index=["A", "B", *range(10)])
    sizes = pd.DataFrame({"size": [1, 2], "baskets": [300, 100]})
    frame = pair(100, 100, 100).assign(key_a="A", key_b="B")
    by_size = expected_by_size(frame, of_products, sizes)
    assert by_size[0] < 40
    assert associations(frame, baskets=400, tested=66, by_size=by_size)["q"].iloc[0] < 1e-10
