"""Pairs of products: every count against plain Python, whichever database counted."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.answers import baskets as answers
from data.answers.baskets import Basket, Baskets, baskets
from data.filters import Filters
from data.periods import Period
from data.releases import ReleaseStore
from data.warehouse import View
from models.affinity import FALSE_DISCOVERIES, associations, expected_by_size
from models.bundles import Offer, bundles
from tests.data.answers.carts import START, Cart, random_carts, shop_of

ALL = Filters()
PRICES = [str(5 + n % 7) for n in range(30)]
Shop = Callable[..., View]


@pytest.fixture
def shop(new_store: Callable[..., ReleaseStore], tmp_path: Path) -> Shop:
    """Publishes the carts of one test."""

    def made(
        carts: Sequence[Cart], prices: Sequence[str] = PRICES, codes: Sequence[int] = ()
    ) -> View:
        return shop_of(new_store(tmp_path), carts, prices, codes=codes)

    return made


@pytest.fixture(scope="module")
def carts() -> list[Cart]:
    """600 baskets of 30 products, and a pair that goes together."""
    return planted(random_carts(7, 600, 30), share=6)


@pytest.fixture(scope="module")
def view(
    carts: list[Cart],
    new_store: Callable[..., ReleaseStore],
    tmp_path_factory: pytest.TempPathFactory,
) -> View:
    """A shop of those baskets."""
    return shop_of(new_store(tmp_path_factory.mktemp("carts")), carts, PRICES)


def planted(carts: Sequence[Cart], share: int) -> list[Cart]:
    """Every so many-th basket gets products 20 and 21 as well."""
    return [
        Cart(sorted({*cart.products, 20, 21}), cart.day, cart.who) if not n % share else cart
        for n, cart in enumerate(carts)
    ]


def judged(found: Baskets) -> pd.DataFrame:
    """The pairs with what the tests say of them."""
    by_size = expected_by_size(found.pairs, found.of_products, found.sizes)
    return associations(found.pairs, baskets=found.baskets, tested=found.tested, by_size=by_size)


def counted(found: Baskets) -> dict[tuple[str, str], int]:
    """Pair of product codes -> baskets with both."""
    rows = found.pairs[["key_a", "key_b", "both"]].itertuples(index=False, name=None)
    return {(min(a, b), max(a, b)): both for a, b, both in rows}


def by_hand(groups: Sequence[set[int]], factor: float) -> dict[tuple[str, str], int]:
    """The same, in plain Python: pairs in five baskets or more, and in more than by chance."""
    alone = Counter(p for group in groups for p in group)
    both = Counter(two for group in groups for two in itertools.combinations(sorted(group), 2))
    return {
        (f"P{a:04}", f"P{b:04}"): n
        for (a, b), n in both.items()
        if n >= 5 and n > alone[a] * alone[b] * factor / len(groups)
    }


def test_pairs_are_counted_as_plain_python_counts_them(view: View, carts: list[Cart]) -> None:
    found = baskets(view, ALL)
    groups = [set(cart.products) for cart in carts]
    assert found.baskets == len(groups) == 600
    assert counted(found) == by_hand(groups, found.factor)
    assert len(found.pairs) > 10
    alone = Counter(p for group in groups for p in group)
    known = [n for n in alone.values() if n >= 5]
    assert found.products == len(known)
    assert found.tested == len(known) * (len(known) - 1) // 2
    for side in ("a", "b"):
        of_side = found.pairs.set_index(f"key_{side}")[f"baskets_{side}"]
        assert all(alone[int(str(key)[1:])] == n for key, n in of_side.items())


def test_only_the_baskets_of_the_period_count(view: View, carts: list[Cart]) -> None:
    week = Period(START, START + timedelta(days=6))
    found = baskets(view, ALL.within(week))
    groups = [set(cart.products) for cart in carts if cart.day <= week.end]
    assert found.baskets == len(groups)
    assert counted(found) == by_hand(groups, found.factor)


def test_a_product_filter_keeps_its_pairs_and_cuts_no_basket(view: View) -> None:
    everything, some = baskets(view, ALL), baskets(view, Filters(products=("P0020",)))
    assert (some.baskets, some.tested) == (everything.baskets, everything.tested)
    expected = {two: n for two, n in counted(everything).items() if "P0020" in two}
    assert counted(some) == expected
    assert expected


def test_the_planted_pair_ranks_first(view: View) -> None:
    found = baskets(view, ALL)
    tested = judged(found)
    sure = bundles(tested[tested["q"] <= FALSE_DISCOVERIES], Offer(0.0, 0.25))
    assert {sure["key_a"].iloc[0], sure["key_b"].iloc[0]} == {"P0020", "P0021"}


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_independent_baskets_offer_at_most_five_per_cent_of_pairs(shop: Shop, seed: int) -> None:
    found = baskets(shop(random_carts(seed, 500, 30)), ALL)
    tested = judged(found)
    assert found.tested > 300
    assert (tested["q"] <= FALSE_DISCOVERIES).sum() <= 0.05 * found.tested


def test_two_lines_of_a_product_are_one_and_codes_are_no_products(shop: Shop) -> None:
    made = [Cart([0, 0, 1, 2])] * 6 + [Cart([3])] * 6
    found = baskets(shop(made, PRICES[:4], codes=[2]), ALL)
    assert counted(found) == {("P0000", "P0001"): 6}
    assert (found.baskets, found.products, found.tested) == (12, 3, 3)


def test_a_pair_in_four_baskets_is_too_rare(shop: Shop) -> None:
    found = baskets(shop([*[Cart([0, 1])] * 4, *[Cart([2, 3])] * 5, *[Cart([4])] * 9]), ALL)
    assert counted(found) == {("P0002", "P0003"): 5}
    assert found.products == 3


def test_baskets_of_a_customer_are_30_days_long_and_guests_have_single_orders(shop: Shop) -> None:
    made = []
    for n in range(6):
        who = f"c{n}"
        first = START + timedelta(days=n)
        made += [Cart([0], first, who), Cart([1], first + timedelta(days=29), who)]
        made += [Cart([2], first + timedelta(days=30), who), Cart([3], first), Cart([4], first)]
    view = shop(made)
    found = baskets(view, ALL, Basket.DAYS)
    assert counted(found) == {("P0000", "P0001"): 6}
    # Two windows of six customers, and twelve orders of guests.
    assert found.baskets == 24
    assert baskets(view, ALL, Basket.ORDER).pairs.empty


def test_customers_baskets_are_counted_as_plain_python_counts_them(shop: Shop) -> None:
    orders = [
        Cart(cart.products, START + timedelta(days=n % 90), f"c{n % 150}" if n % 3 else None)
        for n, cart in enumerate(random_carts(9, 600, 30))
    ]
    found = baskets(shop(orders), ALL, Basket.DAYS)
    first: dict[str, int] = {}
    for cart in sorted(orders, key=lambda c: c.day):
        if cart.who:
            first.setdefault(cart.who, cart.day.toordinal())
    groups: dict[object, set[int]] = defaultdict(set)
    for n, cart in enumerate(orders):
        window = (cart.who, (cart.day.toordinal() - first[cart.who]) // 30) if cart.who else n
        groups[window] |= set(cart.products)
    assert found.baskets == len(groups)
    assert counted(found) == by_hand(list(groups.values()), found.factor)


def test_baskets_too_large_to_say_anything_are_left_out_and_counted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [*[Cart(range(12))] * 7, *[Cart([0, 1])] * 6, *[Cart([2])] * 6]
    view = shop(made)
    whole = baskets(view, ALL)
    assert (whole.largest, whole.left_out, whole.baskets) == (100, 0, 19)
    monkeypatch.setattr(answers, "PAIRS_COUNTED", 100)
    small = baskets(view, ALL)
    assert (small.largest, small.left_out, small.baskets) == (10, 7, 12)
    assert counted(small) == {("P0000", "P0001"): 6}


def test_the_limit_of_a_basket_follows_the_pairs_to_be_counted() -> None:
    sizes = pd.DataFrame({"size": [2, 30, 80], "baskets": [1000, 20_000, 100]})
    assert answers.largest_basket(sizes) == 100
    assert answers.largest_basket(sizes.assign(baskets=[1000, 20_000, 10_000])) == 50
    assert answers.largest_basket(sizes.assign(baskets=[1000, 40_000, 100])) == 25
    assert answers.largest_basket(sizes.assign(size=[9, 9, 9], baskets=10**9)) == 10


def test_baskets_of_one_size_need_no_correction() -> None:
    same = pd.DataFrame({"size": [4], "baskets": [100]})
    assert answers.size_factor(same) == 1.0
    # 90 of one product and 10 of eleven: 10 x 110 x 100 / 200^2
    mixed = pd.DataFrame({"size": [1, 11], "baskets": [90, 10]})
    assert answers.size_factor(mixed) == pytest.approx(2.75)
    assert answers.size_factor(same.head(0)) == 1.0


def test_the_price_is_what_a_piece_brought_and_the_cost_is_the_catalogues(shop: Shop) -> None:
    view = shop([*[Cart([0, 1])] * 6, *[Cart([2])] * 6], ["10", "4", "1"])
    pair = baskets(view, ALL).pairs.iloc[0]
    assert sorted((pair["price_a"], pair["price_b"])) == [4.0, 10.0]
    assert pd.isna(pair["cost_a"])


def test_products_and_sizes_of_baskets_make_up_the_same_lines(
    view: View, carts: list[Cart]
) -> None:
    found = baskets(view, ALL)
    groups = [set(cart.products) for cart in carts]
    alone = Counter(f"P{p:04}" for group in groups for p in group)
    assert found.of_products.to_dict() == {key: n for key, n in alone.items() if n >= 5}
    lines = (found.sizes["size"] * found.sizes["baskets"]).sum()
    assert lines == found.of_products.sum()
    assert found.sizes["baskets"].sum() <= found.baskets


def test_a_period_without_orders_has_no_baskets(view: View) -> None:
    nothing = baskets(
        view, ALL.within(Period(START - timedelta(days=9), START - timedelta(days=8)))
    )
    assert (nothing.baskets, nothing.tested, len(nothing.pairs)) == (0, 0, 0)
