"""The same question once more, answered before the application sees it.

Flask takes longer to take a request apart than it takes to find an answer. Whether a request is let
in follows from a few of its headers and its body, and from settings that do not change while a
worker lives: what passed once, with the same headers, passes again.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson

from dashapp.logs import PREWARM, REQUEST_CODE, REQUEST_HEADER, new_code, write_answered
from dashapp.refusals import CALLBACK_PATH
from dashapp.roles import USER_HEADER
from dashapp.security import PROXY_HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 48 * 1024**2  # in the memory of one worker
LARGEST_BODY = 64 * 1024  # of a request; the page's own are a few kilobytes
# Set in a request's environment by whoever has answered it with something to keep.
MAY_BE_KEPT = "dashapp.may_be_kept"

Ground = Callable[[str], list[Any] | None]


def _variable(header: str) -> str:
    """A header's name in a WSGI environment."""
    return f"HTTP_{header.upper().replace('-', '_')}"


# What is looked at before a request is answered, but for its user, who counts by his rights.
_DECIDING = (
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_HOST",
    "HTTP_ACCEPT_ENCODING",
    _variable(PROXY_HEADER),
)
_USER = _variable(USER_HEADER)


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer as it was sent, but for the code of its request."""

    headers: list[tuple[str, str]]
    body: bytes


class Memory:
    """The answers that were last asked for, up to so many bytes together; thread-safe."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._held = most, 0
        self._lock = threading.Lock()
        self._found: OrderedDict[bytes, Kept] = OrderedDict()

    def get(self, key: bytes) -> Kept | None:
        """What is kept, or None."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def set(self, key: bytes, value: Kept) -> None:
        """Keep it, and let go of what was not asked for longest."""
        with self._lock:
            before = self._found.pop(key, None)
            self._held += len(value.body) - (len(before.body) if before else 0)
            self._found[key] = value
            while self._held > self._most:
                _, gone = self._found.popitem(last=False)
                self._held -= len(gone.body)


class Shortcut:
    """Stands before the application; `ground` says for a user what answers of now depend on."""

    def __init__(self, application: WSGIApplication, ground: Ground) -> None:
        self._application, self._ground = application, ground
        self._memory = Memory()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer kept for such a request, else the application's."""
        body = _body(environ)
        key = None if body is None else self._key(environ, body)
        if key is None:
            return self._application(environ, start_response)
        started, kept = time.perf_counter(), self._memory.get(key)
        if kept is None:
            return self._answered(environ, start_response, key, body or b"")
        code = new_code()
        start_response("200 OK", [*kept.headers, (REQUEST_HEADER, code)])
        write_answered(logging.INFO, "POST", CALLBACK_PATH, 200, started, **{REQUEST_CODE: code})
        return [kept.body]

    def _answered(
        self, environ: WSGIEnvironment, start_response: StartResponse, key: bytes, body: bytes
    ) -> Iterable[bytes]:
        """The application's answer, kept where that may be."""
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told[:] = [status, headers]
            return start_response(status, headers, *more)

        answer = self._application(environ, start)
        if not environ.get(MAY_BE_KEPT) or told[0] != "200 OK":
            return answer
        whole = b"".join(answer)
        # What an answer depends on may have changed while it was made.
        if self._key(environ, body) == key:
            headers = [one for one in told[1] if one[0] != REQUEST_HEADER]
            self._memory.set(key, Kept(headers, whole))
        return [whole]

    def _key(self, environ: WSGIEnvironment, body: bytes) -> bytes | None:
        """A digest of all that an answer follows from; None where that cannot be told."""
        ground = self._ground(environ.get(_USER, ""))
        if ground is None:
            return None
        deciding = [environ.get(name, "") for name in _DECIDING]
        # Headers may hold any byte; they arrive as Latin-1.
        return hashlib.sha256(orjson.dumps([ground, deciding, len(body)]) + body).digest()


def _body(environ: WSGIEnvironment) -> bytes | None:
    """The body of a question, still there to be read; None for any other request."""
    length = environ.get("CONTENT_LENGTH") or ""
    if environ["PATH_INFO"] != CALLBACK_PATH or environ["REQUEST_METHOD"] != "POST":
        return None
    # Asked ahead by the server itself, with headers that no browser sends.
    if environ.get(PREWARM):
        return None
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body
