"""Bridges of random periods, filters, comparisons: their bars add up to the cent, always."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from data.answers.bridge import Bridge
from data.answers.drivers import drivers
from data.answers.kpis import baseline_period, values
from data.answers.options import options
from data.answers.price_volume_mix import EFFECTS, contributions, price_volume_mix
from data.basis import Basis
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.periods import Comparison, Period
from data.warehouse import View
from tests.data.answers.priced import Direct
from tests.data.answers.reference import Reference

FIELDS = {
    "countries": Dimension.COUNTRY,
    "channels": Dimension.CHANNEL,
    "segments": Dimension.SEGMENT,
    "categories": Dimension.CATEGORY,
    "payment_methods": Dimension.PAYMENT_METHOD,
}
# With those of the real shop these are a thousand pairs, of which a sixth are tried each time and
# all of them in a thorough run; pandas adds up one of sixteen.
PAIRS = {"files": 800, "postgresql": 100, "clickhouse": 20, "spark": 12}
EVERY = 16
NAMES = {Basis.REFUND_DAY: "net_sales", Basis.ORDER_DAY: "net_sales_by_order"}
CENT = 0.011


def offered(view: View, products: list[str]) -> dict[str, list[str]]:
    found = {name: [o["value"] for o in options(view, each)] for name, each in FIELDS.items()}
    return {**found, "products": products}


def drawn(view: View, chance: random.Random, values_of: dict[str, list[str]]) -> Filters:
    """A period of 1 to 400 days that has something before it, and up to two dimensions."""
    first, last = view.release.first_day, view.release.last_day
    start = first + timedelta(chance.randrange(1, (last - first).days))
    end = start + timedelta(chance.choice([0, 6, 27, 89, 364]) + chance.randrange(35))
    names = chance.sample(sorted(values_of), chance.choice([0, 1, 1, 2]))
    chosen = {
        name: chance.sample(values_of[name], min(len(values_of[name]), chance.randrange(1, 4)))
        for name in names
    }
    return Filters.keeping(chosen).within(Period(start, end))


def assert_closes(bridge: Bridge) -> None:
    """Bars are whole cents, and add up to the difference of both ends."""
    total = sum((Decimal(str(step.amount)) for step in bridge.steps), Decimal(0))
    assert total == bridge.ends.end - bridge.ends.start


def test_bars_add_up_to_the_change_for_any_period_and_filter(
    demo_view: View, reference: Reference, kept_in: str, thorough: bool
) -> None:
    chance, view = random.Random(20261121), Direct.of(demo_view)
    wanted = PAIRS[kept_in] if thorough else PAIRS[kept_in] // 6
    products = sorted(set(reference.lines["product_id"]))
    known, compared, asked_for = offered(demo_view, products), 0, 0
    while compared < wanted:
        asked_for += 1
        assert asked_for < 10 * wanted
        filters = drawn(demo_view, chance, known)
        comparison, basis = chance.choice(list(Comparison)), chance.choice(list(Basis))
        by = chance.choice([Dimension.PRODUCT, Dimension.CATEGORY])
        period = baseline_period(view, filters, comparison)
        bridges = (
            drivers(view, filters, comparison, basis),
            price_volume_mix(view, filters, comparison, basis, by),
        )
        if period is None:
            assert bridges == (None, None)
            continue
        for found in bridges:
            assert found is not None
            assert_closes(found)
            if compared % EVERY == 0:
                name = NAMES[basis]
                then, now = (
                    reference.values(side)[name] for side in (filters.within(period), filters)
                )
                assert float(found.ends.start) == pytest.approx(then, abs=CENT / 2)
                assert float(found.ends.change) == pytest.approx(now - then, abs=CENT)
        compared += 1


@pytest.mark.parametrize("by", [Dimension.PRODUCT, Dimension.CATEGORY])
@pytest.mark.parametrize("basis", list(Basis))
def test_contributions_add_up_down_every_column_and_along_every_row(
    demo_view: View, by: Dimension, basis: Basis
) -> None:
    chance, checked = random.Random(3), 0
    known = offered(demo_view, ["P0001"])
    while checked < 6:
        filters = drawn(demo_view, chance, known)
        found = contributions(demo_view, filters, Comparison.PREVIOUS, basis, by=by, limit=5)
        whole = price_volume_mix(demo_view, filters, Comparison.PREVIOUS, basis, by)
        if found is None or whole is None:
            continue
        checked += 1
        frame, ends = found.frame, found.ends
        for name, total in (("before", ends.start), ("after", ends.end), ("change", ends.change)):
            assert frame[name].sum() == pytest.approx(float(total), abs=1e-6)
        for row in frame.to_dict("records"):
            assert sum(row[name] for name in EFFECTS) == pytest.approx(row["change"], abs=1e-6)
            assert row["after"] - row["before"] == pytest.approx(row["change"], abs=1e-6)
        for name in EFFECTS[:-1]:
            assert frame[name].sum() == pytest.approx(float(whole.amount(name)), abs=1e-6)


def test_the_largest_contributions_are_those_that_pandas_finds(
    demo_view: View, reference: Reference
) -> None:
    last = demo_view.release.last_day
    filters = Filters(start=last - timedelta(89), end=last)
    found = contributions(demo_view, filters, Comparison.PREVIOUS, Basis.ORDER_DAY, limit=8)
    assert found is not None
    sides = (found.ends.before, found.ends.now)
    changes = {
        product: round(now - then, 2)
        for product in set(reference.lines["product_id"])
        for then, now in [[
            _net_of(reference, product, side) for side in sides
        ]]
    }  # fmt: skip
    largest = sorted(changes, key=lambda product: (-abs(changes[product]), product))[:8]
    assert found.frame["key"].iloc[:8].tolist() == largest
    assert found.frame["change"].iloc[:8].tolist() == [changes[name] for name in largest]


def _net_of(reference: Reference, product: str, side: Filters) -> float:
    filters = Filters(start=side.start, end=side.end, products=(product,))
    return reference.values(filters)["net_sales_by_order"]


def test_ends_of_a_bridge_are_the_numbers_on_the_cards(demo_view: View) -> None:
    last = demo_view.release.last_day
    filters = Filters(start=last - timedelta(27), end=last)
    for basis, name in NAMES.items():
        found = drivers(demo_view, filters, Comparison.PREVIOUS, basis)
        assert found is not None
        assert found.ends.metric.name == name
        for side, shown in ((filters, found.ends.end), (found.ends.before, found.ends.start)):
            card = values(demo_view, [metric(name)], side)[name]
            assert float(shown) == pytest.approx(card, abs=0.005)
