"""How far the data reach stands on every tab, also on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from layouts.tabs import TABS, Group, pages_of
from tests.browser.visitor import Visitor

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": False}

# Whether the middle of an element is what one sees there, and all of it lies within the page.
SEEN = """
const stamp = document.getElementById("as-of"), box = stamp.getBoundingClientRect();
const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
return stamp.contains(seen) && box.left >= 0 && box.right <= window.innerWidth
    && stamp.scrollWidth <= Math.ceil(box.width) && box.width > 0;
"""

IN_SIGHT = """
const place = document.getElementById('LINK').getBoundingClientRect();
return place.left >= 0 && place.right <= window.innerWidth;
"""


# One page of each tab: the stamp stands in the header that all of them share.
FIRST_PAGES = tuple(pages_of(group)[0] for group in Group)


@pytest.fixture
def on_a_phone(visitor: Visitor) -> Iterator[Visitor]:
    visitor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    yield visitor
    visitor.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def stamp_is_seen(visitor: Visitor, tab: str) -> bool:
    visitor.opens_tab(tab)
    visitor.waits(lambda: visitor.text("#as-of") == "Data to 21 Nov 2026", f"no stamp on {tab}")
    visitor.driver.execute_script("window.scrollTo(0, 0)")
    return bool(visitor.driver.execute_script(SEEN))


def test_the_stamp_is_seen_on_every_tab(visitor: Visitor) -> None:
    for page in FIRST_PAGES:
        assert stamp_is_seen(visitor, page.tab.value), page.label


def test_the_stamp_is_seen_on_every_tab_of_a_phone(on_a_phone: Visitor) -> None:
    width = "return window.innerWidth"
    on_a_phone.waits(lambda: on_a_phone.driver.execute_script(width) == 390, "never as narrow")
    for page in FIRST_PAGES:
        assert stamp_is_seen(on_a_phone, page.tab.value), page.label


def test_the_link_of_the_open_tab_is_in_sight_on_a_phone(on_a_phone: Visitor) -> None:
    for page in (TABS[-1], TABS[0]):
        on_a_phone.opens_tab(page.tab.value)
        seen = IN_SIGHT.replace("LINK", page.group.link_id)
        on_a_phone.waits(lambda seen=seen: on_a_phone.driver.execute_script(seen), page.label)
        assert on_a_phone.driver.execute_script(seen), page.label
