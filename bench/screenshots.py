"""Pictures of the pages, in light and dark, on a desk and on a phone, from the running product.

`make screenshots`, or `python -m bench.screenshots FOLDER` for the shop in another folder.
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.server import ROOT, Server, ensure_shop, serving
from layouts.tabs import TABS, Group, Tab, TabPage, pages_of

DEFAULT = ROOT / "var" / "screenshots"
IMAGES = ROOT / "docs" / "images"
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Width -> height of the window.
SIZES = {1440: 1000, 390: 844}
# One page of each tab is shown on a phone too; lists of people and orders are shown nowhere.
ON_A_PHONE = tuple(pages_of(group)[0].tab for group in Group)
NOT_SHOWN = (Tab.ORDERS, Tab.CUSTOMERS, Tab.NEXT_ORDERS, Tab.TARGETS)
WAIT_MS = 60_000


def main(folder: Path) -> None:
    """Build what is missing, open every view, write the pictures."""
    ensure_shop(folder)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with serving(folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        for tab, mode, width in product(TABS, MODES, SIZES):
            if tab.tab not in NOT_SHOWN and (width > 390 or tab.tab in ON_A_PHONE):
                _take(browser, server, tab, mode, width)
        browser.close()


def _take(
    browser: Browser, server: Server, tab: TabPage, mode: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=mode,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{server.url}/?tab={tab.tab.value}")
    _wait_until_drawn(page, tab)
    path = IMAGES / f"{tab.tab.value}-{mode}-{width}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    if failures:
        sys.exit(f"The page failed while {path.name} was taken: {failures[0]}")
    print(f"docs/images/{path.name}")


def _wait_until_drawn(page: Page, tab: TabPage) -> None:
    """Every card of the tab has left its waiting state, and every chart has its drawing."""
    panel = page.locator(f"#{tab.panel_id}")
    expect(panel).to_be_visible(timeout=WAIT_MS)
    expect(panel.locator(".is-loading")).to_have_count(0, timeout=WAIT_MS)
    expect(panel.locator(".is-error")).to_have_count(0)
    for chart in panel.locator(".is-ready .js-plotly-plot").all():
        expect(chart.locator(".main-svg").first).to_be_attached(timeout=WAIT_MS)
    page.wait_for_load_state("networkidle", timeout=WAIT_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else DEFAULT)
