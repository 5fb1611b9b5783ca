"""The one way to the numbers: statements, run through the cache on the served release."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import orjson
import pandas as pd
import sqlalchemy as sa

from data.engines import DatabaseFailed, needs_room
from data.once import remember, remembered
from data.prepared import Prepared, Statement, Written
from data.quick import Quick
from data.reading import read
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from data.soundness import doubt

# How long a worker may serve a release after a newer one was published, in seconds.
LOOK_EVERY = 0.5

# What was answered faster than this many seconds is asked again instead of kept for all processes.
QUICK_S = 0.02

# Questions that need much memory wait for each other, so that a process needs it once.
_ONE_AT_A_TIME = threading.Lock()

log = logging.getLogger(__name__)


class FrameCache(Protocol):
    """Keeps small frames by key; one caller computes, the others wait."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame kept under the key, else the computed one, which is then kept."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class View:
    """One release, for as long as a request lasts."""

    release: ReleaseInfo
    artefacts: Path
    engine: sa.Engine
    cache: FrameCache
    scope: str
    roomy: sa.Engine | None = None
    quick_s: float = QUICK_S
    quick: Quick = field(default_factory=Quick, compare=False)

    def frame(self, asked: Statement | Prepared) -> pd.DataFrame:
        """The statement's rows, as `read` gives them; the caller may change the frame.

        A cache that fails costs time and changes no number.
        """
        sent, words, values = self._written(asked)
        key = self._key(words, values)
        found = remembered(key)
        if found is None:
            found = self._asked(key, words, sent)
            remember(key, found)
        return found

    def _written(self, asked: Statement | Prepared) -> tuple[Statement | Written, str, Any]:
        """What is sent, and the words and values it consists of."""
        dialect = self.engine.dialect
        if isinstance(asked, Prepared):
            written = asked.written(dialect)
            if written is not None:
                return written, written.words, written.values
            asked = asked.whole()
        return asked, *_words(dialect, asked)

    def _asked(self, key: str, words: str, sent: Statement | Written) -> pd.DataFrame:
        if words not in self.quick:
            return self._kept(key, lambda: self._timed(words, sent))
        known = self.quick.find(key)
        if known is not None:
            return known
        found = self._timed(words, sent)
        if words not in self.quick:
            return self._kept(key, lambda: found)
        self.quick.keep(key, found)
        return found

    def _timed(self, words: str, sent: Statement | Written) -> pd.DataFrame:
        """The rows; from then on it is known whether such a statement is quick."""
        started = time.perf_counter()
        found = self._read(sent)
        self.quick.learn(words, quick=time.perf_counter() - started < self.quick_s)
        return found

    def _kept(self, key: str, ask: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What the cache has, else what `ask` gives."""
        failed = False

        def compute() -> pd.DataFrame:
            nonlocal failed
            failed = True
            frame = ask()
            failed = False
            return frame

        try:
            return self.cache.get_or_compute(key, compute)
        except Exception:
            if failed:  # the query itself
                raise
            log.exception("the cache failed")
            doubt("the cache failed")
            return ask()

    def _read(self, sent: Statement | Written) -> pd.DataFrame:
        try:
            return read(self.engine, sent)
        except DatabaseFailed as error:
            if self.roomy is None or not needs_room(error):
                raise
        log.info("a question is asked again with more memory")
        with _ONE_AT_A_TIME:
            return read(self.roomy, sent)

    def key(self, asked: Statement | Prepared) -> str:
        """SHA-256 over everything the answer depends on."""
        _, words, values = self._written(asked)
        return self._key(words, values)

    def _key(self, words: str, values: Any) -> str:
        parts = [self.release.id, self.scope, words, values]
        text = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(text).hexdigest()

    def sql(self, asked: Statement | Prepared) -> str:
        """The statement as one could type it, with its values in place."""
        statement = asked.whole() if isinstance(asked, Prepared) else asked
        dialect = self.engine.dialect
        text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        # Where % marks a place for a value, every other one stands doubled.
        return text.replace("%%", "%") if dialect.paramstyle.endswith("format") else text


def _words(dialect: sa.Dialect, statement: Statement) -> tuple[str, Any]:
    """The statement's words and its values.

    Writing one takes longer than many a cached answer. SQLAlchemy knows by its own key, with which
    it finds what it has compiled before, which statements differ in nothing but their values.
    """
    known = statement._generate_cache_key()
    if known is None:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        return str(compiled), compiled.params
    place = (dialect.name, known.key)
    text = _TEXTS.get(place)
    if text is None:
        if len(_TEXTS) >= _MOST_TEXTS:
            _TEXTS.clear()
        text = _TEXTS[place] = str(statement.compile(dialect=dialect))
    return text, [value.effective_value for value in known.bindparams]


_MOST_TEXTS = 2000
_TEXTS: dict[tuple[Any, ...], str] = {}


class Warehouse:
    """Gives views of whatever release is current; thread-safe, and opened only after a fork."""

    def __init__(
        self,
        store: ReleaseStore,
        cache: FrameCache,
        *,
        memory_mb: int | None = None,
        threads: int | None = None,
        scope: str = "all",
        quick_s: float = QUICK_S,
    ) -> None:
        self._store = store
        self._cache = cache
        self._memory_mb = memory_mb
        self._threads = threads
        self._scope = scope
        self._quick_s = quick_s
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._open: View | None = None

    def view(self) -> View:
        """The current release; NoRelease where there is none."""
        opened = self._open
        if opened is not None and not self._is_time_to_look():
            return opened
        with self._lock:
            self._open = self._looked_up(self._open)
            self._looked = time.monotonic()
            return self._open

    def _is_time_to_look(self) -> bool:
        """Not while another thread does: a pointer that is slow to answer holds up one request."""
        return time.monotonic() - self._looked >= LOOK_EVERY and not self._lock.locked()

    def _looked_up(self, opened: View | None) -> View:
        """What the pointer names now; the view before where that cannot be opened."""
        if opened is None:
            return self._opened(self._store.current_or_fail())
        try:
            current = self._store.current_or_fail()
            return opened if opened.release.id == current else self._opened(current)
        except Exception:
            log.exception("the new release cannot be opened; the one before is still served")
            return opened

    def _opened(self, release: str) -> View:
        """A view of the release, proved to answer.

        The view before stays open for whoever still holds it; its connections are closed when the
        last holder lets go.
        """
        info, artefacts = self._store.info(release), self._store.artefacts(release)
        limits = {"memory_mb": self._memory_mb, "threads": self._threads}
        engine = self._store.reader(release, **limits)
        roomy = self._store.roomier(release, **limits)
        view = View(
            info, artefacts, engine, self._cache, self._scope, roomy=roomy, quick_s=self._quick_s
        )
        weakref.finalize(view, engine.dispose)
        with engine.connect() as connection:
            connection.execute(sa.select(1))
        log.info("release opened", extra={"release": release})
        return view
