"""Any number of the page on the command line: the same number, in a shape to build on."""

from __future__ import annotations

import csv
import io

import pytest

from data.answers.breakdown import breakdown
from data.answers.kpis import values
from data.answers.payments import payments
from data.answers.segments import segments
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, month
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows

NET = METRICS["net_sales"]


def test_kpis_are_one_object_of_every_metric_with_its_baselines(query: Command, view: View) -> None:
    said = query("kpis")
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == [
        "filters",
        "release",
        "as_of",
        "currency",
        "basis",
        "compared_with",
        "metrics",
    ]
    assert (said.json["basis"], said.json["compared_with"]) == ("refund-day", None)
    assert said.json["filters"] == {}
    assert said.json["release"] == view.release.id
    assert (said.json["as_of"], said.json["currency"]) == ("2026-07-20", "GBP")
    found = said.json["metrics"]
    assert list(found) == list(METRICS)
    assert {name: kpi["value"] for name, kpi in found.items()} == values(
        view, list(METRICS.values()), Filters()
    )
    assert found["net_sales"] == {
        "value": 155.5,
        "previous": None,
        "change": None,
        "change_kind": "missing",
        "last_year": None,
        "yearly_change": None,
        "unfinished": False,
    }


def test_a_period_has_its_baseline_and_change(query: Command) -> None:
    """1 to 20 July 69.00, 1 to 20 June 49.00."""
    kpi = query("kpis", "--from", "2026-07-01", "--to", "2026-07-20").json["metrics"]["net_sales"]
    assert (kpi["value"], kpi["previous"], kpi["unfinished"]) == (69, 49, False)
    assert (kpi["change"], kpi["change_kind"]) == (0.408163, "percent")


def test_an_unfinished_month_has_no_percentage(query: Command) -> None:
    said = query("kpis", "--month", "2026-07")
    assert said.json["filters"] == {"from": "2026-07-01", "to": "2026-07-31"}
    kpi = said.json["metrics"]["gross_sales"]
    assert (kpi["value"], kpi["previous"]) == (128, 53)
    assert (kpi["change"], kpi["change_kind"], kpi["unfinished"]) == (None, "unfinished", True)


def test_every_filter_reaches_the_numbers(query: Command, view: View) -> None:
    words = {
        "--product": ("products", "TEA"),
        "--category": ("categories", "Kitchen"),
        "--segment": ("segments", "Loyal regulars"),
        "--country": ("countries", "Ireland"),
        "--payment-method": ("payment_methods", "gift card"),
        "--channel": ("channels", "app"),
    }
    for option, (name, value) in words.items():
        said = query("kpis", option, value)
        assert said.json["filters"] == {name: [value]}
        expected = values(view, [NET], Filters.keeping({name: [value]}))
        assert said.json["metrics"]["net_sales"]["value"] == expected["net_sales"]


def test_a_filter_may_be_repeated_and_joined_with_a_month(query: Command) -> None:
    """July: O6 72.00, O11 9.00 of Germany, O7 to O9 of the United Kingdom for 33.00."""
    said = query(
        "kpis", "--country", "Germany", "--country", "United Kingdom", "--month", "2026-07"
    )
    assert said.json["filters"]["countries"] == ["Germany", "United Kingdom"]
    assert said.json["metrics"]["demand_sales"]["value"] == 114
    assert said.json["metrics"]["orders"]["value"] == 5


def test_whole_order_metrics_of_a_product_are_null(query: Command) -> None:
    found = query("kpis", "--product", "MUG").json["metrics"]
    assert (found["gross_sales"]["value"], found["shipping"]["value"]) == (60, None)


@pytest.mark.parametrize("grain", list(Grain))
def test_a_series_is_the_one_of_the_page(query: Command, view: View, grain: Grain) -> None:
    said = query("series", "--metric", "gross_sales", "--grain", grain.value)
    expected = series(view, [METRICS["gross_sales"]], Filters(), grain)
    assert said.rows == frame_rows(expected.rename(columns={"gross_sales": "value"}))
    assert list(said.rows[0]) == ["period", "value"]


def test_a_series_is_of_net_sales_by_month_if_nothing_is_said(query: Command) -> None:
    assert query("series").rows == [
        {"period": "2026-05-01", "value": 37.5},
        {"period": "2026-06-01", "value": 49},
        {"period": "2026-07-01", "value": 69},
    ]


def test_a_ratio_without_a_divisor_is_null_in_a_series(query: Command) -> None:
    said = query(
        "series", "--metric", "average_order_value", "--grain", "day", "--month", "2026-06"
    )
    assert len(said.rows) == 30
    known = {row["period"]: row["value"] for row in said.rows if row["value"] is not None}
    assert known == {"2026-06-10": 36, "2026-06-15": 13}


@pytest.mark.parametrize("dimension", list(Dimension))
def test_a_ranking_is_the_one_of_the_page(query: Command, view: View, dimension: Dimension) -> None:
    said = query("top", "--by", dimension.value, "--metric", "net_sales")
    expected = breakdown(view, [NET], Filters(), dimension).rename(columns={"net_sales": "value"})
    assert said.rows == frame_rows(expected[["key", "label", "value", "share"]])


def test_a_ranking_is_cut_at_its_limit(query: Command) -> None:
    said = query("top", "--limit", "1", "--metric", "gross_sales")
    assert said.rows == [
        {"key": "LAMP", "label": "Desk lamp", "value": 120, "share": pytest.approx(120 / 231)}
    ]


def test_clusters_are_those_of_the_page(query: Command, view: View) -> None:
    said = query("segments", "--month", "2026-06")
    assert said.rows == frame_rows(segments(view, Filters().within(month("2026-06"))))


def test_payments_are_those_of_the_page(query: Command, view: View) -> None:
    rows = query("payments").rows
    assert rows == frame_rows(payments(view, Filters()))
    assert list(rows[0])[:4] == ["method", "attempts", "succeeded", "amount"]


def test_csv_has_a_header_and_whole_numbers_stay_whole(query: Command) -> None:
    said = query("payments", "--format", "csv", "--month", "2026-07")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert said.out.startswith("method,attempts,succeeded,amount,success_rate,share,")
    assert [(row["method"], row["attempts"], row["amount"]) for row in rows] == [
        ("card", "3", "116.0"),
        ("paypal", "1", "3.0"),
        ("bank transfer", "1", "0.0"),
    ]


def test_csv_of_nothing_still_has_its_header(query: Command) -> None:
    said = query("top", "--product", "SOFA", "--format", "csv")
    assert (said.code, said.out) == (0, "key,label,value,share\r\n")


def test_kpis_as_csv_have_a_line_per_metric(query: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(query("kpis", "--format", "csv").out)))
    assert [row["metric"] for row in rows] == list(METRICS)
    assert {row["metric"]: row["value"] for row in rows}["net_sales"] == "155.5"


def test_a_table_shows_the_same_rounded_and_whole(query: Command) -> None:
    said = query("top", "--by", "country", "--format", "table", "--metric", "net_sales")
    assert "United Kingdom" in said.out
    assert "53.00" in said.out
    assert "…" not in said.out


def test_a_table_of_nothing_says_so(query: Command) -> None:
    assert query("top", "--product", "SOFA", "--format", "table").out == "No rows.\n"


def test_a_forecast_without_enough_months_says_what_is_missing(query: Command) -> None:
    said = query("forecast")
    assert (said.code, said.out) == (1, "")
    assert said.err == "Error: Forecasts need at least 3; there are 1.\n"
