"""Files that take long to make: so few at a time that the other requests are still answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from callbacks.desk import Refused


class Turns:
    """At most so many at a time in this process; nobody waits, because who waits holds a thread."""

    def __init__(self, most: int, sentence: str) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._sentence = sentence

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A block with a turn of its own; Refused with the sentence where none is left."""
        if not self._free.acquire(blocking=False):
            raise Refused(self._sentence)
        try:
            yield
        finally:
            self._free.release()
