"""What pages were answered, kept as the bytes that were sent: asked again, nothing is computed.

An answer is found by everything it depends on: release, what the asker may see, the day it is in
the shop, the notes kept with the shop, and the question. Whatever changes one of them asks anew, so
nothing is ever thrown away by hand. What holds a failure is not kept.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

import orjson
from dash import Dash
from flask import Response, current_app, request

from callbacks.services import Services
from dashapp.refusals import CALLBACK_PATH
from data.answers.complete import today
from data.soundness import watching
from layouts.tabs import TABS

MOST_BYTES = 64 * 1024**2  # in the memory of one worker
LARGEST = 4 * 1024**2  # of one answer


class SharedBytes(Protocol):
    """Bytes by key for all workers; one caller computes, the others wait."""

    def bytes_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> bytes:
        """The bytes kept under the key, else those computed, kept where they may be."""


class Memory:
    """The answers that were last asked for, up to so many bytes together; thread-safe."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._held = most, 0
        self._lock = threading.Lock()
        self._found: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """What is kept, or None."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it, and let go of what was not asked for longest."""
        with self._lock:
            self._held += len(value) - len(self._found.pop(key, b""))
            self._found[key] = value
            while self._held > self._most:
                _, gone = self._found.popitem(last=False)
                self._held -= len(gone)


class _Unkept(Exception):
    """An answer that is no page's, or none to keep."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class KeptAnswers:
    """Stands before Dash's own way of answering the questions of pages."""

    def __init__(self, services: Services, shared: SharedBytes, answer: Callable[[], Any]) -> None:
        self._services, self._shared, self._answer = services, shared, answer
        self._memory = Memory()

    def __call__(self) -> Any:
        """The answer to the request of now; the same bytes, kept or computed."""
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not _is_a_pages(body.get("output")):
            return self._answer()
        depends = self._depends()
        if depends is None:
            return self._answer()
        key = _key(depends, body)
        found = self._memory.get(key)
        if found is None:
            try:
                found = self._shared.bytes_or_compute(key, lambda: self._computed(depends))
            except _Unkept as one:
                return one.response
            self._memory.set(key, found)
        return Response(found, mimetype="application/json")

    def _computed(self, depends: list[Any]) -> tuple[bytes, bool]:
        """The answer; _Unkept for one that failed, or whose ground moved while it was made."""
        with watching() as doubts:
            response = current_app.make_response(self._answer())
        told = response.get_data()
        sound = response.status_code == 200 and not doubts and len(told) <= LARGEST
        if not sound or self._depends() != depends:
            raise _Unkept(response)
        return told, True

    def _depends(self) -> list[Any] | None:
        """Everything but the question that an answer of now depends on.

        None where that cannot be told: then the page itself says what is wrong, and where.
        """
        roles = self._services.desk.roles
        try:
            view, notes = self._services.warehouse.view(), self._services.notes.place.version()
        except (LookupError, OSError, RuntimeError):
            return None
        day = today(view.release).isoformat()
        return [view.release.id, view.scope, roles.is_admin(), roles.sees_people(), day, notes]


def _is_a_pages(output: Any) -> bool:
    return isinstance(output, str) and (output in _PAGES or _CIRCLE in output.split("..."))


_PAGES = frozenset(f"{page.answer_id}.data" for page in TABS)
# The callback that keeps link and controls in step says which question follows.
_CIRCLE = "question.data"


def _key(depends: list[Any], body: dict[str, Any]) -> str:
    """SHA-256 over what an answer depends on.

    The letter before it keeps its locks apart from those of single statements, for which an answer
    waits while its own is held.
    """
    text = orjson.dumps([depends, body], option=orjson.OPT_SORT_KEYS)
    return f"p{hashlib.sha256(text).hexdigest()}"


def keep_answers(app: Dash, services: Services, shared: SharedBytes) -> None:
    """Answer the questions of pages from what was answered before, where that is the same."""
    rules = app.server.url_map.iter_rules()
    (endpoint,) = {rule.endpoint for rule in rules if rule.rule == CALLBACK_PATH}
    known = app.server.view_functions
    known[endpoint] = KeptAnswers(services, shared, known[endpoint])
