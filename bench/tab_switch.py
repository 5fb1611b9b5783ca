"""How long a browser takes from a press on a page's link until that page stands there.

`python -m bench tab_switch`. Every page is opened once, so that the server has its answer; then
somebody goes round all pages again and again. A page stands when it is in sight, everything on it
is drawn, and no request is under way.
"""

from __future__ import annotations

import shutil
import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from bench.first_load import WAIT_MS
from bench.rows import Row
from bench.scale import Scale
from bench.server import ROOT, ensure_shop, serving
from layouts.tabs import TABS

ROUNDS = 7
AIM_MS = 300.0
# Nothing may move for so long before a page counts as standing there.
STILL_MS = 120

# Counts the requests under way.
_COUNT_REQUESTS = """
window.underWay = 0;
const send = window.fetch;
window.fetch = (...args) => {
  window.underWay += 1;
  return send(...args).finally(() => { window.underWay -= 1; });
};
"""
# Presses a link; milliseconds until the last moment at which the page was not yet there.
_PRESS = """([link, panel, still]) => new Promise((done) => {
  const there = () => {
    const shown = document.getElementById(panel);
    const every = (selector, has) => [...shown.querySelectorAll(selector)]
        .every((element) => element.querySelector(has));
    return window.underWay === 0 && !shown.classList.contains('is-hidden')
        && !shown.querySelector('.is-loading') && every('.is-ready .graph', '.main-svg')
        && every('.is-ready .grid-wrap', '[role=row], tr');
  };
  const pressed = performance.now();
  let unsettled = pressed;
  const look = () => {
    const now = performance.now();
    if (!there()) unsettled = now;
    if (now - unsettled > still) done(unsettled - pressed); else requestAnimationFrame(look);
  };
  document.getElementById(link).click();
  requestAnimationFrame(look);
})"""


def rows(_scale: Scale) -> list[Row]:
    """The middle page and the slowest one, each by its median."""
    folder = ROOT / "var" / "bench-default"
    ensure_shop(folder)
    with sync_playwright() as playwright, serving(folder) as server:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.add_init_script(_COUNT_REQUESTS)
        page.goto(server.url)
        page.wait_for_selector("#panel-overview .kpi", timeout=WAIT_MS)
        taken = _rounds(page)
        browser.close()
    for name, ms in sorted(taken.items(), key=lambda one: -one[1]):
        print(f"  {name:14} {ms:6.0f} ms", file=sys.stderr)
    slowest = max(taken, key=lambda name: taken[name])
    return [
        Row("to another page, cached: the middle one", statistics.median(taken.values()), "ms"),
        Row(f"to another page, cached: the slowest, {slowest}", taken[slowest], "ms", aim=AIM_MS),
    ]


def _rounds(page: Page) -> dict[str, float]:
    """Page -> median of milliseconds; the first round only fills the server's memory."""
    taken: dict[str, list[float]] = {one.tab.value: [] for one in TABS}
    for number in range(ROUNDS + 1):
        for one in TABS:
            ms = page.evaluate(_PRESS, [one.link_id, one.panel_id, STILL_MS])
            if number:
                taken[one.tab.value].append(ms)
    return {name: statistics.median(found) for name, found in taken.items()}
