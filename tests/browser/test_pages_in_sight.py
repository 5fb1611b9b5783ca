"""Going from page to page: what was drawn before is in sight at once, and becomes what is asked."""

from __future__ import annotations

from tests.browser.visitor import Visitor

# Presses a link, and says before anything else can happen which panels are in sight.
PRESS = """
document.getElementById(arguments[0]).click();
return [...document.querySelectorAll('[id^=panel-]:not(.is-hidden)')].map((one) => one.id);
"""


def in_sight(visitor: Visitor) -> list[str]:
    script = PRESS.replace("document.getElementById(arguments[0]).click();", "")
    return list(visitor.driver.execute_script(script))


def test_a_page_drawn_before_needs_no_server_to_come_into_sight(visitor: Visitor) -> None:
    visitor.driver.get(visitor.duo.server_url)
    visitor.waits_for_numbers()
    assert visitor.driver.execute_script(PRESS, "group-trends") == ["panel-overview"]
    visitor.waits_for_card("trends-main")
    visitor.waits_for_address("tab=trends")
    assert visitor.driver.execute_script(PRESS, "group-overview") == ["panel-overview"]
    assert "active" in visitor.duo.find_element("#group-overview").get_attribute("class")
    assert "active" not in visitor.duo.find_element("#group-trends").get_attribute("class")
    visitor.waits(lambda: "tab=" not in visitor.driver.current_url, "the address never followed")
    assert in_sight(visitor) == ["panel-overview"]


def test_it_then_shows_what_is_filtered_by_now(visitor: Visitor) -> None:
    visitor.driver.get(f"{visitor.duo.server_url}/?month=2026-06")
    visitor.waits_for_numbers()
    june = visitor.text("#kpi-net_sales-value")
    visitor.opens_tab("trends")
    visitor.waits_for_card("trends-main")
    visitor.presses("#filter-preset input[value=last-91]")
    visitor.waits_for_address("period=last-91")
    assert visitor.driver.execute_script(PRESS, "group-overview") == ["panel-overview"]
    visitor.waits(lambda: visitor.text("#kpi-net_sales-value") != june, "June's number stayed")
    assert in_sight(visitor) == ["panel-overview"]
