"""The arithmetic behind every bridge, on numbers that nobody chose."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from itertools import permutations

import pytest

from data.effects import Unbalanced, closed, rounded, split

CENT = Decimal("0.01")


def test_doubling_two_factors_is_half_the_work_of_each() -> None:
    customers, frequency = split((10, 2.0), (20, 4.0))
    assert customers == pytest.approx(30)
    assert frequency == pytest.approx(30)


def test_a_factor_that_stays_has_no_effect_and_the_other_has_all_of_it() -> None:
    assert split((100, 1.5, 20), (100, 1.5, 22)) == pytest.approx((0, 0, 300))
    assert split((100, 1.5, 20), (100, 1.5, 20)) == (0, 0, 0)


def test_the_effect_of_a_factor_is_the_logarithmic_mean_times_its_growth() -> None:
    mean = (330 - 200) / math.log(330 / 200)
    expected = (mean * math.log(11 / 10), mean * math.log(30 / 20))
    assert split((10, 20), (11, 30)) == pytest.approx(expected)


def test_a_negative_order_value_is_split_by_the_average_of_both_orders() -> None:
    """10 orders of -2 become 20 of 3: orders alone -20 or +30, value alone +50 or +100."""
    orders, value = split((10, -2.0), (20, 3.0))
    assert (orders, value) == pytest.approx((5, 75))


def test_a_value_of_nothing_is_split_by_the_average_of_both_orders() -> None:
    assert split((4, 0.0), (6, 5.0)) == pytest.approx((5, 25))


def test_three_factors_without_logarithms_take_the_average_of_all_six_orders() -> None:
    before, after = (3.0, 2.0, -5.0), (4.0, 1.5, 7.0)
    sums = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        now = list(before)
        for factor in order:
            was = math.prod(now)
            now[factor] = after[factor]
            sums[factor] += math.prod(now) - was
    assert split(before, after) == pytest.approx([each / 6 for each in sums])


def _factors(chance: random.Random) -> tuple[float, ...]:
    customers = chance.choice([1, 7, 400, 250_000])
    orders = customers + chance.randrange(3 * customers)
    money = chance.choice([0.0, 0.01, 12.34, 98_765.43, 4e8]) * chance.choice([1, 1, 1, 1, -1])
    return customers, orders / customers, (money + chance.random()) / orders


def test_effects_add_up_know_no_order_and_turn_with_time_for_thousands_of_shops() -> None:
    chance = random.Random(5)
    logarithmic = 0
    for _ in range(5_000):
        before, after = _factors(chance), _factors(chance)
        found = split(before, after)
        size = max(abs(math.prod(before)), abs(math.prod(after)), 1)
        assert sum(found) == pytest.approx(
            math.prod(after) - math.prod(before), rel=1e-9, abs=1e-9 * size
        )
        turned = [-effect for effect in split(after, before)]
        assert turned == pytest.approx(found, rel=1e-6, abs=1e-9 * size)
        mixed = split(before[::-1], after[::-1])[::-1]
        assert mixed == pytest.approx(found, rel=1e-6, abs=1e-9 * size)
        logarithmic += min(*before, *after) > 0
    assert 1_000 < logarithmic < 4_900


def test_closed_parts_add_up_and_none_moves_by_more_than_a_cent() -> None:
    chance = random.Random(6)
    for _ in range(5_000):
        parts = [chance.uniform(-1e6, 1e6) for _ in range(chance.randrange(1, 12))]
        whole = rounded(sum(parts), CENT)
        found = closed(parts, whole, CENT)
        assert sum(found) == whole
        assert all(
            abs(Decimal(repr(part)) - cents) < CENT
            for part, cents in zip(parts, found, strict=True)
        )


def test_the_cent_that_the_two_ends_lost_by_rounding_is_given_to_one_part() -> None:
    assert closed([1.0, 2.0], Decimal("3.01"), CENT) == (Decimal("1.01"), Decimal("2.00"))
    assert closed([1.0, 2.0], Decimal("2.99"), CENT) == (Decimal("1.00"), Decimal("1.99"))


def test_thirds_are_closed_by_those_that_lose_most() -> None:
    found = closed([1 / 3, 1 / 3, 1 / 3], Decimal("1.00"), CENT)
    assert found == (Decimal("0.34"), Decimal("0.33"), Decimal("0.33"))


def test_currencies_without_cents_are_closed_in_whole_units() -> None:
    assert closed([0.5, 0.7, -0.2], Decimal(1), Decimal(1)) == tuple(map(Decimal, (0, 1, 0)))
    assert rounded(-2.5, Decimal(1)) == -3


def test_what_is_more_than_rounding_is_never_closed() -> None:
    with pytest.raises(Unbalanced, match=r"add up to 3\.0, not to 3\.02"):
        closed([1.0, 2.0], Decimal("3.02"), CENT)
    with pytest.raises(Unbalanced):
        closed([], Decimal("0.02"), CENT)
