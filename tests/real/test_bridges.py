"""Bridges of the real shops: they add up for any periods and filters, held against pandas."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from data.answers.breakdown import breakdown
from data.answers.drivers import drivers
from data.answers.options import options
from data.answers.price_volume_mix import contributions, price_volume_mix
from data.basis import Basis
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.periods import Comparison, Period, month
from data.warehouse import View
from tests.data.answers.priced import Direct
from tests.data.answers.test_bridges_of_any_filter import assert_closes
from tests.real.conftest import RealShop

PAIRS = 100
NOVEMBER = Filters().within(month("2010-11"))


def drawn(view: View, chance: random.Random, countries: list[str], products: list[str]) -> Filters:
    """A period, and sometimes countries or products; all of it after the first weeks."""
    first, last = view.release.first_day, view.release.last_day
    start = first + timedelta(chance.randrange(100, (last - first).days))
    end = start + timedelta(chance.randrange(90))
    chosen: dict[str, list[str]] = {}
    if chance.random() < 0.4:
        chosen["countries"] = chance.sample(countries, chance.randrange(1, 4))
    if chance.random() < 0.4:
        chosen["products"] = chance.sample(products, chance.randrange(1, 20))
    return Filters.keeping(chosen).within(Period(start, end))


def test_bars_add_up_for_any_periods_and_filters_of_a_real_shop(
    retail: RealShop, thorough: bool
) -> None:
    chance, view = random.Random(7), Direct.of(retail.view)
    countries = [option["value"] for option in options(view, Dimension.COUNTRY)]
    sold = breakdown(view, [metric("units")], Filters(), Dimension.PRODUCT, 800)
    products = sold["key"].tolist()
    for _ in range(PAIRS if thorough else PAIRS // 6):
        filters, basis = drawn(view, chance, countries, products), chance.choice(list(Basis))
        for found in (
            drivers(view, filters, Comparison.PREVIOUS, basis),
            price_volume_mix(view, filters, Comparison.PREVIOUS, basis),
        ):
            assert found is not None
            assert_closes(found)


@pytest.mark.parametrize("basis", list(Basis))
def test_every_month_of_a_real_shop_is_explained_without_a_rest(
    retail: RealShop, basis: Basis
) -> None:
    for number in range(1, 12):
        filters = Filters().within(month(f"2010-{number:02}"))
        bridge = drivers(retail.view, filters, Comparison.PREVIOUS, basis)
        assert bridge is not None
        assert {"returning_customers", "returning_frequency", "returning_order_value"} <= {
            step.name for step in bridge.steps
        }
        assert sum(bridge.amount(step.name) for step in bridge.steps) == bridge.ends.change


def test_price_volume_and_mix_of_a_month_are_what_their_formulas_say(retail: RealShop) -> None:
    """Once more from all products of both months, by the written formulas."""
    found = price_volume_mix(retail.view, NOVEMBER, Comparison.PREVIOUS, Basis.ORDER_DAY)
    assert found is not None
    sql = (
        "SELECT product_key, sum(quantity), sum(gross) FROM fact_lines JOIN dim_product "
        "USING (product_key) WHERE is_product AND date BETWEEN '{}' AND '{}' GROUP BY 1"
    )
    sides = []
    for first, last in (
        (date(2010, 10, 1), date(2010, 10, 31)),
        (date(2010, 11, 1), date(2010, 11, 30)),
    ):
        with retail.view.engine.connect() as connection:
            rows = connection.exec_driver_sql(sql.format(first, last)).all()
        sides.append({key: (float(q), float(g)) for key, q, g in rows if q > 0})
    before, after = sides
    both = before.keys() & after.keys()
    q0, q1 = (sum(side[key][0] for key in both) for side in sides)
    g0, g1 = (sum(side[key][1] for key in both) for side in sides)
    mix = sum((after[k][0] - q1 * before[k][0] / q0) * before[k][1] / before[k][0] for k in both)
    price = sum(
        (after[k][1] / after[k][0] - before[k][1] / before[k][0]) * after[k][0] for k in both
    )
    amounts = {step.name: step.amount for step in found.steps}
    assert amounts["volume"] == pytest.approx((q1 - q0) * g0 / q0, abs=0.011)
    assert amounts["mix"] == pytest.approx(mix, abs=0.011)
    assert amounts["price"] == pytest.approx(price, abs=0.011)
    assert amounts["volume"] + amounts["mix"] + amounts["price"] == pytest.approx(g1 - g0, abs=0.03)
    new = sum(after[key][1] for key in after.keys() - both)
    assert amounts["new"] == pytest.approx(new, abs=0.011)


def test_a_real_shops_largest_movers_and_all_others_are_the_whole_change(retail: RealShop) -> None:
    for by in (Dimension.PRODUCT, Dimension.CATEGORY):
        found = contributions(retail.view, NOVEMBER, Comparison.PREVIOUS, by=by)
        assert found is not None
        assert found.frame["change"].sum() == pytest.approx(float(found.ends.change), abs=0.005)
        named = found.frame["change"].iloc[: found.shown].abs()
        assert named.is_monotonic_decreasing
