"""What somebody in front of the page does and sees."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from layouts.tabs import Tab, page_of, pages_of

PATIENCE = 20
# How often a condition is looked at, and how long one look for an element lasts elsewhere.
EVERY_S, LOOK_S = 0.1, 2


class Visitor:
    """Clicks, types and reads; waits instead of sleeping."""

    def __init__(self, duo: Any) -> None:
        self.duo = duo
        self.driver = duo.driver

    def text(self, selector: str) -> str:
        """The text of the first element."""
        return str(self.duo.find_element(selector).text)

    def waits(self, condition: Any, what: str, patience: float = PATIENCE) -> None:
        """Wait until a condition of the page is true."""
        # The condition is looked at again anyway: what is not there yet must not hold up a look.
        self.driver.implicitly_wait(0)
        try:
            waiting = WebDriverWait(self.driver, patience, EVERY_S)
            waiting.until(lambda _: condition(), what)
        finally:
            self.driver.implicitly_wait(LOOK_S)

    def shows(self, selector: str) -> bool:
        """Whether there is such an element at this moment."""
        script = "return document.querySelector(arguments[0]) !== null"
        return bool(self.driver.execute_script(script, selector))

    def waits_for_numbers(self) -> None:
        """The first card has its number."""
        self.waits(lambda: self.text("#kpi-net_sales-value"), "the first number never came")

    def waits_for_address(self, part: str) -> None:
        """The address holds a text."""
        self.waits(lambda: part in self.driver.current_url, f"{part} never came into the address")

    def waits_for_card(self, prefix: str, state: str = "is-ready") -> None:
        """A card is in a state."""
        body = f"#{prefix}-body.{state}"
        self.waits(lambda: self.driver.find_elements(By.CSS_SELECTOR, body), f"{body} never came")

    def waits_for_drawing(self, prefix: str) -> None:
        """A card's chart has been drawn."""
        drawn = f"#{prefix}-graph .main-svg"
        self.waits(lambda: self.driver.find_elements(By.CSS_SELECTOR, drawn), f"no {drawn}")

    def opens_tab(self, name: str) -> None:
        """Click a tab's link in the header, then that of the page if it has several."""
        page = page_of(Tab(name))
        self.duo.find_element(f"#{page.group.link_id}").click()
        if pages_of(page.group)[0] is not page:
            link = f"#{page.link_id}"
            self.waits(lambda: self.duo.find_element(link).is_displayed(), f"no {link}")
            self.duo.find_element(link).click()
        self.waits_for_address("/" if name == "overview" else f"tab={name}")

    def presses(self, selector: str) -> None:
        """Click as soon as it is there, whatever lies in front."""
        # In one script: between a look and a click the page may have drawn the element anew.
        script = "const it = document.querySelector(arguments[0]); it?.click(); return it !== null"
        self.waits(lambda: self.driver.execute_script(script, selector), f"no {selector}")

    def chooses(self, control: str, option: str) -> None:
        """Open a dropdown, choose the option with this text, close it."""
        self.duo.find_element(f"#{control}").click()
        self.duo.wait_for_element(".dash-dropdown-content")
        xpath = (
            f'//*[contains(@class, "dash-dropdown-content")]//label[normalize-space()="{option}"]'
        )
        self.waits(lambda: self.driver.find_elements(By.XPATH, xpath), f"no option {option}")
        self.driver.find_element(By.XPATH, xpath).click()
        self.driver.switch_to.active_element.send_keys(Keys.ESCAPE)

    def first_option(self, control: str) -> str:
        """The text of the first option of a dropdown."""
        self.duo.find_element(f"#{control}").click()
        selector = ".dash-dropdown-content .dash-options-list-option"
        self.waits(lambda: self.driver.find_elements(By.CSS_SELECTOR, selector), "no options")
        found = str(self.driver.find_elements(By.CSS_SELECTOR, selector)[0].text)
        self.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
        return found

    def theme(self) -> str:
        """The face of the page: light or dark."""
        return str(self.duo.find_element("html").get_attribute("data-bs-theme"))

    def console_errors(self) -> list[str]:
        """What the browser complained about."""
        return [
            entry["message"] for entry in self.duo.get_logs() or [] if entry["level"] == "SEVERE"
        ]
