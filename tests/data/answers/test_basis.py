"""Two days on which a reversal may count: over all time they come to the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from data import schema
from data.answers.kpis import kpis, values
from data.answers.reversal_days import NONE, ORDER_ONLY, OWN_DAY_ONLY, only_one_basis
from data.basis import Basis
from data.filters import Filters
from data.metrics import METRICS, TWINS, on_basis
from data.periods import Comparison, Period
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.conftest import NewStore
from tests.data.answers.made import Made
from tests.data.answers.planted import planted
from tests.data.answers.reference import Reference


def both(view: View, filters: Filters) -> dict[str, tuple[float | None, float | None]]:
    """Metric -> its value on either day."""
    metrics = [METRICS[name] for pair in TWINS.items() for name in pair]
    found = values(view, metrics, filters)
    return {name: (found[name], found[twin]) for name, twin in TWINS.items()}


SELECTIONS: list[dict[str, list[str]]] = [
    {},
    {"countries": ["Ireland", "United Kingdom"]},
    {"segments": ["Loyal regulars"]},
    {"products": ["LAMP", "MUG"]},
    {"categories": ["Kitchen"]},
    {"payment_methods": ["card"]},
    {"channels": ["app"]},
]


@pytest.mark.parametrize("chosen", SELECTIONS, ids=[", ".join(s) or "all" for s in SELECTIONS])
def test_over_all_time_both_days_come_to_the_same(view: View, chosen: dict[str, list[str]]) -> None:
    for name, (own_day, order_day) in both(view, kept(None, **chosen)).items():
        assert own_day == pytest.approx(order_day, abs=1e-9), name


def test_of_a_generated_shop_both_days_come_to_the_same_whatever_is_filtered(
    demo_view: View, reference: Reference
) -> None:
    lines = reference.lines
    chosen: list[dict[str, list[str]]] = [
        {},
        *({"countries": [name]} for name in sorted(lines["country"].dropna().unique())[:3]),
        *({"categories": [name]} for name in sorted(lines["category"].dropna().unique())[:3]),
        *({"products": [name]} for name in sorted(lines["product_id"].unique())[:3]),
    ]
    for selection in chosen:
        for name, (own_day, order_day) in both(demo_view, kept(None, **selection)).items():
            assert own_day == pytest.approx(order_day, abs=1e-9), (name, selection)
    apart = both(demo_view, kept(Period(date(2025, 1, 1), date(2025, 3, 31))))
    assert apart["reversals"][0] != apart["reversals"][1]


def test_a_month_differs_by_what_was_taken_back_in_another(view: View) -> None:
    """R2 took O4's lamp of June back on 1 July: 36.00, of 53.00 gross."""
    june = both(view, kept(JUNE))
    assert june["reversals"] == (0, 36)
    assert june["net_sales"] == (49, 13)
    assert list(june["total_sales"]) == pytest.approx([56.2, 20.2])
    assert june["net_units"] == (3, 2)
    assert list(june["reversal_rate"]) == pytest.approx([0, 36 / 53])
    assert both(view, kept(JULY))["reversals"] == (45, 9)


def test_key_figures_follow_the_switch_and_the_others_stay(view: View) -> None:
    period = kept(Period(date(2026, 7, 1), date(2026, 7, 20)))
    names = ["net_sales", "gross_sales", "net_sales_by_order"]
    found = kpis(view, names, period, Comparison.PREVIOUS, Basis.ORDER_DAY)
    assert [k.metric.name for k in found] == [
        "net_sales_by_order",
        "gross_sales",
        "net_sales_by_order",
    ]
    assert [(k.value, k.previous) for k in found] == [(105, 13), (128, 53), (105, 13)]


def test_every_twin_is_dated_by_the_order_and_says_so() -> None:
    for name, twin in TWINS.items():
        assert on_basis(METRICS[name], Basis.ORDER_DAY) is METRICS[twin]
        assert on_basis(METRICS[name], Basis.REFUND_DAY) is METRICS[name]
        assert METRICS[twin].dated == "order day, reversals too"
        assert METRICS[twin].format is METRICS[name].format
        assert METRICS[twin].additive == METRICS[name].additive
    reversed_by_own_day = {
        m.name for m in METRICS.values() if {"reversed", "reversed_quantity"} & set(m.measures)
    }
    assert reversed_by_own_day == set(TWINS)


def test_the_tiny_shop_leaves_a_choice(view: View) -> None:
    assert only_one_basis(view) == ""


def test_without_a_day_of_their_own_reversals_count_on_the_orders_day(store: ReleaseStore) -> None:
    order = sa.select(schema.orders.c.ordered_at).where(
        schema.orders.c.order_id == schema.refunds.c.order_id
    )
    same_day = sa.update(schema.refunds).values(refunded_at=order.scalar_subquery())
    assert only_one_basis(planted(store, same_day)) == ORDER_ONLY


def test_without_an_order_of_their_own_reversals_count_on_their_day(store: ReleaseStore) -> None:
    unnamed = sa.delete(schema.refunds).where(schema.refunds.c.order_id != "C1")
    assert only_one_basis(planted(store, unnamed)) == OWN_DAY_ONLY


def test_without_reversals_there_is_nothing_to_choose(made: Made) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(3)]
    assert only_one_basis(made([("ada", day, 5) for day in days])) == NONE


@pytest.fixture
def store(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> ReleaseStore:
    """A store of the test's own."""
    return new_store(tmp_path_factory.mktemp("planted"))
