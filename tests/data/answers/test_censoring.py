"""The first days of the data, in which everybody looks new."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from data.answers.censoring import everybody_new_until, first_days
from data.metrics import METRICS
from data.warehouse import View
from tests.data.answers.made import Made, Order
from tests.data.answers.reference import Reference

NEW = METRICS["new_customers"]
FIRST = date(2026, 1, 1)


def test_the_tiny_shop_has_gaps_of_22_to_60_days(view: View) -> None:
    """ada 37 and 22 (two orders on 2 July are one visit), ben 60, dan 19."""
    gaps = [37, 22, 60, 19]
    expected = math.ceil(np.percentile(gaps, 95))
    assert first_days(view) == expected == 57
    assert everybody_new_until(view, NEW) == date(2026, 5, 4) + timedelta(days=56)


def test_it_is_the_95th_percentile_of_the_gaps_between_days_with_an_order(made: Made) -> None:
    """Twenty customers who come back after 1 to 20 days; the last order of a day is repeated."""
    orders: list[Order] = []
    for gap in range(1, 21):
        who = f"customer {gap:02d}"
        orders += [(who, FIRST, 1), (who, FIRST, 2), (who, FIRST + timedelta(days=gap), 3)]
    assert first_days(made(orders)) == math.ceil(np.percentile(range(1, 21), 95)) == 20


def test_nobody_looks_new_by_mistake_where_nobody_came_back(made: Made) -> None:
    view = made([("ada", FIRST, 1), ("ada", FIRST, 2), ("ben", FIRST, 1), (None, FIRST, 1)])
    assert first_days(view) == 0
    assert everybody_new_until(view, NEW) is None


def test_only_numbers_that_tell_new_from_old_are_affected(view: View) -> None:
    assert everybody_new_until(view, METRICS["net_sales"]) is None
    warned = {name for name, m in METRICS.items() if everybody_new_until(view, m)}
    assert warned == {
        "new_customers",
        "returning_customers",
        "came_back_customers",
        "new_orders",
        "returning_orders",
        "repeat_rate",
    }


def test_the_gaps_of_a_generated_shop_are_those_of_plain_pandas(
    demo_view: View, reference: Reference
) -> None:
    days = reference.lines.dropna(subset="customer_id")[["customer_id", "order_day"]]
    days = days.drop_duplicates().sort_values(["customer_id", "order_day"])
    gaps = days.groupby("customer_id")["order_day"].diff().dropna()
    expected = math.ceil(np.percentile([gap.days for gap in gaps], 95))
    assert first_days(demo_view) == pytest.approx(expected)
