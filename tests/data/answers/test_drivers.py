"""What was planted is what is found: customers, orders of each, and the value of an order."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.answers.bridge import Bridge
from data.answers.drivers import drivers
from data.basis import Basis
from data.filters import Filters
from data.periods import Comparison, month
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.grown import publish
from tests.data.answers.priced import Priced

APRIL_DAY, MAY_DAY, JUNE_DAY = date(2026, 4, 5), date(2026, 5, 10), date(2026, 6, 10)
IN_JUNE = kept(JUNE)

Publish = Callable[[Priced], View]


@pytest.fixture
def published(new_store: Callable[..., ReleaseStore], tmp_path: Path) -> Publish:
    """A release of a shop whose days run from 1 April to 30 June."""

    def of(shop: Priced) -> View:
        shop.product("EDGE", is_product=False)
        shop.sold(date(2026, 4, 1), "edge", ("EDGE", 1, "0"))
        shop.sold(date(2026, 6, 30), "edge", ("EDGE", 1, "0"))
        return publish(new_store(tmp_path), shop)

    return of


def bridge(view: View, filters: Filters = IN_JUNE, basis: Basis = Basis.REFUND_DAY) -> Bridge:
    """The bridge of June from May, which adds up."""
    found = drivers(view, filters, Comparison.PREVIOUS, basis)
    assert found is not None
    total = sum((found.amount(step.name) for step in found.steps), Decimal(0))
    assert total == found.ends.end - found.ends.start
    return found


def amounts(found: Bridge) -> dict[str, float]:
    return {step.name: step.amount for step in found.steps if step.amount}


def goods() -> Priced:
    return Priced().product("P", "X").product("Q", "Y")


def test_an_order_value_that_rises_alone_is_at_least_99_percent_of_the_change(
    published: Publish,
) -> None:
    shop, chance = goods(), random.Random(2)
    for number in range(60):
        shop.sold(APRIL_DAY, f"old{number}", ("P", 1, "10"))
    for number in range(60):
        price = chance.randrange(5, 300)
        for day, dearer in ((MAY_DAY, 100), (JUNE_DAY, 117)):
            money = str(Decimal(price) * dearer / 100)
            shop.sold(day, f"old{number}", ("P", 1, money))
            shop.sold(day, f"{day.month}new{number}", ("P", 1, money))
            shop.sold(day, None, ("P", 1, money))
    found = bridge(published(shop), kept(JUNE, products=["P"]))
    by_value = sum(step.amount for step in found.steps if step.name.endswith("_order_value"))
    assert by_value / float(found.ends.change) >= 0.99


def test_more_orders_of_the_same_customers_are_all_frequency(published: Publish) -> None:
    shop = goods().sold(APRIL_DAY, "ann", ("P", 1, "10")).sold(MAY_DAY, "ann", ("P", 1, "10"))
    for _ in range(3):
        shop.sold(JUNE_DAY, "ann", ("P", 1, "10"))
    view = published(shop)
    found = bridge(view, kept(JUNE, products=["P"]))
    assert amounts(found) == {"returning_frequency": 20}
    assert [(s.before, s.after) for s in found.steps] == [(1, 1), (1, 3), (10, 10)]


def test_twice_as_many_new_customers_are_all_customers(published: Publish) -> None:
    shop = goods()
    for day, people in ((MAY_DAY, 3), (JUNE_DAY, 6)):
        for number in range(people):
            shop.sold(day, f"{day.month}-{number}", ("P", 2, "10"))
    assert amounts(bridge(published(shop))) == {"new_customers": 60}


def test_two_factors_share_the_change_by_their_logarithms(published: Publish) -> None:
    """2 guest orders of 10 become 3 of 20."""
    shop = goods()
    for _ in range(2):
        shop.sold(MAY_DAY, None, ("P", 1, "10"))
    for _ in range(3):
        shop.sold(JUNE_DAY, None, ("P", 1, "20"))
    found = amounts(bridge(published(shop)))
    mean = (60 - 20) / math.log(60 / 20)
    assert found["guest_orders"] == pytest.approx(mean * math.log(3 / 2), abs=0.01)
    assert found["guest_order_value"] == pytest.approx(mean * math.log(2), abs=0.01)


def test_buyers_of_one_period_only_appeared_or_disappeared(published: Publish) -> None:
    shop = goods().sold(MAY_DAY, None, ("P", 1, "7")).sold(JUNE_DAY, "new", ("P", 1, "9"))
    found = bridge(published(shop))
    assert amounts(found) == {"guests_disappeared": -7, "new_appeared": 9}
    assert [step.label for step in found.steps if step.amount] == [
        "New customers appeared",
        "Guests disappeared",
    ]


def test_on_the_refund_day_reversals_are_a_step_of_their_own(published: Publish) -> None:
    shop = goods().sold(MAY_DAY, None, ("P", 1, "50")).sold(JUNE_DAY, None, ("P", 1, "50"))
    shop.taken_back(0, JUNE_DAY, "20", "P")
    view = published(shop)
    found = bridge(view)
    assert amounts(found) == {"reversals": -20}
    assert (found.steps[-1].before, found.steps[-1].after) == (0, 20)
    assert amounts(bridge(view, basis=Basis.ORDER_DAY)) == {"guest_order_value": 20}


def test_an_order_worth_less_than_nothing_still_adds_up(published: Publish) -> None:
    """One guest order of 10 of which 30 came back; next month two of 10: no logarithm of -20."""
    shop = goods().sold(MAY_DAY, None, ("P", 1, "10"))
    shop.sold(JUNE_DAY, None, ("P", 1, "10")).sold(JUNE_DAY, None, ("P", 1, "10"))
    shop.taken_back(0, JUNE_DAY, "30", "P")
    found = bridge(published(shop), basis=Basis.ORDER_DAY)
    assert amounts(found) == {"guest_orders": -5, "guest_order_value": 45}


def test_reversals_of_goods_that_no_order_holds_are_a_step_of_their_own(
    published: Publish,
) -> None:
    shop = goods().sold(MAY_DAY, None, ("P", 1, "10")).sold(JUNE_DAY, None, ("P", 1, "10"))
    shop.taken_back(1, JUNE_DAY, "4", "Q")
    view = published(shop)
    found = bridge(view, kept(JUNE, products=["Q"]), Basis.ORDER_DAY)
    assert amounts(found) == {"reversals_without_order": -4}


def test_a_product_filter_counts_the_orders_that_hold_it(published: Publish) -> None:
    shop = goods().sold(MAY_DAY, None, ("P", 1, "10"), ("Q", 1, "99"))
    shop.sold(MAY_DAY, None, ("Q", 1, "99"))
    shop.sold(JUNE_DAY, None, ("P", 2, "10")).sold(JUNE_DAY, None, ("P", 2, "10"), ("Q", 1, "1"))
    found = bridge(published(shop), kept(JUNE, products=["P"]))
    orders, value = found.steps
    assert (orders.before, orders.after, value.before, value.after) == (1, 2, 10, 20)
    assert (orders.amount, value.amount) == (15, 15)


def test_the_tiny_shop_in_july_by_hand(view: View) -> None:
    """June: ada returns with 36, cleo is new with 13. July: dan 72 and eve 0 new, 42 returning."""
    found = bridge(view, kept(JULY))
    assert list(map(int, (found.ends.start, found.ends.end))) == [49, 69]
    sizes = {step.name: (step.before, step.after) for step in found.steps}
    assert sizes == {
        "new_customers": (1, 2),
        "new_order_value": (13, 36),
        "returning_customers": (1, 3),
        "returning_frequency": (1, pytest.approx(4 / 3)),
        "returning_order_value": (36, 10.5),
        "reversals": (0, 45),
    }
    new = 59 / math.log(72 / 13)
    assert found.amount("new_customers") == pytest.approx(
        Decimal(new * math.log(2)), abs=Decimal("0.01")
    )
    assert found.amount("reversals") == -45


def test_a_credit_note_without_order_stands_apart_on_the_order_day(view: View) -> None:
    found = bridge(view, kept(JULY), Basis.ORDER_DAY)
    assert list(map(int, (found.ends.start, found.ends.end))) == [13, 105]
    assert found.amount("reversals_without_order") == -4


def test_an_unfinished_period_is_held_against_as_many_days(view: View) -> None:
    found = bridge(view, kept(month("2026-07")))
    assert found.ends.compared_with.end == date(2026, 6, 20)


def test_without_a_period_to_compare_with_there_is_no_bridge(view: View) -> None:
    assert drivers(view, kept(), Comparison.PREVIOUS) is None
    assert drivers(view, kept(month("2026-05")), Comparison.PREVIOUS) is None
    assert drivers(view, kept(JULY), Comparison.NONE) is None


def test_a_bridge_is_a_table_from_before_to_after(view: View) -> None:
    frame = bridge(view, kept(JULY)).frame()
    assert frame.columns.tolist() == ["step", "label", "amount", "before", "after"]
    assert frame["step"].iloc[[0, -1]].tolist() == ["start", "end"]
    assert frame["amount"].iloc[:-1].sum() == pytest.approx(frame["amount"].iloc[-1])
