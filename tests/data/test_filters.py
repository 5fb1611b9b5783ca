"""The filter as a value, in words and as conditions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.filters import DIMENSION_FIELDS, MAX_LENGTH, MAX_VALUES, FilterError, Filters
from data.periods import month
from data.warehouse import View

JUNE = month("2026-06")


def orders_of(view: View, fact: sa.Table, filters: Filters) -> list[int]:
    """Keys of the orders that the filter keeps of a fact; O1 is 1, in the order of time."""
    keys = sa.select(fact.c.order_key).where(*filters.where(fact)).distinct()
    return sorted(view.frame(keys)["order_key"].tolist())


def test_a_filter_that_says_nothing_has_no_condition() -> None:
    for fact in schema.FACTS:
        assert Filters().where(fact) == []


def test_both_ends_of_the_period_are_included(view: View) -> None:
    """O4 on 10 June, O5 on 15 June."""
    of_orders = schema.fact_orders
    assert orders_of(view, of_orders, Filters(date(2026, 6, 10), date(2026, 6, 15))) == [4, 5]
    assert orders_of(view, of_orders, Filters(date(2026, 6, 11), date(2026, 6, 14))) == []
    assert orders_of(view, of_orders, Filters(end=date(2026, 5, 4))) == [1, 2]
    assert orders_of(view, of_orders, Filters(start=date(2026, 7, 20))) == [13]


def test_values_of_one_dimension_are_alternatives_and_dimensions_narrow(view: View) -> None:
    of_orders = schema.fact_orders
    either = Filters(countries=("Ireland", "Germany"))
    assert orders_of(view, of_orders, either) == [3, 5, 6, 13]
    both = Filters(countries=("Ireland", "Germany"), channels=("app",))
    assert orders_of(view, of_orders, both) == [13]


def test_a_table_without_products_keeps_orders_that_hold_one(view: View) -> None:
    """Tea stands in O2, O3, O7 and the free one, which was not paid for."""
    tea = Filters(products=("TEA",))
    on_lines = orders_of(view, schema.fact_lines, tea)
    assert orders_of(view, schema.fact_orders, tea) == on_lines
    assert len(on_lines) == 4
    assert orders_of(view, schema.fact_payments, tea) == on_lines[:3]


def test_a_product_and_a_category_have_to_hold_for_the_same_line(view: View) -> None:
    """O2 holds tea and a mug, but no line is both."""
    crossed = Filters(products=("TEA",), categories=("Kitchen",))
    assert orders_of(view, schema.fact_orders, crossed) == []
    assert orders_of(view, schema.fact_lines, crossed) == []


def test_a_method_keeps_orders_it_paid_and_payments_made_with_it(view: View) -> None:
    gift = Filters(payment_methods=("gift card",))
    assert orders_of(view, schema.fact_orders, gift) == [4]
    fact = schema.fact_payments
    amounts = sa.select(fact.c.amount).where(*gift.where(fact))
    assert view.frame(amounts)["amount"].tolist() == [20]


def test_an_unknown_method_keeps_nothing(view: View) -> None:
    assert orders_of(view, schema.fact_orders, Filters(payment_methods=("shells",))) == []


def test_values_are_bound_and_not_pasted(view: View) -> None:
    mean = Filters(countries=("'; DROP TABLE fact_orders; --",))
    assert orders_of(view, schema.fact_orders, mean) == []
    assert len(orders_of(view, schema.fact_orders, Filters())) == 11


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(FilterError, match="ends on 2026-06-01, before it begins on 2026-06-02"):
        Filters(date(2026, 6, 2), date(2026, 6, 1))


@pytest.mark.parametrize(("name", "label"), DIMENSION_FIELDS.items())
def test_too_many_and_too_long_values_are_refused_by_the_name_of_the_control(
    name: str, label: str
) -> None:
    many: dict[str, Any] = {name: tuple(str(n) for n in range(MAX_VALUES + 1))}
    with pytest.raises(FilterError, match=f"^{label}: choose at most 200 values"):
        Filters(**many)
    long: dict[str, Any] = {name: ("x" * (MAX_LENGTH + 1),)}
    with pytest.raises(FilterError, match=f"^{label}: a value is longer than 200 characters"):
        Filters(**long)


def test_the_most_values_and_the_longest_are_taken() -> None:
    values = tuple(f"{n:0{MAX_LENGTH}}" for n in range(MAX_VALUES))
    assert Filters(products=values).products == values


def test_repeated_values_count_once_and_equal_filters_are_equal() -> None:
    once, twice = Filters(countries=("UK", "IE")), Filters(countries=("UK", "IE", "UK"))
    assert once == twice
    assert hash(once) == hash(twice)


def test_keeping_reads_any_mapping_by_the_names_of_the_fields() -> None:
    found = Filters.keeping({"countries": ["UK"], "products": iter(["MUG"]), "tab": ["kpi"]})
    assert found == Filters(countries=("UK",), products=("MUG",))


def test_changing_one_dimension_or_the_period_leaves_the_rest() -> None:
    filters = Filters(countries=("UK",), channels=("web",)).within(JUNE)
    assert filters.changed("channels", ()) == Filters(JUNE.start, JUNE.end, countries=("UK",))
    assert filters.within(None) == Filters(countries=("UK",), channels=("web",))


@pytest.mark.parametrize(
    ("filters", "touches"),
    [
        (Filters(products=("MUG",)), True),
        (Filters(categories=("Kitchen",)), True),
        (Filters(countries=("UK",), segments=("New",), payment_methods=("card",)), False),
    ],
)
def test_only_products_and_categories_need_lines(filters: Filters, touches: bool) -> None:
    assert filters.touches_products is touches


def test_as_json_it_holds_only_what_is_set() -> None:
    assert Filters().as_json() == {}
    assert Filters(JUNE.start, JUNE.end, countries=("UK", "IE")).as_json() == {
        "from": "2026-06-01",
        "to": "2026-06-30",
        "countries": ["UK", "IE"],
    }


def test_an_rfm_segment_keeps_the_orders_of_who_is_in_it_on_the_last_day(view: View) -> None:
    """dan is a champion, ada at risk; nobody has lapsed."""
    of_orders = schema.fact_orders
    assert orders_of(view, of_orders, Filters(rfm_segments=("Champions",))) == [6, 13]
    assert orders_of(view, of_orders, Filters(rfm_segments=("At risk", "Lapsed"))) == [1, 4, 7, 8]
    june = Filters(rfm_segments=("At risk",)).within(JUNE)
    assert orders_of(view, of_orders, june) == [4]
    assert orders_of(view, schema.fact_payments, Filters(rfm_segments=("Lapsed",))) == []
