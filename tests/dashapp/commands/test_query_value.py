"""What customers are expected to bring, on the command line."""

from __future__ import annotations

import pytest

from data.answers import next_orders, value
from data.filters import Filters
from data.value_metrics import VALUE_METRICS
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows


def test_the_value_of_all_customers_adds_up(query: Command) -> None:
    said = query("clv")
    assert (said.code, said.err) == (0, "")
    found = {name: metric["value"] for name, metric in said.json["metrics"].items()}
    assert set(found) == set(VALUE_METRICS)
    assert found["customers_valued"] == 5
    assert found["customers_alive"] == pytest.approx(2.95)
    assert found["expected_value_90"] == pytest.approx(104.5)
    assert found["expected_value_365"] == pytest.approx(333.5)
    assert found["historic_value"] == 142.0
    assert said.json["holdout_value_error"] == pytest.approx(0.1)
    reach = said.json["expected_value_365_range"]
    assert reach["low"] + reach["high"] == pytest.approx(2 * 333.5)


def test_filters_keep_customers_with_a_matching_order(query: Command) -> None:
    # ada and dan bought lamps, and everything that is expected of them counts.
    found = query("clv", "--product", "LAMP").json["metrics"]
    assert found["customers_valued"]["value"] == 2
    assert found["expected_value_365"]["value"] == pytest.approx(308.0)
    nobody = query("clv", "--country", "Nowhere").json["metrics"]
    assert (nobody["customers_valued"]["value"], nobody["average_clv"]["value"]) == (0, None)


def test_the_table_has_the_same_numbers_as_the_object(query: Command, view: View) -> None:
    lines = query("clv", "--format", "csv").out.splitlines()
    assert lines[0] == "metric,label,value"
    found = dict(line.rsplit(",", 1) for line in lines[1:])
    expected = value.expected(view, Filters())
    assert float(found["historic_value,Value so far"]) == expected.values["historic_value"]
    high = found['expected_value_365_high,"80% range, high"']
    assert float(high) == pytest.approx(expected.high, rel=1e-9)


def test_the_held_out_days_are_shown_by_tenth_and_in_all(query: Command) -> None:
    rows = query("value-deciles").rows
    assert [row["decile"] for row in rows] == [1, 2, None]
    assert [row["predicted_value"] for row in rows] == [10, 100, 110]
    assert [row["actual_value"] for row in rows] == [20, 80, 100]
    assert [row["orders_error"] for row in rows] == [-0.5, 0.25, 0]


def test_the_worklist_is_the_one_of_the_page(query: Command, view: View) -> None:
    due = query("next-orders").rows
    assert [row["customer_id"] for row in due] == ["dan", "ada"]
    assert due[0]["next_order_on"] == "2026-08-08"
    wanted = next_orders.Wanted(next_orders.Show.ALL)
    every = next_orders.all_next_orders(view, Filters(), wanted, limit=3)
    assert query("next-orders", "--show", "all", "--limit", "3").rows == frame_rows(every)
    late = query("next-orders", "--show", "overdue")
    assert [row["customer_id"] for row in late.rows] == ["ben"]
    assert not {"name", "email", "city"} & set(late.rows[0])


def test_a_period_is_refused_because_it_would_change_nothing(query: Command) -> None:
    for name in ("clv", "next-orders"):
        said = query(name, "--month", "2026-07")
        assert said.code == 2
        assert "a period changes nothing" in said.err
