"""Saving a view, coming back to it, going back from it, and deleting it."""

from __future__ import annotations

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.visitor import Visitor

NAME = "June by week"
LINK = ".view-link"


def opens_menu(visitor: Visitor) -> None:
    visitor.duo.find_element("#views-toggle").click()
    visitor.waits(
        lambda: visitor.driver.find_elements(By.CSS_SELECTOR, "#views-list > *"), "no list came"
    )


def says(visitor: Visitor, text: str) -> None:
    visitor.waits(lambda: visitor.text("#views-say") == text, f"it never said {text}")


def names(visitor: Visitor) -> list[str]:
    found = visitor.driver.find_elements(By.CSS_SELECTOR, f"{LINK} .view-name")
    return [str(one.text) for one in found]


def test_a_view_is_saved_opened_left_renamed_and_deleted(visitor: Visitor) -> None:
    driver = visitor.driver
    driver.get(f"{visitor.duo.server_url}/?tab=trends&month=2026-06&trends.grain=week")
    visitor.waits_for_card("trends-main")
    opens_menu(visitor)
    assert visitor.text("#views-list") == "Nothing is saved yet."
    box = visitor.duo.find_element("#views-name")
    box.send_keys(NAME, Keys.ENTER)
    says(visitor, f"“{NAME}” is saved.")
    assert names(visitor) == [NAME]

    driver.get(visitor.duo.server_url)
    visitor.waits_for_numbers()
    opens_menu(visitor)
    visitor.waits(lambda: names(visitor) == [NAME], "the view was not kept")
    visitor.duo.find_element(LINK).click()
    visitor.waits_for_address("tab=trends&month=2026-06&trends.grain=week")
    visitor.waits_for_card("trends-main")
    assert visitor.text("#filter-period-label") == "Jun 2026"
    assert visitor.duo.find_element("#views").get_attribute("open") is None

    driver.back()
    visitor.waits(lambda: "tab=" not in driver.current_url, "back led nowhere")
    visitor.waits(
        lambda: visitor.text("#filter-period-label") == "Last 28 days", "the period stayed"
    )

    opens_menu(visitor)
    visitor.presses(".view-item button[title=Rename]")
    visitor.waits(
        lambda: visitor.duo.find_element("#views-name").get_attribute("value") == NAME,
        "the name never came into the box",
    )
    box = visitor.duo.find_element("#views-name")
    box.send_keys(" and more", Keys.ENTER)
    says(visitor, "The view has its new name.")
    assert names(visitor) == [f"{NAME} and more"]
    visitor.presses(".view-item button[title=Delete]")
    says(visitor, f"“{NAME} and more” is deleted.")
    assert visitor.text("#views-list") == "Nothing is saved yet."
    driver.switch_to.active_element.send_keys(Keys.ESCAPE)


def test_the_menu_fits_a_phone(visitor: Visitor) -> None:
    visitor.driver.set_window_size(390, 844)
    opens_menu(visitor)
    panel = visitor.duo.find_element(".pop.views").rect
    width = visitor.driver.execute_script("return document.documentElement.clientWidth")
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width
    fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    # Charts follow a window that becomes narrower a moment later.
    visitor.waits(lambda: visitor.driver.execute_script(fits), "the page scrolls sideways")
    assert visitor.driver.execute_script(fits)
    visitor.driver.set_window_size(1440, 1000)
