"""What was planted is what is found: prices, shares, pieces, new and discontinued goods."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.answers.price_volume_mix import contributions, price_volume_mix
from data.basis import Basis
from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.periods import Comparison, month
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.grown import publish
from tests.data.answers.priced import Priced

MAY_DAY, JUNE_DAY = date(2026, 5, 10), date(2026, 6, 10)
IN_JUNE = kept(JUNE)

Publish = Callable[[Priced], View]
Found = dict[str, Decimal]


@pytest.fixture
def published(new_store: Callable[..., ReleaseStore], tmp_path: Path) -> Publish:
    """A release of a shop whose days run from 1 May to 30 June."""

    def of(shop: Priced) -> View:
        shop.product("EDGE", "Edge", is_product=False)
        shop.sold(date(2026, 5, 1), None, ("EDGE", 1, "0")).sold(
            date(2026, 6, 30), None, ("EDGE", 1, "0")
        )
        return publish(new_store(tmp_path), shop)

    return of


def found(
    view: View,
    filters: Filters = IN_JUNE,
    basis: Basis = Basis.REFUND_DAY,
    by: Dimension = Dimension.PRODUCT,
) -> Found:
    """Every step that did something, and the change they add up to."""
    bridge = price_volume_mix(view, filters, Comparison.PREVIOUS, basis, by)
    assert bridge is not None
    steps = {step.name: bridge.amount(step.name) for step in bridge.steps if step.amount}
    assert sum(steps.values(), Decimal(0)) == bridge.ends.change
    return {**steps, "change": bridge.ends.change}


def shelf(count: int) -> Priced:
    shop = Priced()
    for number in range(count):
        shop.product(f"P{number:02}", f"Category {number % 4}")
    return shop


def test_a_price_rise_of_five_percent_is_all_price(published: Publish) -> None:
    shop, chance = shelf(20), random.Random(1)
    for number in range(200):
        product, pieces = f"P{number % 20:02}", chance.randrange(1, 9)
        price = Decimal(chance.randrange(1, 500)) * 20 / 100
        shop.sold(MAY_DAY, None, (product, pieces, str(price)))
        shop.sold(JUNE_DAY, None, (product, pieces, str(price * Decimal("1.05"))))
    view = published(shop)
    steps = found(view)
    before = sum((Decimal(row[3]) * row[4] for row in shop.rows["order_items"][:400:2]), Decimal(0))
    assert steps == {"price": before * Decimal("0.05"), "change": before * Decimal("0.05")}
    assert found(view, by=Dimension.CATEGORY) == steps


def test_a_swap_of_shares_is_all_mix(published: Publish) -> None:
    """The same pieces in all and the same prices, but dear goods instead of cheap ones."""
    shop = shelf(2)
    shop.sold(MAY_DAY, None, ("P00", 30, "10.01"), ("P01", 70, "25.07"))
    shop.sold(JUNE_DAY, None, ("P00", 70, "10.01"), ("P01", 30, "25.07"))
    change = 40 * (Decimal("10.01") - Decimal("25.07"))
    view = published(shop)
    assert found(view) == {"mix": change, "change": change}
    assert found(view, by=Dimension.CATEGORY) == {"mix": change, "change": change}


def test_more_of_everything_is_all_volume(published: Publish) -> None:
    shop = shelf(3)
    lines = [("P00", 10, "3.33"), ("P01", 20, "7"), ("P02", 30, "0.99")]
    shop.sold(MAY_DAY, None, *lines)
    shop.sold(JUNE_DAY, None, *((name, 3 * pieces, price) for name, pieces, price in lines))
    assert found(published(shop)) == {"volume": Decimal("406.00"), "change": Decimal("406.00")}


def test_all_steps_at_once_by_hand(published: Publish) -> None:
    """10 A at 10 and 10 B at 20 become 20 A at 11 and 10 B at 20, beside what comes and goes."""
    shop = Priced().product("A", "X").product("B", "X").product("OLD", "Y").product("NEW", "Z")
    shop.product("POST", is_product=False)
    shop.sold(MAY_DAY, None, ("A", 10, "10", "5"), ("B", 10, "20"), ("OLD", 1, "7"))
    shop.sold(MAY_DAY, None, ("POST", 1, "3"))
    shop.sold(JUNE_DAY, None, ("A", 20, "11", "12.50"), ("B", 10, "20"), ("NEW", 2, "30"))
    shop.sold(JUNE_DAY, None, ("POST", 2, "4.20"))
    shop.taken_back(1, JUNE_DAY, "2").taken_back(2, JUNE_DAY, "11", "A")
    assert found(published(shop)) == {
        "volume": Decimal(150),
        "mix": Decimal(-50),
        "price": Decimal(20),
        "new": Decimal(60),
        "gone": Decimal(-7),
        "other": Decimal("5.40"),
        "discounts": Decimal("-7.50"),
        "reversals": Decimal(-11),
        "unnamed": Decimal(-2),
        "change": Decimal("157.90"),
    }


def test_by_category_a_new_product_of_an_old_category_is_price_and_mix(published: Publish) -> None:
    shop = Priced().product("A", "X").product("B", "X")
    shop.sold(MAY_DAY, None, ("A", 10, "10"))
    shop.sold(JUNE_DAY, None, ("A", 5, "10"), ("B", 5, "20"))
    view = published(shop)
    assert found(view) == {
        "volume": Decimal(-50), "new": Decimal(100), "change": Decimal(50)
    }  # fmt: skip
    assert found(view, by=Dimension.CATEGORY) == {"price": Decimal(50), "change": Decimal(50)}


def test_a_category_filter_keeps_the_steps_of_its_lines(published: Publish) -> None:
    shop = Priced().product("A", "X").product("B", "Y")
    shop.sold(MAY_DAY, None, ("A", 10, "10"), ("B", 1, "5"))
    shop.sold(JUNE_DAY, None, ("A", 10, "12"), ("B", 9, "5"))
    filters = kept(JUNE, categories=["X"])
    assert found(published(shop), filters) == {"price": Decimal(20), "change": Decimal(20)}


def test_steps_say_from_what_to_what(published: Publish) -> None:
    shop = Priced().product("A", "X").product("B", "X")
    shop.sold(MAY_DAY, None, ("A", 10, "10"), ("B", 10, "20"))
    shop.sold(JUNE_DAY, None, ("A", 20, "11"), ("B", 5, "20"))
    bridge = price_volume_mix(published(shop), IN_JUNE, Comparison.PREVIOUS)
    assert bridge is not None
    sizes = {s.name: (s.before, s.after) for s in bridge.steps}
    assert sizes["volume"] == (20, 25)
    assert sizes["mix"] == pytest.approx((15, 12))
    assert sizes["price"] == pytest.approx((12, 12.8))


def test_things_that_moved_most_come_first_and_add_up_with_the_others(published: Publish) -> None:
    shop = Priced()
    for name, before, after in (("A", 10, 1), ("B", 1, 5), ("C", 3, 3), ("D", 2, 3)):
        shop.product(name, "X")
        shop.sold(MAY_DAY, None, (name, before, "10")).sold(JUNE_DAY, None, (name, after, "10"))
    both = contributions(published(shop), IN_JUNE, Comparison.PREVIOUS, limit=2)
    assert both is not None
    frame = both.frame
    assert both.shown == 2
    assert frame["label"].tolist() == ["A", "B", "Other"]
    assert frame["key"].isna().tolist() == [False, False, True]
    assert frame["change"].tolist() == [-90, 40, 10]
    assert frame["volume"].sum() == -40
    assert frame["mix"].sum() == pytest.approx(0, abs=1e-9)


def test_products_of_the_tiny_shop_in_july(view: View) -> None:
    moved = contributions(view, kept(JULY), Comparison.PREVIOUS, limit=3)
    assert moved is not None
    frame = moved.frame.set_index("label")
    assert frame["change"].to_dict() == {
        "Green tea": 16,
        "Blue mug": 9,
        "Desk lamp": 0,
        "Other": -5,
    }
    assert frame.loc["Other", "reversals"] == -5
    tea = frame.loc["Green tea", ["new", "discounts", "reversals"]]
    assert list(tea) == [25, -5, -4]


def test_the_basis_moves_reversals_to_the_day_of_their_order(view: View) -> None:
    steps = found(view, kept(JULY), Basis.ORDER_DAY)
    assert steps["reversals"] == 32
    assert steps["unnamed"] == -5
    assert steps["change"] == 92
    assert found(view, kept(JULY))["reversals"] == -40


def test_without_a_period_to_compare_with_there_is_no_bridge(view: View) -> None:
    for filters in (kept(), kept(month("2026-05"))):
        assert price_volume_mix(view, filters, Comparison.PREVIOUS) is None
        assert contributions(view, filters, Comparison.PREVIOUS) is None
    assert price_volume_mix(view, kept(JULY), Comparison.NONE) is None


def test_other_dimensions_have_no_prices(view: View) -> None:
    with pytest.raises(FilterError, match="by product and by category"):
        price_volume_mix(view, kept(JULY), Comparison.PREVIOUS, by=Dimension.COUNTRY)
