"""What a database answers at once: known by the words of its statements, and kept a while.

To hold a lock, to look into a cache that processes share and to keep a frame there takes about as
long as to ask a small table. Such answers are asked for again instead; the latest small ones stay
with the process, because many do not depend on what is filtered by.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import pandas as pd

# Answers, and the values in each of them: some two megabytes at most.
MOST_ANSWERS = 256
MOST_VALUES = 500
# Texts of statements; whoever makes up selections can make up more than fit.
MOST_WORDS = 2000


class Quick:
    """Statements whose answers took no longer the last time, whatever values stood in them."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._latest: OrderedDict[str, pd.DataFrame] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, words: str) -> bool:
        return words in self._words

    def learn(self, words: str, *, quick: bool) -> None:
        """How long such a statement took just now."""
        if not quick:
            self._words.discard(words)
            return
        if len(self._words) >= MOST_WORDS:
            self._words.clear()
        self._words.add(words)

    def find(self, key: str) -> pd.DataFrame | None:
        """What was answered under the key lately; the caller may change it."""
        with self._lock:
            found = self._latest.get(key)
            if found is None:
                return None
            self._latest.move_to_end(key)
        # Shares the values until one of the two is written to.
        return found.copy(deep=False)

    def keep(self, key: str, frame: pd.DataFrame) -> None:
        """Keep a small answer as it is now, and let the one go that was not asked for longest."""
        if frame.size > MOST_VALUES:
            return
        with self._lock:
            self._latest[key] = frame.copy(deep=False)
            if len(self._latest) > MOST_ANSWERS:
                self._latest.popitem(last=False)
