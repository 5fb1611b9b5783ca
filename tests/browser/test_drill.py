"""From a bar of a chart to the orders behind it, to one of them, and back again."""

from __future__ import annotations

from selenium.webdriver.common.by import By

from tests.browser.visitor import Visitor

BARS = "#products-categories-graph .barlayer .point"
ROW = '#orders-list-table .ag-row[row-index="0"] .ag-cell[col-id="order_id-text"]'


def count(visitor: Visitor, selector: str) -> int:
    return len(visitor.driver.find_elements(By.CSS_SELECTOR, selector))


def clicks_first_bar(visitor: Visitor) -> None:
    """Point at the bar and press: plotly listens to the mouse, not to the mark."""
    bar = visitor.driver.find_elements(By.CSS_SELECTOR, BARS)[0]
    visitor.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", bar)
    box = visitor.driver.execute_script(
        "const b = arguments[0].getBoundingClientRect();"
        "return [b.x + b.width / 3, b.y + b.height / 2]",
        bar,
    )
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
        visitor.driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent", {"type": kind, "x": box[0], "y": box[1], **button}
        )


def test_a_bar_leads_to_its_orders_one_opens_and_back_closes_it(visitor: Visitor) -> None:
    driver = visitor.driver
    visitor.opens_tab("products")
    visitor.waits_for_drawing("products-categories")
    visitor.waits(lambda: count(visitor, BARS) > 0, "no bars")
    clicks_first_bar(visitor)
    visitor.waits_for_address("category=")
    visitor.waits(lambda: " of " in visitor.text("#filter-summary"), "nothing was filtered")
    meant = visitor.text("#filter-summary").split(" of ")[0]

    visitor.waits(
        lambda: "category=" in str(visitor.duo.find_element("#filter-rows").get_attribute("href")),
        "the way to the orders does not hold the filter",
    )
    visitor.presses("#filter-rows")
    visitor.waits_for_address("tab=orders&category=")
    visitor.waits_for_card("orders-list")
    visitor.waits(
        lambda: visitor.text("#orders-lede").startswith(f"{meant} orders"), "other orders came"
    )

    visitor.waits(lambda: count(visitor, ROW) == 1, "no first row")
    order = visitor.text(ROW)
    visitor.duo.find_element(ROW).click()
    visitor.waits_for_address(f"orders.order={order}")
    visitor.waits(
        lambda: visitor.text("#orders-goods-title") == f"Order {order}", "it never opened"
    )
    visitor.waits_for_card("orders-payments")

    driver.back()
    visitor.waits(lambda: "orders.order" not in driver.current_url, "back kept it open")
    visitor.waits(lambda: visitor.text("#orders-goods-title") == "One order", "it never closed")
    driver.back()
    visitor.waits_for_address("tab=products")
    visitor.waits(lambda: "category=" in driver.current_url, "back lost the filter")
    assert "orders.order" not in driver.current_url
