"""Where bytes are kept by key for a day: files in a folder, or Redis."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import redis
from filelock import FileLock, Timeout
from flask_caching.backends import FileSystemCache, RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

KEPT_FOR = 24 * 3600  # seconds
MOST_BYTES = 512 * 1024**2  # of all files together
SWEEP_EVERY = 600.0  # seconds
LONGEST_WAIT = 30.0  # seconds for a lock that somebody else holds

_POLL = 0.02
_REDIS_TIMEOUT = 0.25

# How stores fail.
FAILURES = (OSError, redis.RedisError)

Lock = AbstractContextManager[object]


class Store(Protocol):
    """Bytes by key, and one lock per key that also holds between processes."""

    def get(self, key: str) -> bytes | None:
        """What is kept, or None."""

    def set(self, key: str, value: bytes) -> None:
        """Keep it for a day."""

    def alone(self, key: str) -> Lock:
        """Hold the key's lock; TimeoutError when somebody else holds it too long."""


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


def in_redis(url: str) -> RedisStore:
    """Short time-outs and no retries: a Redis that is frozen must not freeze the page."""
    client = redis.Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=_REDIS_TIMEOUT,
        socket_connect_timeout=_REDIS_TIMEOUT,
    )
    return RedisStore(client)
