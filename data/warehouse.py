"""The one way to the numbers: statements, run through the cache on the served release."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson
import pandas as pd
import sqlalchemy as sa

from data.engines import reader_engine
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore

Statement = sa.Select[Any] | sa.CompoundSelect[Any]

# How long a worker may serve a release after a newer one was published, in seconds.
LOOK_EVERY = 0.5

log = logging.getLogger(__name__)


class FrameCache(Protocol):
    """Keeps small frames by key; one caller computes, the others wait."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame kept under the key, else the computed one, which is then kept."""


@dataclass(frozen=True, slots=True)
class View:
    """One release, for as long as a request lasts."""

    release: ReleaseInfo
    artefacts: Path
    engine: sa.Engine
    cache: FrameCache
    scope: str

    def frame(self, statement: Statement) -> pd.DataFrame:
        """The statement's rows: decimals as floats rounded to 4 places, days as datetime64.

        Sums were exact in the database; a float holds money to the cent far beyond any shop's.
        """
        key = cache_key(self.release.id, self.scope, statement)
        return self.cache.get_or_compute(key, lambda: self._run(statement))

    def _run(self, statement: Statement) -> pd.DataFrame:
        with self.engine.connect() as connection:
            frame = pd.read_sql(statement, connection, coerce_float=False)
        return typed(frame, statement)


def cache_key(release: str, scope: str, statement: Statement) -> str:
    """SHA-256 over everything the answer depends on."""
    compiled = statement.compile(compile_kwargs={"render_postcompile": True})
    parts = [release, scope, str(compiled), compiled.params]
    return hashlib.sha256(orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def typed(frame: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    """The frame with dtypes that follow from the statement, also when it has no row."""
    for column in statement.selected_columns:
        name = str(column.key)
        frame[name] = _as(frame[name], column.type)
    return frame


def _as(values: pd.Series, kind: sa.types.TypeEngine[Any]) -> pd.Series:
    if isinstance(kind, sa.Date | sa.DateTime):
        return pd.to_datetime(values)
    if isinstance(kind, sa.Integer) and values.notna().all():
        return values.astype("int64")
    if isinstance(kind, sa.Numeric | sa.Integer):
        return values.astype("float64").round(4) if _is_exact(kind) else values.astype("float64")
    if isinstance(kind, sa.Boolean):
        return values.astype("bool")
    return values.astype("str") if isinstance(kind, sa.String) else values


def _is_exact(kind: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float)


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
    ) -> None:
        self._store = store
        self._cache = cache
        self._limits = {"memory_mb": memory_mb, "threads": threads}
        self._scope = scope
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._open: View | None = None

    def view(self) -> View:
        """The current release; NoRelease where there is none."""
        now = time.monotonic()
        opened = self._open
        if opened is not None and now - self._looked < LOOK_EVERY:
            return opened
        with self._lock:
            self._looked = now
            current = self._store.current_or_fail()
            if self._open is None or self._open.release.id != current:
                self._open = self._opened(current)
            return self._open

    def _opened(self, release: str) -> View:
        """A view of the release. The view before stays open for whoever still holds it.

        Its connections are closed when the last holder lets go of the engine.
        """
        engine = reader_engine(self._store.path(release), **self._limits)
        with engine.connect() as connection:
            connection.execute(sa.select(1))
        log.info("release opened", extra={"release": release})
        return View(
            self._store.info(release),
            self._store.artefacts(release),
            engine,
            self._cache,
            self._scope,
        )
