"""What opening the page costs a browser: bytes, time, and work of its main thread.

`python -m bench.first_load`, or with the FOLDER of another shop. A new browser opens the Overview
of a running server, then somebody comes back to it with what the browser has kept. In the same run:
a Dash page with nothing but one callback, served the same way. Ratios and bytes mean something
everywhere; seconds only on a machine that does nothing else.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.server import ROOT, ensure_shop, serving

DEFAULT = ROOT / "var" / "first-load"
OPENINGS = 5
WAIT_MS = 60_000
CACHED_FOR = {"max-age=31536000": "a year", "no-cache": "asks", "no-store": "-"}

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
    """One answer of the server, as the browser counted it; sizes in bytes."""

    name: str
    status: int
    cached_for: str
    size: int = 0
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
        headers = {name.lower(): value for name, value in told["headers"].items()}
        control = headers.get("cache-control", "-")
        cached_for = next((words for key, words in CACHED_FOR.items() if key in control), control)
        answer = Answer(urlsplit(told["url"]).path, told["status"], cached_for)
        waiting[event["requestId"]] = answer
        answers.append(answer)

    def size(event: dict[str, Any]) -> None:
        if event["requestId"] in waiting:
            waiting[event["requestId"]].size += event["dataLength"]

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in waiting:
            waiting[event["requestId"]].transferred = int(event["encodedDataLength"])

    session.on("Network.responseReceived", came)
    session.on("Network.dataReceived", size)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")


def table(answers: list[Answer]) -> str:
    """The answers as lines, the heaviest first."""
    lines = [f"{'':54}{'kB':>9}{'on the wire':>13}  kept for"]
    for answer in sorted(answers, key=lambda answer: -answer.transferred):
        name = answer.name if len(answer.name) < 54 else f"...{answer.name[-50:]}"
        lines.append(
            f"{name:54}{answer.size / 1000:9.1f}{answer.transferred / 1000:13.1f}"
            f"  {answer.cached_for}"
        )
    return "\n".join(lines)


def summary(name: str, visits: list[Visit], floor: list[Visit]) -> str:
    """One line: medians over the visits, and how many times the floor they are."""

    def median(attribute: str) -> tuple[float, float]:
        values, least = (
            statistics.median(getattr(visit, attribute) for visit in some)
            for some in (visits, floor)
        )
        return values, values / max(least, 0.1)

    (wire, _), (ready, slower), (busy, busier) = map(median, ("transferred", "ready", "busy"))
    count = len(visits[0].answers)
    return (
        f"{name:34}{count:9}{wire / 1000:13.1f}{ready:10.0f}{busy:10.0f}{slower:9.1f}{busier:9.1f}"
    )


def main(folder: Path) -> None:
    """Build what is missing, open both pages, print."""
    ensure_shop(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        with serving(folder) as server:
            overview = open_often(browser, server.url, OVERVIEW_DRAWN)
        with serving(folder, "bench.floor:server", "/") as server:
            floor = open_often(browser, server.url, FLOOR_DRAWN)
        browser.close()
    print(f"\nThe Overview, opened by somebody new\n{table(overview.first[0].answers)}")
    print(f"\nOpened by somebody who was here before\n{table(overview.again[0].answers)}")
    head = ("requests", "kB on wire", "ready ms", "busy ms", "x floor", "x floor")
    print(f"\n{'':34}{head[0]:>9}{head[1]:>13}{head[2]:>10}{head[3]:>10}{head[4]:>9}{head[5]:>9}")
    print(summary("Overview, somebody new", overview.first, floor.first))
    print(summary("Overview, come back", overview.again, floor.again))
    print(summary("an empty Dash page, somebody new", floor.first, floor.first))
    print(summary("an empty Dash page, come back", floor.again, floor.again))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else DEFAULT)
