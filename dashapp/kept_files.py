"""Files that browsers keep: by the hash of what is in them, compressed once, in memory."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import brotli
from flask import Response, request

FOR_EVER = "public, max-age=31536000, immutable"
# Kept, but asked about each time: the answer is a 304 without a body while nothing changed.
ASKED_ABOUT = "private, no-cache"

_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    # One level more costs twenty times the time for a tenth of the bytes.
    "br": lambda content: brotli.compress(content, quality=9),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}
WORTH_IT_BYTES = 1000
_TEXTS = ("text/", "application/javascript", "application/json", "image/svg")


@dataclass(frozen=True)
class KeptFile:
    """A file as it is sent: what is in it, and what it is."""

    content: bytes
    mimetype: str
    _encoded: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def named(cls, name: str, content: bytes) -> KeptFile:
        """A file whose name says what it is."""
        return cls(content, mimetypes.guess_type(name)[0] or "application/octet-stream")

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that stand for exactly this content."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def is_compressible(self) -> bool:
        """Whether compressing it saves anything; fonts and pictures are compressed already."""
        return self.mimetype.startswith(_TEXTS) and len(self.content) > WORTH_IT_BYTES

    def encoded(self, encoding: str) -> bytes:
        """The content in an encoding, made when it is first asked for."""
        if encoding not in self._encoded:
            self._encoded[encoding] = _ENCODINGS[encoding](self.content)
        return self._encoded[encoding]

    def answer(self, named: str = "") -> Response:
        """What the request under way gets; `named` is the hash that its address carries.

        Only an address that carries the hash of this very content is kept for ever.
        """
        encoding = request.accept_encodings.best_match(_ENCODINGS) if self.is_compressible else None
        response = Response(
            self.encoded(encoding) if encoding else self.content, mimetype=self.mimetype
        )
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if self.is_compressible:
            response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = FOR_EVER if named == self.digest else ASKED_ABOUT
        response.set_etag(f"{self.digest}-{encoding}" if encoding else self.digest)
        response.make_conditional(request)
        return response
