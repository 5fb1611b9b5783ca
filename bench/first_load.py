"""What opening the page costs a browser: bytes, time, and work of its main thread.

`python -m bench first_load`. A new browser opens the Overview
of a running server, then somebody comes back to it with what the browser has kept. In the same run:
a Dash page with nothing but one callback, served the same way. Ratios and bytes mean something
everywhere; seconds only on a machine that does nothing else.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.rows import Row
from bench.scale import Scale
from bench.server import ROOT, ensure_shop, serving

OPENINGS = 5
WAIT_MS = 60_000
# The most that opening the page may weigh and, on an idle machine, last.
FIRST_KB, AGAIN_KB, READY_MS = 900, 60, 2000

# Notes the moment since the navigation at which everything that the page promised is there.
_NOTE_WHEN = """(() => {
  const there = () => { %s };
  const look = () => {
    if (there()) window.readyAfter = performance.now(); else requestAnimationFrame(look);
  };
  look();
})()"""
OVERVIEW_DRAWN = """
    const panel = document.getElementById('panel-overview');
    const every = (selector, has) => [...panel.querySelectorAll(selector)]
        .every((element) => element.querySelector(has));
    return panel && panel.querySelector('.kpi') && !panel.querySelector('.is-loading')
        && every('.is-ready .graph', '.main-svg')
        && every('.is-ready .grid-wrap', '[role=row], tr');
"""
FLOOR_DRAWN = "return (document.getElementById('answer') || {}).textContent === 'here';"


@dataclass(slots=True)
class Answer:
    """One answer of the server, with its bytes on the wire as the browser counted them."""

    name: str
    status: int
    transferred: int = 0


@dataclass(slots=True)
class Visit:
    """One opening of a page: its answers, and milliseconds until it was ready and of work."""

    answers: list[Answer] = field(default_factory=list)
    ready: float = 0.0
    busy: float = 0.0

    @property
    def transferred(self) -> int:
        """Bytes on the wire, headers included."""
        return sum(answer.transferred for answer in self.answers)


@dataclass(slots=True)
class Opened:
    """The same page opened several times: by new browsers, and by those that were there before."""

    first: list[Visit] = field(default_factory=list)
    again: list[Visit] = field(default_factory=list)


def open_often(browser: Browser, address: str, drawn: str, times: int = OPENINGS) -> Opened:
    """Open a page as somebody new and as somebody who comes back, again and again."""
    opened = Opened()
    for _ in range(times):
        with _somebody(browser, drawn) as context:
            opened.first.append(visit(context, address))
            opened.again.append(visit(context, address))
    return opened


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page and wait until everything is there and nothing is under way."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    found = Visit()
    _listen(session, found.answers)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    found.ready = _ready(page)
    page.wait_for_load_state("networkidle", timeout=WAIT_MS)
    metrics = session.send("Performance.getMetrics")["metrics"]
    found.busy = 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")
    page.close()
    return found


@contextmanager
def _somebody(browser: Browser, drawn: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light")
    context.add_init_script(_NOTE_WHEN % drawn)
    yield context
    context.close()


def _ready(page: Page) -> float:
    handle = page.wait_for_function("() => window.readyAfter", timeout=WAIT_MS)
    return float(handle.json_value())


def _listen(session: CDPSession, answers: list[Answer]) -> None:
    """Keep every answer with what it weighs; what the browser had kept weighs nothing."""
    waiting: dict[str, Answer] = {}

    def came(event: dict[str, Any]) -> None:
        told = event["response"]
        if told["url"].startswith("data:"):
            return
        answer = Answer(urlsplit(told["url"]).path, told["status"])
        waiting[event["requestId"]] = answer
        answers.append(answer)

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in waiting:
            waiting[event["requestId"]].transferred = int(event["encodedDataLength"])

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")


def rows(_scale: Scale) -> list[Row]:
    """A first visit and a second one, beside an empty page's."""
    folder = ROOT / "var" / "bench-default"
    ensure_shop(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        with serving(folder) as server:
            ours = open_often(browser, server.url, OVERVIEW_DRAWN)
        with serving(folder, "bench.floor:server", "/") as server:
            floor = open_often(browser, server.url, FLOOR_DRAWN)
        browser.close()
    return [
        *_visits("first visit", ours.first, floor.first, FIRST_KB),
        *_visits("return visit", ours.again, floor.again, AGAIN_KB),
    ]


def _visits(name: str, ours: list[Visit], floor: list[Visit], most_kb: float) -> Iterator[Row]:
    def median(visits: list[Visit], attribute: str) -> float:
        return statistics.median(getattr(visit, attribute) for visit in visits)

    yield Row(f"{name}: on the wire", median(ours, "transferred") / 1000, "kB", aim=most_kb)
    yield Row(f"{name}: everything is there", median(ours, "ready"), "ms", aim=READY_MS)
    for attribute, says in {"ready": "everything is there", "busy": "work of the browser"}.items():
        values = median(ours, attribute), median(floor, attribute)
        yield Row(f"{name}: {says}", values[0], "ms", values[1], "an empty Dash page")
