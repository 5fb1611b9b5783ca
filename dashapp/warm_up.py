"""Ask every page's first question before anybody does, so that the first to come waits for nothing.

Each worker does so beside its requests, soon after it is ready and again when a release is
published or a day begins in the shop. It asks as a browser would, through the application, so what
is answered is kept for all workers (`dashapp/kept_answers.py`); workers that do it at the same time
wait for each other's answers and compute none twice.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

from dash import Dash

from callbacks.address import Address
from callbacks.services import Services
from dashapp.kept_answers import ground
from dashapp.logs import PREWARM
from dashapp.refusals import CALLBACK_PATH
from layouts import shell
from layouts.tabs import TABS, TabPage
from layouts.theme import Mode

LOOK_EVERY = 5.0  # seconds
LONGEST_END = 10.0  # seconds that a worker that ends waits for the question under way

log = logging.getLogger(__name__)


class WarmUp:
    """Asks the pages of an app; it never raises, and nothing waits for it."""

    def __init__(self, app: Dash, services: Services) -> None:
        self._app, self._services = app, services
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begin, beside whatever else the worker does, until the worker ends."""
        self._thread.start()
        atexit.register(self.end)

    def end(self) -> None:
        """Stop after the question under way: a database must not be left in the middle of one."""
        self._ended.set()
        self._thread.join(LONGEST_END)

    def _watch(self) -> None:
        warmed: list[Any] | None = None
        while not self._ended.wait(LOOK_EVERY):
            try:
                stands_on = self._stands_on()
                if stands_on is not None and stands_on != warmed:
                    self.ask_all()
                    warmed = stands_on
            except Exception:
                log.exception("the pages could not be asked ahead")

    def _stands_on(self) -> list[Any] | None:
        """What first answers depend on, but for the notes, which people change all day."""
        found = ground(self._services, "")
        return None if found is None else found[:-1]

    def ask_all(self) -> None:
        """Ask all pages, in light colours first, which more people use."""
        began, asked, failed = time.monotonic(), 0, []
        for body in self._questions():
            if self._ended.is_set():
                return
            asked += 1
            if self._status(body) != 200:
                failed.append(body["output"])
        seconds = round(time.monotonic() - began, 1)
        log.info("pages asked ahead", extra={"asked": asked, "seconds": seconds})
        if failed:
            log.warning("asked ahead without an answer: %s", ", ".join(failed))

    def _questions(self) -> Iterator[dict[str, Any]]:
        admin, _ = self._services.desk.roles.rights("")
        pages = [page for page in TABS if admin or not page.for_admins]
        known = [page for page in pages if f"{page.answer_id}.data" in self._app.callback_map]
        for mode in (Mode.LIGHT, Mode.DARK):
            yield from (self._question(page, mode) for page in known)

    def _question(self, page: TabPage, mode: Mode) -> dict[str, Any]:
        """What a browser sends when somebody opens the page with nothing chosen."""
        output = f"{page.answer_id}.data"
        callback, query = self._app.callback_map[output], Address(page.tab).question()
        return {
            "output": output,
            "outputs": {"id": page.answer_id, "property": "data"},
            "inputs": [{**entry, "value": query} for entry in callback["inputs"]],
            "state": [
                {**entry, "value": mode.value} if entry["id"] == shell.Id.THEME else entry
                for entry in callback["state"]
            ],
            "changedPropIds": [f"{page.question_id}.data"],
        }

    def _status(self, body: dict[str, Any]) -> int:
        with self._app.server.test_client() as client:
            answer = client.post(CALLBACK_PATH, json=body, environ_overrides={PREWARM: True})
        return int(answer.status_code)
