"""Where answers are kept: files in a folder, or Redis.

What is never asked twice is computed once, even by several processes at the same time. A store
that is broken, frozen or gone costs time and changes no answer.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

import pandas as pd
import redis
from filelock import FileLock, Timeout
from flask_caching.backends import FileSystemCache, RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from dashapp.frame_json import NotKept, dump, load
from data.soundness import doubt

KEPT_FOR = 24 * 3600  # seconds
MOST_CELLS = 500_000  # of one frame; larger ones are exports, which nobody asks for twice
MOST_BYTES = 512 * 1024**2  # of all files together
SWEEP_EVERY = 600.0  # seconds
LONGEST_WAIT = 30.0  # seconds for somebody else's answer, before computing it again
PAUSE = 5.0  # seconds without the store after it has failed

_POLL = 0.02
_REDIS_TIMEOUT = 0.25

# How stores fail.
_FAILURES = (OSError, redis.RedisError)

T = TypeVar("T")

log = logging.getLogger(__name__)


def make_cache(url: str | None, folder: Path) -> Cache:
    """Answers in Redis at `url` (redis:// or rediss://), else in files in the folder (mode 0700).

    Nothing is opened before the first question, and no failure of the store is ever raised.
    """
    return Cache((lambda: _connected(url)) if url else (lambda: FileStore(folder)))


_Lock = AbstractContextManager[object]


class Store(Protocol):
    """Bytes by key, and one lock per key that also holds between processes."""

    def get(self, key: str) -> bytes | None:
        """What is kept, or None."""

    def set(self, key: str, value: bytes) -> None:
        """Keep it for a day."""

    def alone(self, key: str) -> _Lock:
        """Hold the key's lock; TimeoutError when somebody else holds it too long."""


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
            except (*_FAILURES, ValueError) as failure:
                self._pause(failure)
        return self._store

    def _found(self, store: Store, key: str, load: Callable[[bytes], T]) -> T | None:
        try:
            text = store.get(key)
            return None if text is None else load(text)
        except _FAILURES as failure:
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

    def _locked(self, store: Store, key: str) -> _Lock | None:
        if self._paused():
            return None
        lock = store.alone(key)
        try:
            lock.__enter__()
        except TimeoutError:
            log.warning("another process takes long for an answer; computing it here too")
            return None
        except _FAILURES as failure:
            self._pause(failure)
            return None
        return lock

    def _unlock(self, lock: _Lock) -> None:
        try:
            lock.__exit__(None, None, None)
        except _FAILURES as failure:
            self._pause(failure)

    def _keep(self, store: Store, key: str, text: bytes | None) -> None:
        if text is None or self._paused():
            return
        try:
            store.set(key, text)
        except _FAILURES as failure:
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


class _Bytes:
    """What cachelib puts between values and the store: nothing, where its default is pickle."""

    def dump(self, value: bytes, file: IO[bytes]) -> None:
        file.write(value)

    def load(self, file: IO[bytes]) -> bytes:
        return file.read()

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes | None) -> bytes | None:
        return value


class _Files(FileSystemCache):
    serializer: Any = _Bytes()


class _Redis(RedisCache):
    serializer: Any = _Bytes()


class FileStore:
    """One file per answer and one of a few lock files per key, readable by this user only."""

    def __init__(self, folder: Path) -> None:
        self._frames, self._locks = folder / "frames", folder / "locks"
        for made in (folder, self._frames, self._locks):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.chmod(0o700)
        # Threshold 0: cachelib would count and sort all files at every write beyond another one.
        self._files = _Files(str(self._frames), threshold=0, default_timeout=KEPT_FOR)
        self._swept_at = float("-inf")

    def get(self, key: str) -> bytes | None:
        """What is kept, or None."""
        found: bytes | None = self._files.get(key)
        return found

    def set(self, key: str, value: bytes) -> None:
        """Keep it for a day; OSError where it cannot be written."""
        if not self._files.set(key, value):
            raise OSError(f"Nothing can be written to {self._frames}.")
        if time.monotonic() - self._swept_at > SWEEP_EVERY:
            self._swept_at = time.monotonic()
            self.sweep()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Hold the lock file that the key shares with one in 4096 others."""
        lock = FileLock(self._locks / key[:3])
        with lock.acquire(timeout=LONGEST_WAIT, poll_interval=_POLL):
            yield

    def sweep(self) -> None:
        """Remove what is too old, left behind half-written or, oldest first, too much."""
        try:
            with FileLock(self._locks / "sweep").acquire(timeout=0):
                self._remove_superfluous()
        except Timeout:
            return  # another process is at it

    def _remove_superfluous(self) -> None:
        room, oldest = MOST_BYTES, time.time() - KEPT_FOR
        files = []
        for path in self._frames.iterdir():
            with suppress(FileNotFoundError):
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        for written, size, path in sorted(files, reverse=True):
            room -= size
            if room < 0 or written < oldest:
                path.unlink(missing_ok=True)


class RedisStore:
    """Answers and locks in Redis, which forgets them by itself."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._answers = _Redis(client, default_timeout=KEPT_FOR, key_prefix="frame:")

    def get(self, key: str) -> bytes | None:
        """What is kept, or None."""
        found: bytes | None = self._answers.get(key)
        return found

    def set(self, key: str, value: bytes) -> None:
        """Keep it for a day."""
        self._answers.set(key, value)

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Hold the key's lock, which lapses should its holder die."""
        name, token = f"lock:{key}", secrets.token_bytes(16)
        deadline = time.monotonic() + LONGEST_WAIT
        while not self._client.set(name, token, nx=True, px=int(LONGEST_WAIT * 1000)):
            if time.monotonic() > deadline:
                raise TimeoutError("Somebody else holds the lock.")
            time.sleep(_POLL)
        try:
            yield
        finally:
            # Between look and delete it may lapse and be another's: then two compute the same.
            if self._client.get(name) == token:
                self._client.delete(name)


def _connected(url: str) -> RedisStore:
    """Short time-outs and no retries: a Redis that is frozen must not freeze the page."""
    client = redis.Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=_REDIS_TIMEOUT,
        socket_connect_timeout=_REDIS_TIMEOUT,
    )
    return RedisStore(client)
