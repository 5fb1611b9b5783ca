"""Where answers are kept: files in a folder, or Redis.

What is never asked twice is computed once, even by several processes at the same time. A store
that is broken, frozen or gone costs time and changes no answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pandas as pd

from dashapp.answer_stores import FAILURES, FileStore, Lock, Store, in_redis
from dashapp.frame_json import NotKept, dump, load
from data.soundness import doubt

MOST_CELLS = 500_000  # of one frame; larger ones are exports, which nobody asks for twice
PAUSE = 5.0  # seconds without the store after it has failed

T = TypeVar("T")

log = logging.getLogger(__name__)


def make_cache(url: str | None, folder: Path) -> Cache:
    """Answers in Redis at `url` (redis:// or rediss://), else in files in the folder (mode 0700).

    Nothing is opened before the first question, and no failure of the store is ever raised.
    """
    return Cache((lambda: in_redis(url)) if url else (lambda: FileStore(folder)))


class Cache:
    """A FrameCache on a store that may fail at any time."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._store: Store | None = None
        self._paused_until = float("-inf")

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame kept under the key, else the computed one; the caller may change it.

        Only what `compute` raises is ever raised.
        """
        return self._found_or_made(key, compute, load, _dumped)

    def bytes_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> bytes:
        """The bytes kept under the key, else those computed, kept where `compute` says they may be.

        Only what `compute` raises is ever raised.
        """
        found, _ = self._found_or_made(key, compute, lambda kept: (kept, True), _sound)
        return found

    def _found_or_made(
        self,
        key: str,
        compute: Callable[[], T],
        load: Callable[[bytes], T],
        dump: Callable[[T], bytes | None],
    ) -> T:
        store = self._opened()
        if store is None:
            return compute()
        found = self._found(store, key, load)
        if found is not None:
            return found
        with self._alone(store, key):
            found = self._found(store, key, load)
            if found is None:
                found = compute()
                self._keep(store, key, dump(found))
            return found

    def _opened(self) -> Store | None:
        if self._paused():
            return None
        if self._store is None:
            try:
                self._store = self._open_store()
            except (*FAILURES, ValueError) as failure:
                self._pause(failure)
        return self._store

    def _found(self, store: Store, key: str, load: Callable[[bytes], T]) -> T | None:
        try:
            text = store.get(key)
            return None if text is None else load(text)
        except FAILURES as failure:
            self._pause(failure)
        except (ValueError, KeyError, TypeError):
            log.warning("a kept answer is damaged and is computed again")
        return None

    @contextmanager
    def _alone(self, store: Store, key: str) -> Iterator[None]:
        """Alone with the key, as far as the store can arrange that."""
        lock = self._locked(store, key)
        try:
            yield
        finally:
            if lock is not None:
                self._unlock(lock)

    def _locked(self, store: Store, key: str) -> Lock | None:
        if self._paused():
            return None
        lock = store.alone(key)
        try:
            lock.__enter__()
        except TimeoutError:
            log.warning("another process takes long for an answer; computing it here too")
            return None
        except FAILURES as failure:
            self._pause(failure)
            return None
        return lock

    def _unlock(self, lock: Lock) -> None:
        try:
            lock.__exit__(None, None, None)
        except FAILURES as failure:
            self._pause(failure)

    def _keep(self, store: Store, key: str, text: bytes | None) -> None:
        if text is None or self._paused():
            return
        try:
            store.set(key, text)
        except FAILURES as failure:
            self._pause(failure)

    def _paused(self) -> bool:
        return time.monotonic() < self._paused_until

    def _pause(self, failure: Exception) -> None:
        """Do without the store for a while, so that one that hangs is not asked at every step.

        Then it is opened anew, which brings back a folder that somebody has removed.
        """
        doubt("the cache failed")
        self._store = None
        self._paused_until = time.monotonic() + PAUSE
        log.warning("the cache failed; doing without it for %.0f s", PAUSE, exc_info=failure)


def _dumped(frame: pd.DataFrame) -> bytes | None:
    """A frame as bytes; None for one that is not kept."""
    if frame.size > MOST_CELLS:
        return None
    try:
        return dump(frame)
    except NotKept as reason:
        log.warning("an answer is not kept: %s", reason)
        return None


def _sound(made: tuple[bytes, bool]) -> bytes | None:
    text, may_be_kept = made
    return text if may_be_kept else None
