"""Journeys through the page in a real browser."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from tests.browser.visitor import Visitor

CARDS = {
    "overview": ("overview-trend", "overview-products", "overview-segments", "overview-payments"),
    "trends": ("trends-main",),
    "segments": ("segments-scatter", "segments-shares", "segments-silhouette"),
    "products": ("products-top", "products-categories"),
    "forecast": ("forecast-main", "forecast-backtest"),
}


def test_the_first_page_says_whose_figures_it_shows(visitor: Visitor) -> None:
    assert visitor.text("#shop-name") == "Larkmoss Home & Garden"
    assert visitor.text("#simulated") == "Simulated shop"
    assert visitor.text("#as-of") == "Data to 21 Nov 2026"
    assert "£" in visitor.text("#kpi-net_sales-value")


def test_every_tab_opens_and_draws(visitor: Visitor) -> None:
    for tab, cards in CARDS.items():
        visitor.opens_tab(tab)
        for card in cards:
            visitor.waits_for_card(card)
            visitor.waits_for_drawing(card)
        assert visitor.duo.find_element(f"#panel-{tab}").is_displayed()


@pytest.mark.parametrize(
    ("control", "key"),
    [
        ("filter-categories", "category"),
        ("filter-segments", "segment"),
        ("filter-countries", "country"),
        ("filter-payment-methods", "payment-method"),
    ],
)
def test_each_filter_changes_the_numbers_and_the_address(
    visitor: Visitor, control: str, key: str
) -> None:
    before = visitor.text("#filter-summary")
    visitor.chooses(control, visitor.first_option(control))
    visitor.waits_for_address(f"{key}=")
    visitor.waits(lambda: " of " in visitor.text("#filter-summary"), "the count never changed")
    assert visitor.text("#filter-summary").endswith(before)
    assert len(visitor.driver.find_elements(By.CSS_SELECTOR, "#filter-chips .chip")) == 1


def test_products_are_searched_on_the_server(visitor: Visitor) -> None:
    visitor.duo.find_element("#filter-products").click()
    search = visitor.duo.wait_for_element(".dash-dropdown-content input[type=search]")
    search.send_keys("wreath")
    option = ".dash-dropdown-content .dash-options-list-option"
    visitor.waits(lambda: visitor.driver.find_elements(By.CSS_SELECTOR, option), "nothing found")
    found = visitor.driver.find_elements(By.CSS_SELECTOR, option)
    assert all("wreath" in one.text.lower() for one in found)


def test_period_month_and_comparison_travel_in_the_address(visitor: Visitor) -> None:
    visitor.duo.find_element("summary.ctl").click()
    visitor.presses("#filter-preset input[value=last-91]")
    visitor.waits_for_address("period=last-91")
    visitor.waits(lambda: visitor.text("#filter-period-label") == "Last 13 weeks", "no label")
    visitor.presses("#filter-compare input[value=last-year]")
    visitor.waits_for_address("compare=last-year")
    visitor.chooses("filter-month", "October 2026")
    visitor.waits_for_address("month=2026-10")
    visitor.waits(lambda: visitor.text("#filter-period-label") == "Oct 2026", "no month")
    assert "period=" not in visitor.driver.current_url


def test_a_chip_is_removed_and_clear_all_clears(visitor: Visitor) -> None:
    visitor.driver.get(f"{visitor.duo.server_url}/?country=Germany&country=France")
    visitor.waits(
        lambda: len(visitor.driver.find_elements(By.CSS_SELECTOR, "#filter-chips .chip")) == 2,
        "two chips never came",
    )
    visitor.presses("#filter-chips .chip-x")
    visitor.waits(lambda: "Germany" not in visitor.driver.current_url, "the chip stayed")
    assert "France" in visitor.driver.current_url
    visitor.presses("#filter-clear")
    visitor.waits(lambda: "country" not in visitor.driver.current_url, "the filter stayed")


def test_a_link_opens_the_same_view(visitor: Visitor) -> None:
    visitor.driver.get(f"{visitor.duo.server_url}/?tab=products&month=2026-10&country=Germany")
    visitor.waits_for_card("products-top")
    assert visitor.text("#filter-period-label") == "Oct 2026"
    assert "Germany" in visitor.text("#filter-chips")
    assert visitor.duo.find_element("#panel-products").is_displayed()


def test_going_back_goes_back(visitor: Visitor) -> None:
    visitor.opens_tab("trends")
    visitor.waits_for_card("trends-main")
    visitor.opens_tab("products")
    visitor.driver.back()
    visitor.waits_for_address("tab=trends")
    visitor.waits(lambda: visitor.duo.find_element("#panel-trends").is_displayed(), "no way back")
    assert not visitor.duo.find_element("#panel-products").is_displayed()


def test_going_back_through_the_first_tab_does_not_stick_there(visitor: Visitor) -> None:
    visitor.driver.get(f"{visitor.duo.server_url}/?country=France&tab=trends")
    visitor.waits_for_card("trends-main")
    visitor.opens_tab("overview")
    visitor.waits_for_card("overview-trend")
    visitor.opens_tab("products")
    for name in ("overview", "trends"):
        visitor.driver.back()
        panel = f"#panel-{name}"
        visitor.waits(lambda at=panel: visitor.duo.find_element(at).is_displayed(), f"no {name}")
    assert "country=France" in visitor.driver.current_url


def test_a_selection_without_orders_names_the_filter_and_undoes_it(visitor: Visitor) -> None:
    visitor.driver.get(f"{visitor.duo.server_url}/?tab=trends&country=Atlantis")
    visitor.waits_for_card("trends-main", "is-empty")
    assert "Country: Atlantis" in visitor.text("#trends-main-state-text")
    visitor.presses("#trends-main-body .undo")
    visitor.waits_for_card("trends-main")
    assert "Atlantis" not in visitor.driver.current_url


def test_a_card_puts_its_metric_into_the_chart(visitor: Visitor) -> None:
    visitor.presses(".kpi:nth-child(3) .kpi-btn")
    visitor.waits(
        lambda: visitor.text("#overview-trend-title") == "Orders by day", "the chart stayed"
    )
    chosen = visitor.driver.find_elements(By.CSS_SELECTOR, ".kpi-btn.is-on .kpi-label")
    assert [one.text for one in chosen] == ["Orders"]


def test_the_table_behind_a_chart_can_be_opened(visitor: Visitor) -> None:
    visitor.opens_tab("trends")
    visitor.waits_for_card("trends-main")
    visitor.duo.find_element("#panel-trends .table-behind summary").click()
    cell = "#trends-main-table .ag-cell"
    table = "#trends-main-table"
    visitor.waits(lambda: "25 Oct 2026" in visitor.text(table), "the first day never came")
    assert len(visitor.driver.find_elements(By.CSS_SELECTOR, cell)) > 4


def test_colours_switch_and_stay(visitor: Visitor) -> None:
    visitor.waits_for_drawing("overview-trend")
    faces = []
    for _ in range(3):
        visitor.presses("#theme-switch")
        visitor.waits(
            lambda: visitor.duo.find_element("html").get_attribute("data-theme-choice"),
            "no choice",
        )
        title = visitor.duo.find_element("#theme-switch").get_attribute("title")
        visitor.waits(lambda seen=title: seen, "no title")
        faces.append(visitor.theme())
    assert {"light", "dark"} <= set(faces)
    visitor.presses("#theme-switch")
    kept = visitor.theme()
    visitor.driver.refresh()
    visitor.waits_for_numbers()
    assert visitor.theme() == kept
