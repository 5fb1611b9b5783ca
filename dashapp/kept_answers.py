"""What pages were answered, kept as bytes for all workers: asked again, nothing is computed.

An answer is found by everything it depends on: release, what the asker may see, the day it is in
the shop, the notes kept with the shop, and the question. Whatever changes one of them asks anew, so
nothing is ever thrown away by hand. What holds a failure is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import orjson
from dash import Dash
from flask import Response, current_app, request

from callbacks.deck import is_open
from callbacks.services import Services
from callbacks.theme import mode_of
from dashapp.refusals import CALLBACK_PATH
from dashapp.shortcut import MAY_BE_KEPT, Shortcut
from data.answers.complete import today
from data.soundness import watching
from layouts import shell
from layouts.tabs import TABS

LARGEST = 4 * 1024**2  # of one answer


class SharedBytes(Protocol):
    """Bytes by key for all workers; one caller computes, the others wait."""

    def bytes_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> bytes:
        """The bytes kept under the key, else those computed, kept where they may be."""


class _Unkept(Exception):
    """An answer that is no page's, or none to keep."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class KeptAnswers:
    """Stands before Dash's own way of answering the questions of pages."""

    def __init__(self, app: Dash, services: Services, shared: SharedBytes) -> None:
        (self.endpoint,) = {
            rule.endpoint for rule in app.server.url_map.iter_rules() if rule.rule == CALLBACK_PATH
        }
        self._services, self._shared = services, shared
        self._answer = app.server.view_functions[self.endpoint]
        # What stands beside the question of each page that asks for its answer in one request.
        self._states = {
            name: [one["id"] for one in app.callback_map[name]["state"]]
            for name in (f"{page.answer_id}.data" for page in TABS)
            if name in app.callback_map
        }

    def __call__(self) -> Any:
        """The answer to the request of now; the same bytes, kept or computed."""
        body = request.get_json(silent=True)
        asked = self._asked(body) if isinstance(body, dict) else None
        depends = None if asked is None else self._depends()
        if depends is None:
            return self._answer()
        try:
            key = _key([depends, asked])
            found = self._shared.bytes_or_compute(key, lambda: self._computed(depends))
        except _Unkept as one:
            return one.response
        request.environ[MAY_BE_KEPT] = True
        return Response(found, mimetype="application/json")

    def _asked(self, body: dict[str, Any]) -> list[Any] | None:
        """What a request asks, as far as its answer goes; None for what is no page's question."""
        output = body.get("output")
        if not isinstance(output, str):
            return None
        if output in self._states:
            return _asked_of_page(output, body, self._states[output])
        return [body] if _CIRCLE in output.split("...") else None

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
        return ground(self._services, self._services.desk.roles.user())


def _asked_of_page(output: str, body: dict[str, Any], states: list[str]) -> list[Any] | None:
    """A page's answer depends on its question, its face, and which tables stand open.

    What was pressed to ask it makes no difference. None for what no page of ours sends.
    """
    entries = [*body["inputs"], *body["state"]]
    if not all(isinstance(entry, dict) for entry in entries):
        return None
    query, *held = [entry.get("value") for entry in entries]
    known = dict(zip(states, held, strict=True))
    mode = mode_of(known.pop(shell.Id.THEME))
    return [output, query, mode, sorted(name for name, n in known.items() if is_open(n))]


def ground(services: Services, user: str) -> list[Any] | None:
    """Everything but the question that an answer of now depends on.

    None where that cannot be told: then the page itself says what is wrong, and where.
    """
    try:
        view, notes = services.warehouse.view(), services.notes.place.version()
    except (LookupError, OSError, RuntimeError):
        return None
    day = today(view.release).isoformat()
    return [view.release.id, view.scope, *services.desk.roles.rights(user), day, notes]


# The callback that keeps link and controls in step says which question follows.
_CIRCLE = "question.data"


def _key(parts: list[Any]) -> str:
    """SHA-256 over what an answer depends on.

    The letter before it keeps its locks apart from those of single statements, for which an answer
    waits while its own is held.
    """
    return f"p{hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()}"


def keep_answers(app: Dash, services: Services, shared: SharedBytes) -> None:
    """Answer the questions of pages from what was answered before, where that is the same."""
    kept = KeptAnswers(app, services, shared)
    app.server.view_functions[kept.endpoint] = kept
    app.server.wsgi_app = Shortcut(app.server.wsgi_app, partial(ground, services))
