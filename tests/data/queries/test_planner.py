"""The smallest table that can answer is the one that is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, Period, month
from data.queries.aggregate import grouped, totals
from data.queries.groups import ByDimension, ByTime, Group
from data.schema import Format
from data.warehouse import View

LAST = date(2026, 7, 20)
JUNE = Filters().within(month("2026-06"))
DAYS = Filters().within(Period(date(2026, 6, 2), date(2026, 6, 30)))


def tables(
    view: View,
    name: str,
    filters: Filters,
    group: Group | None = None,
    built: Format = Format.MASKED,
) -> set[str]:
    """The facts and roll-ups that the metric is read from."""
    if group is None:
        statement = totals([METRICS[name]], filters, last_day=LAST, built=built)
    else:
        statement = grouped([METRICS[name]], filters, group, last_day=LAST, built=built)
    return set(re.findall(r"\b(?:fact_\w+|(?:\w+_)?sales_by_(?:day|month))\b", view.sql(statement)))


@pytest.mark.parametrize(
    ("filters", "table"),
    [
        (Filters(), "sales_by_month"),
        (JUNE, "sales_by_month"),
        (DAYS, "sales_by_day"),
        (replace(DAYS, countries=("UK",), segments=("Loyal regulars",)), "sales_by_day"),
        (replace(DAYS, payment_methods=("card",)), "paid_sales_by_day"),
        (replace(JUNE, payment_methods=("card",)), "paid_sales_by_month"),
        (replace(JUNE, categories=("Kitchen",)), "category_sales_by_month"),
        (replace(DAYS, categories=("Kitchen",)), "category_sales_by_day"),
    ],
)
def test_money_comes_from_the_smallest_roll_up_with_its_columns(
    view: View, filters: Filters, table: str
) -> None:
    assert tables(view, "net_sales", filters) == {table}


@pytest.mark.parametrize(
    ("filters", "read"),
    [
        (replace(JUNE, products=("MUG",)), {"fact_lines", "fact_reversals"}),
        (replace(JUNE, rfm_segments=("Champions",)), {"fact_orders", "fact_reversals"}),
        (
            replace(JUNE, categories=("Kitchen",), payment_methods=("card",)),
            {"fact_lines", "fact_reversals"},
        ),
    ],
)
def test_facts_answer_what_no_roll_up_tells_apart(
    view: View, filters: Filters, read: set[str]
) -> None:
    assert tables(view, "net_sales", filters) == read


def test_orders_add_up_within_one_category_only(view: View) -> None:
    one, two = ("Kitchen",), ("Kitchen", "Food")
    assert tables(view, "orders", replace(JUNE, categories=one)) == {"category_sales_by_month"}
    assert tables(view, "orders", replace(JUNE, categories=two)) == {"fact_orders"}
    by_category = ByDimension(Dimension.CATEGORY)
    found = tables(view, "orders", replace(JUNE, categories=two), by_category)
    assert found == {"category_sales_by_month"}


def test_points_finer_than_a_month_come_from_days(view: View) -> None:
    assert tables(view, "gross_sales", JUNE, ByTime(Grain.WEEK)) == {"sales_by_day"}
    assert tables(view, "gross_sales", JUNE, ByTime(Grain.QUARTER)) == {"sales_by_month"}


def test_customers_of_a_category_come_from_orders_that_know_their_categories(view: View) -> None:
    kitchen = replace(DAYS, categories=("Kitchen",), payment_methods=("card",))
    for name in ("orders", "customers", "new_customers", "returning_customers"):
        assert tables(view, name, kitchen) == {"fact_orders"}
        assert tables(view, name, replace(kitchen, products=("MUG",))) == {"fact_lines"}
        assert tables(view, name, kitchen, built=Format.ORDERS) == {"fact_lines"}


@pytest.mark.parametrize("name", ["customers", "median_order_value"])
def test_customers_and_medians_are_no_sums(view: View, name: str) -> None:
    assert tables(view, name, JUNE) == {"fact_orders"}


def test_customers_are_counted_without_asking_for_distinct_ones(view: View) -> None:
    for filters in (JUNE, replace(JUNE, countries=("UK",))):
        names = [METRICS["customers"], METRICS["returning_customers"]]
        sql = view.sql(totals(names, filters, last_day=LAST, built=Format.MASKED))
        assert "distinct" not in sql.lower()
        assert ("each_customer" in sql) is bool(filters.countries)
