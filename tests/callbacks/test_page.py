"""What the page answers when a browser asks, on the shop that adds up by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bench.page import Page
from callbacks.kpi import BY_ORDER
from data.answers.breakdown import breakdown
from data.answers.kpis import kpis
from data.answers.series import series
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.periods import Grain
from data.warehouse import View
from layouts import forecast, kpi, products, segmentation, trends
from layouts.components import CardIds
from tests.callbacks.conftest import Open


def text(page: Page, component: str) -> Any:
    return page.value(component, "children")


def rows(page: Page, ids: CardIds) -> list[dict[str, Any]]:
    """The rows of a card's table; that of a drawing is opened once and then stays open."""
    if page.value(ids.toggle, "id") is None:
        listed: list[dict[str, Any]] = page.value(ids.table, "rowData")
        return listed
    if not page.value(ids.behind, "children"):
        page.change(ids.toggle, "n_clicks", 1)
    grid = page.value(ids.behind, "children")["props"]["children"]
    found: list[dict[str, Any]] = grid["props"]["rowData"]
    return found


def is_asked(page: Page, ids: CardIds) -> bool:
    return state(page, ids) != "is-loading"


def state(page: Page, ids: CardIds) -> str:
    return str(page.value(ids.body, "className")).rpartition(" ")[2]


def test_the_overview_shows_the_sums_of_the_shop(opened: Open) -> None:
    page = opened("?period=all")
    shown = {name: text(page, f"kpi-{name}-value") for name in kpi.KPIS}
    assert shown == {
        "net_sales": "£155.50",
        "gross_sales": "£231.00",
        "orders": "11",
        "average_order_value": "£19.05",
        "customers": "5",
        "reversal_rate": "23.4%",
        "new_customers": "5",
        "returning_customers": "3",
        "purchase_frequency": "2.00",
        "units": "20",
        "items_per_order": "1.55",
        "discounts": "£21.50",
    }
    assert text(page, "overview-lede") == "Net sales of the whole history: £155.50."


def test_thirty_days_are_held_against_the_thirty_before(opened: Open) -> None:
    # O4 36, O5 13, O6 72, O7 20, O8 3, O9 10, less R2 36; before them O3 13.50, less R1 9.
    page = opened("?from=2026-06-04&to=2026-07-03")
    assert text(page, "kpi-net_sales-value") == "£118.00"
    assert text(page, "kpi-net_sales-previous") == "vs £4.50"
    assert text(page, "kpi-net_sales-delta-prev") == "2,522.2%"
    assert page.value("kpi-net_sales-delta-prev", "className") == "delta up better"


def test_a_month_that_the_data_cover_only_in_part_is_no_baseline(opened: Open) -> None:
    page = opened("?month=2026-06")
    assert text(page, "kpi-net_sales-value") == "£49.00"
    assert text(page, "kpi-net_sales-previous") == ""
    assert page.value("kpi-net_sales-delta-prev", "className") == "delta none neutral"


def test_an_unfinished_month_says_so_and_shows_no_percentage(opened: Open) -> None:
    page = opened("?month=2026-07")
    assert text(page, "kpi-net_sales-value") == "£69.00"
    assert text(page, "kpi-net_sales-delta-prev") == "–"
    assert text(page, "kpi-net_sales-note") == "So far, 20 of 31 days"
    assert text(page, "overview-lede") == "Net sales: £69.00 so far; the period has not ended."


def test_filters_of_the_bar_reach_cards_link_chips_and_count(opened: Open) -> None:
    page = opened("?period=all")
    page.change("filter-countries", "value", ["Germany"])
    assert page.value("location", "search") == "?period=all&country=Germany"
    assert text(page, "kpi-gross_sales-value") == "£90.00"
    assert text(page, "filter-summary") == "2 of 11 orders"
    assert len(text(page, "filter-chips")) == 1


@pytest.mark.parametrize(
    ("control", "value", "gross"),
    [
        ("filter-products", ["LAMP"], "£120.00"),
        ("filter-categories", ["Uncategorised"], "£126.00"),
        ("filter-segments", ["One-time buyers"], "£18.00"),
        ("filter-countries", ["Ireland"], "£28.00"),
        ("filter-payment-methods", ["gift card"], "£40.00"),
    ],
)
def test_every_control_filters(opened: Open, control: str, value: list[str], gross: str) -> None:
    page = opened("?period=all")
    page.change(control, "value", value)
    assert text(page, "kpi-gross_sales-value") == gross


def test_whole_order_numbers_are_not_available_by_product(opened: Open) -> None:
    page = opened("?tab=trends&period=all&product=MUG")
    page.change(trends.Id.METRIC, "value", "shipping")
    assert state(page, trends.MAIN) == "is-missing"
    assert "whole orders only" in text(page, trends.MAIN.state_text)


def test_only_the_tab_in_sight_asks(opened: Open) -> None:
    page = opened("?period=all")
    assert is_asked(page, kpi.TREND)
    for hidden in (trends.MAIN, products.TABLE, segmentation.PROFILE, forecast.MAIN):
        assert not is_asked(page, hidden)
    page.change("location", "search", "?tab=products&period=all")
    assert rows(page, products.TABLE)


def test_chart_table_and_command_line_agree(opened: Open, view: View) -> None:
    page = opened("?tab=trends&period=all&segment=Loyal+regulars")
    page.change(trends.Id.GRAIN, "value", "month")
    kept = Filters(segments=("Loyal regulars",))
    expected = series(view, [metric("net_sales")], kept, Grain.MONTH)["net_sales"].tolist()
    assert [row["value"] for row in rows(page, trends.MAIN)] == expected
    drawn = page.value(trends.MAIN.graph, "figure")["data"]
    points = {x: y for trace in drawn for x, y in zip(trace["x"], trace["y"], strict=True)}
    assert [points[x] for x in sorted(points)] == expected
    total = kpis(view, ["net_sales"], kept)[0].value
    assert total == pytest.approx(sum(expected), abs=1e-9)


def test_products_are_ranked_and_postage_is_no_product(opened: Open, view: View) -> None:
    page = opened("?tab=products&period=all")
    expected = breakdown(view, [metric(BY_ORDER)], Filters(), Dimension.PRODUCT)
    shown = rows(page, products.TABLE)
    assert [row["product"] for row in shown] == expected["label"].tolist()
    assert [row["rank"] for row in shown] == list(range(1, len(shown) + 1))
    assert "POST" not in {row["key"] for row in shown}
    assert text(page, products.Id.LEDE).startswith("Desk lamp leads with £72.00")


def test_ticks_mark_the_period_compared_with(opened: Open) -> None:
    # The lamp of 10 June was taken back later: 40 less 4 less 36. Two of 1 July: 80 less 8.
    page = opened("?tab=products&from=2026-06-30&to=2026-07-19&compare=previous")
    lamp = next(row for row in rows(page, products.TOP) if row["key"] == "LAMP")
    assert (lamp["value"], lamp["comparison"]) == (72.0, 0.0)
    tea = next(row for row in rows(page, products.TOP) if row["key"] == "TEA")
    assert (tea["value"], tea["comparison"]) == (16.0, 0.0)
    mug = next(row for row in rows(page, products.TOP) if row["key"] == "MUG")
    assert (mug["value"], mug["comparison"]) == (10.0, 10.0)
    assert "the tick marks 10 – 29 Jun 2026" in text(page, products.TOP.subtitle)


def test_segments_show_guests_beside_the_clusters(opened: Open) -> None:
    page = opened("?tab=segments&period=all")
    profile = {row["segment"]: row for row in rows(page, segmentation.PROFILE)}
    assert set(profile) == {"Loyal regulars", "One-time buyers", "Guests"}
    assert profile["Guests"]["customers"] == 0
    assert profile["Guests"]["net_sales"] == 13.5
    assert profile["Loyal regulars"]["customers"] == 3
    assert state(page, segmentation.SCATTER) == "is-ready"


def test_a_model_that_was_not_trained_is_said_to_be_missing(opened: Open) -> None:
    page = opened("?tab=segments&period=all")
    assert "train" in text(page, segmentation.MODEL.text)
    assert state(page, segmentation.SILHOUETTE) == "is-missing"


def test_a_forecast_needs_more_than_two_complete_months(opened: Open) -> None:
    page = opened("?tab=forecast")
    assert state(page, forecast.MAIN) == "is-few"
    need = "A forecast needs at least 3 complete months; this selection has 1."
    assert text(page, forecast.MAIN.state_text) == need
    titles = [text(page, ids.title) for ids in forecast.CARDS]
    assert titles == [
        "Net sales by month",
        "The numbers",
        "The parts",
        "How earlier forecasts did",
        "Models tried",
        "Forecasts that were kept",
    ]
    assert text(page, forecast.Id.NEXT_VALUE) == "–"


def test_payments_are_collected_by_method_and_attempts_counted(opened: Open) -> None:
    page = opened("?period=all")
    paid = {
        r["label"]: (r["attempts"], r["succeeded"], r["value"]) for r in rows(page, kpi.PAYMENTS)
    }
    assert paid == {
        "card": (7, 6, 183.8),
        "paypal": (3, 3, 34.5),
        "gift card": (1, 1, 20.0),
        "bank transfer": (1, 0, 0.0),
    }
    assert text(page, kpi.PAYMENTS.note) == "83.3% of attempts succeeded."


def test_an_empty_period_and_an_empty_filter_are_told_apart(opened: Open) -> None:
    page = opened("?tab=trends&from=2020-01-01&to=2020-01-31")
    assert state(page, trends.MAIN) == "is-empty"
    assert "The data reach 4 May – 20 Jul 2026" in text(page, trends.MAIN.state_text)
    page.change("location", "search", "?tab=trends&month=2026-06&country=Germany")
    assert state(page, trends.MAIN) == "is-empty"
    assert "Country: Germany" in text(page, trends.MAIN.state_text)


def test_a_search_finds_products_by_name_and_keeps_the_chosen(opened: Open) -> None:
    page = opened("?product=LAMP")
    page.change("filter-products", "search_value", "mug")
    assert page.value("filter-products", "options") == [
        {"label": "Desk lamp", "value": "LAMP"},
        {"label": "Blue mug", "value": "MUG"},
    ]


def test_the_header_says_whose_figures_these_are_and_how_old(opened: Open) -> None:
    page = opened("")
    assert text(page, "as-of") == "Data to 20 Jul 2026"
    assert page.value("stale", "className") == "banner warn"
    assert page.value("simulated", "className") == "badge-sim is-hidden"


def test_a_link_with_a_wrong_filter_opens_the_page_without_it(opened: Open) -> None:
    page = opened("?tab=trends&from=yesterday&to=today")
    assert page.value("location", "search") == "?tab=trends"
    assert rows(page, trends.MAIN)
