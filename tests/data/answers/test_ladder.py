"""The sales ladder, rung by rung."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.answers.ladder import RUNGS, Step, ladder
from data.basis import Basis
from data.filters import Filters
from data.periods import Comparison, Period
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, day, kept
from tests.data.answers.reference import Reference

OWN, ORDER = Basis.REFUND_DAY, Basis.ORDER_DAY


def rungs(view: View, filters: Filters, basis: Basis) -> list[float]:
    return ladder(view, filters, Comparison.PREVIOUS, basis)["value"].tolist()


def test_july_goes_down_to_net_sales_and_up_to_total_sales(view: View) -> None:
    assert rungs(view, kept(JULY), OWN) == [128, 14, 45, 69, 15, 2, 86]
    assert rungs(view, kept(JULY), ORDER) == [128, 14, 9, 105, 15, 2, 122]


def test_over_all_time_both_days_of_a_reversal_give_one_ladder(view: View) -> None:
    everything = rungs(view, kept(), OWN)
    assert everything == pytest.approx([231, 21.5, 54, 155.5, 26, 14.8, 196.3])
    assert rungs(view, kept(), ORDER) == pytest.approx(everything)


def test_each_rung_stands_beside_the_one_of_the_comparison(view: View) -> None:
    so_far = kept(Period(day(7, 1), day(7, 20)))
    frame = ladder(view, so_far, Comparison.PREVIOUS, OWN)
    assert frame["comparison"].tolist() == pytest.approx([53, 4, 0, 49, 0, 7.2, 56.2])
    alone = ladder(view, so_far, Comparison.NONE, OWN)
    assert alone["comparison"].isna().all()


def test_a_product_has_no_shipping_and_no_tax_and_that_is_not_0(view: View) -> None:
    frame = ladder(view, kept(JUNE, products=["LAMP"]), Comparison.NONE, OWN)
    assert frame["value"].tolist()[:4] == [40, 4, 0, 36]
    assert frame["value"].isna().tolist() == [False] * 4 + [True] * 3


def test_the_rungs_name_what_they_are_on_the_basis(view: View) -> None:
    names = ladder(view, kept(), Comparison.NONE, ORDER)["metric"].tolist()
    assert names == [
        "gross_sales",
        "discounts",
        "reversals_by_order",
        "net_sales_by_order",
        "shipping",
        "tax",
        "total_sales_by_order",
    ]


@pytest.mark.parametrize("basis", list(Basis))
def test_the_rungs_of_a_generated_shop_add_up_and_are_those_of_plain_pandas(
    demo_view: View, reference: Reference, basis: Basis
) -> None:
    period = Period(demo_view.release.first_day, demo_view.release.last_day)
    countries = sorted(reference.lines["country"].dropna().unique())[:2]
    for filters in (kept(period), kept(None, countries=countries)):
        frame = ladder(demo_view, filters, Comparison.NONE, basis)
        reached = Decimal(0)
        for rung, value in zip(RUNGS, frame["value"], strict=True):
            exact = Decimal(str(value))
            if rung.step is Step.LEVEL and reached:
                assert exact == pytest.approx(reached)
            reached = {
                Step.LEVEL: exact,
                Step.LESS: reached - exact,
                Step.MORE: reached + exact,
            }[rung.step]
        expected = reference.values(filters) | reference.of_whole_orders(filters)
        named = dict(zip(frame["metric"], frame["value"], strict=True))
        for name in expected.keys() & named.keys():
            assert named[name] == pytest.approx(expected[name], abs=0.005), name
