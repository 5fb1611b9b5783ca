"""Where a scenario begins: shares of the last year and what customers are expected to bring."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from data.answers.what_if import customers_expected, sales_made
from data.filters import Filters
from data.periods import Period, add_months
from data.warehouse import View
from tests.data.answers.made import Made, Order
from tests.data.answers.reference import Reference

DAYS = [add_months(date(2025, 1, 10), n) for n in range(15)]


def test_shares_are_those_of_complete_months_only(view: View) -> None:
    """June: 53 of gross sales, 4 off, nothing back; ada came back for 36 of 49, cleo was new."""
    made = sales_made(view, Filters())
    assert made is not None
    assert (made.period, made.months) == (Period(date(2026, 6, 1), date(2026, 6, 30)), 1)
    assert made.discounts == Fraction(4, 53)
    assert made.reversals == 0
    assert made.returning == Fraction(36, 49)


def test_the_chosen_period_does_not_matter_and_the_other_filters_do(view: View) -> None:
    in_july = Filters(start=date(2026, 7, 1), end=date(2026, 7, 20))
    assert sales_made(view, in_july) == sales_made(view, Filters())
    irish = sales_made(view, Filters(countries=("Ireland",)))
    assert irish is not None
    assert irish.discounts == irish.returning == 0
    lamps = sales_made(view, Filters(products=("LAMP",)))
    assert lamps is not None
    assert lamps.discounts == Fraction(1, 10)
    assert lamps.returning == 1


def test_nothing_is_known_of_a_selection_that_sold_nothing_in_them(view: View) -> None:
    assert sales_made(view, Filters(countries=("Germany",))) is None
    assert sales_made(view, Filters(countries=("Nowhere",))) is None


def test_only_the_last_twelve_of_many_months_count(made: Made) -> None:
    """Guests bought for 900 in January 2025; since then ann buys for 30, a guest for 10."""
    orders: list[Order] = [(None, DAYS[0], 900)]
    orders += [(who, day, worth) for day in DAYS[1:] for who, worth in (("ann", 30), (None, 10))]
    found = sales_made(made([*orders, ("ann", date(2026, 4, 2), 5)]), Filters())
    assert found is not None
    assert (found.period.start, found.period.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (found.months, found.returning) == (12, Fraction(3, 4))


def test_shares_of_a_simulated_shop_are_those_that_plain_sums_give(
    demo_view: View, reference: Reference
) -> None:
    found = sales_made(demo_view, Filters())
    assert found is not None
    sums = reference.values(Filters().within(found.period))
    gross, discounts = sums["gross_sales"], sums["discounts"]
    assert float(found.discounts) == pytest.approx(discounts / gross)
    assert float(found.reversals) == pytest.approx(sums["reversals"] / (gross - discounts))
    assert found.period.end <= demo_view.release.last_day
    assert found.period.end + timedelta(days=31) > demo_view.release.last_day


def test_what_is_expected_is_added_up_over_the_customers_of_the_selection(view: View) -> None:
    assert customers_expected(view, Filters()) == pytest.approx(
        {
            "customers": 5,
            "orders_90": 4.1,
            "orders_365": 12.8,
            "value_90": 104.5,
            "value_365": 333.5,
        }
    )
    german = customers_expected(view, Filters(countries=("Germany",)))
    assert german == {
        "customers": 1.0,
        "orders_90": 1.5,
        "orders_365": 5.0,
        "value_90": 60.0,
        "value_365": 200.0,
    }


def test_whoever_bought_a_product_at_any_time_is_meant(view: View) -> None:
    """Lamps: ada in June, dan in July."""
    found = customers_expected(
        view, Filters(date(2026, 5, 4), date(2026, 5, 5), products=("LAMP",))
    )
    assert found is not None
    assert (found["customers"], found["value_365"]) == (2.0, 308.0)


def test_nobody_and_a_release_without_expectations_are_none(view: View, made: Made) -> None:
    assert customers_expected(view, Filters(countries=("Nowhere",))) is None
    fresh = made([("ann", DAYS[0], 5)])
    assert customers_expected(fresh, Filters()) is None


def test_a_release_of_a_former_version_has_no_such_table(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = sa.Table("never_made", sa.MetaData())
    monkeypatch.setattr("data.answers.what_if.customer_value", missing)
    assert customers_expected(view, Filters()) is None
