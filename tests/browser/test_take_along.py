"""Where numbers come from, and taking them along, in a real browser."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from callbacks.decks import DECKS
from tests.browser.visitor import Visitor


def sheet(visitor: Visitor) -> str:
    """The words of the open drawer."""
    visitor.waits(
        lambda: visitor.driver.find_elements(By.CSS_SELECTOR, ".drawer.show .sheet"),
        "the drawer never opened",
    )
    # All of it, also what lies below the edge of the window.
    sheet = visitor.duo.find_element(".drawer .sheet")
    return str(sheet.get_attribute("textContent"))


def saved(visitor: Visitor, ending: str) -> Path:
    """The file that was downloaded last."""
    folder = Path(visitor.duo.download_path)

    def whole() -> list[Path]:
        return [path for path in folder.glob(f"*{ending}") if path.stat().st_size]

    visitor.waits(whole, f"no {ending} came")
    return whole()[0]


def test_a_number_opens_the_drawer_by_keyboard_and_escape_leads_back(visitor: Visitor) -> None:
    button = visitor.duo.find_element(".kpi .kpi-info")
    visitor.driver.execute_script("arguments[0].focus()", button)
    visitor.driver.switch_to.active_element.send_keys(Keys.ENTER)
    words = sheet(visitor)
    value = visitor.text("#kpi-net_sales-value")
    assert value.startswith("£")
    assert "gross sales − discounts − reversals" in words
    assert "SELECT" in words
    assert "python -m dashapp query kpis" in words
    visitor.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    visitor.waits(
        lambda: not visitor.driver.find_elements(By.CSS_SELECTOR, ".drawer.show"), "never closed"
    )


def test_a_card_opens_the_drawer_with_its_statements(visitor: Visitor) -> None:
    visitor.opens_tab("products")
    visitor.waits_for_card("products-top")
    visitor.presses("#panel-products .cardx .why")
    words = sheet(visitor)
    assert "Net sales by order day" in words
    assert words.count("SELECT") >= 2


def test_a_table_is_taken_along_as_a_workbook_with_what_it_is_made_of(visitor: Visitor) -> None:
    visitor.opens_tab("products")
    visitor.waits_for_card("products-table")
    visitor.presses("[aria-label='XLSX: save the table of all products']")
    book = load_workbook(saved(visitor, ".xlsx"))
    assert book["Table"].max_row > 100
    about = {row[0].value: row[1].value for row in book["About"].rows if len(row) > 1}
    assert about["Filters"] == "none"
    assert about["Shop"] == "Larkmoss Home & Garden"


def test_every_card_of_every_page_comes_to_an_end_and_no_page_complains(visitor: Visitor) -> None:
    for tab, deck in DECKS.items():
        visitor.opens_tab(tab.value)
        for drawn in deck:
            body = f"#{drawn.ids.prefix}-body"
            visitor.waits(
                lambda body=body: visitor.shows(f"{body}:not(.is-loading)"),
                f"{drawn.ids.prefix} never came",
            )
            assert not visitor.shows(f"{body}.is-error"), drawn.ids.prefix
    assert visitor.console_errors() == []
