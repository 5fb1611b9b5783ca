"""Releases on Spark: a folder of Parquet files and a database each, published by one view.

    shop.state_000000007                   which there are and which is served (`states.py`)
    shop_release_20261123t104500z_3f9a.*   the tables of one, never written again, and its models

where `shop` is what DATABASE_URL names: it holds one shop.
"""

from __future__ import annotations

import platform
import re
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

import sqlalchemy as sa

from data import spark
from data.progress import Progress
from data.release_info import ReleaseInfo
from data.releases import Draft, NoRelease, newest_real, prunable
from data.stores import models, states
from data.stores.drafts import drafting, one_writer
from data.stores.kept import Kept
from data.stores.lake import ARTEFACTS, Lake, creations
from data.stores.server import Limits, schema_of
from data.stores.states import State

_SCHEMA = r"release_\d{8}t\d{6}z_[0-9a-f]{4}"
# How long a look at what there is may take: that of other stores, and a cluster is slow to answer.
_LOOK_SECONDS = 20


class SparkStore(Kept):
    """The releases of one shop in databases of a cluster; `keep` of them stay for going back.

    Drafts, and the models of what is served, lie in `folder` on this machine, which lets one build
    at a time. Of two machines that build at once, the second to be done is told to begin again.
    """

    def __init__(self, url: str, folder: Path, keep: int = 3, limits: Limits | None = None) -> None:
        self.folder = folder
        self.keep = keep
        self._url = url
        self._limits = limits or Limits()
        self._shop = str(sa.make_url(url).database)
        self._known = State()
        self._lock = threading.Lock()

    @property
    def _here(self) -> str:
        """Who builds: one at a time has this name."""
        return f"{platform.node()}:{self.folder.resolve()}"

    @cached_property
    def _lake(self) -> Lake:
        return Lake(spark.folder_of(self._url))

    @cached_property
    def _looking(self) -> sa.Engine:
        engine = spark.engine(self._url, seconds=_LOOK_SECONDS, connections=2)
        weakref.finalize(self, engine.dispose)
        return engine

    @contextmanager
    def _look(self) -> Iterator[sa.Connection]:
        with spark.sentences(self._url), self._looking.connect() as connection:
            yield connection

    def _state(self) -> State:
        with self._look() as connection:
            found = states.newest(connection, self._shop, self._known)
        with self._lock:
            if found.number > self._known.number:
                self._known = found
        return found

    def _change(self, connection: sa.Connection, alter: Callable[[State], State]) -> State:
        return states.change(connection, self._shop, self._known, alter)

    @contextmanager
    def begin(self, *, base: str | None = None) -> Iterator[Draft]:
        """A draft, empty or with a copy of a release's tables; StoreBusy if there is one."""
        with one_writer(self.folder), self._writing() as connection:
            with spark.sentences(self._url):
                states.create(connection, self._shop)
                state = states.newest(connection, self._shop, self._known)
                self._sweep(connection, state)
            old = None if base is None else self._database(self.info(base).id)

            def start(path: Path) -> None:
                if old is not None:
                    self._lake.fetch(old, path)

            take = partial(self._take, connection, state.last_published)
            with drafting(self.folder, take, start, self._limits.building_mb) as draft:
                yield draft

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        engine = spark.engine(self._url)
        try:
            with spark.sentences(self._url):
                connection = engine.connect()
            try:
                yield connection
            finally:
                connection.close()
        finally:
            engine.dispose()

    def _take(
        self,
        connection: sa.Connection,
        before: str,
        draft: Draft,
        info: ReleaseInfo,
        _progress: Progress,
    ) -> None:
        with spark.sentences(self._url):
            state = self._change(connection, lambda now: now.begun(draft.id, self._here))
            try:
                self._send(connection, draft)
                state = self._change(connection, lambda now: now.published(info, before))
            except BaseException:
                self._sweep(connection, self._change(connection, lambda now: now.ended(draft.id)))
                raise
            self._prune(connection, state)

    def _send(self, connection: sa.Connection, draft: Draft) -> None:
        name = self._database(draft.id)
        tables = self._lake.send(draft.path, draft.artefacts, name)
        type_name = connection.dialect.type_compiler_instance.process
        for statement in creations(self._lake, name, tables, type_name):
            connection.exec_driver_sql(statement)

    def _prune(self, connection: sa.Connection, state: State) -> None:
        def pruned(now: State) -> State:
            kept = _newest_first(now)
            ids = [info.id for info in kept]
            served = now.served or ""
            return now.without(
                set(prunable(ids, keep=self.keep, served=served, real=newest_real(kept)))
            )

        if pruned(state) != state:
            state = self._change(connection, pruned)
        self._sweep(connection, state)

    def _sweep(self, connection: sa.Connection, state: State) -> None:
        """Drop the tables of what is removed, and of what was begun here and never published."""
        others = (name for name, (where, _) in state.filling.items() if where != self._here)
        staying = {self._database(release) for release in (*state.kept, *others)}
        rows = connection.exec_driver_sql(f"SHOW DATABASES LIKE '{self._database('')}*'")
        ours = re.compile(re.escape(self._database("")) + _SCHEMA)
        for name in {*(str(row[0]) for row in rows), *self._lake.releases()}:
            if ours.fullmatch(name) and name not in staying:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}` CASCADE")
                self._lake.remove(name)

    def current_id(self) -> str | None:
        """The release that is served; None before the first."""
        return self._state().served

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release on the cluster, newest first."""
        return _newest_first(self._state())

    def rollback(self, release: str) -> None:
        """Serve a release again that is still kept; NoRelease if there is no such one."""
        self.info(release)

        def served(now: State) -> State:
            if release not in now.kept:  # it was pruned just now
                raise NoRelease(f"There is no release {release!r} any more.")
            return now.serving(release)

        with self._look() as connection:
            self._change(connection, served)

    def reader(
        self,
        release: str,
        *,
        memory_mb: int | None = None,  # noqa: ARG002
        threads: int | None = None,  # noqa: ARG002
    ) -> sa.Engine:
        """Read-only way to a release's tables; memory and cores are the cluster's to give."""
        return spark.engine(
            self._url,
            database=self._database(release),
            seconds=self._limits.seconds,
            connections=self._limits.connections,
            read_only=True,
        )

    def artefacts(self, release: str) -> Path:
        """A folder on this machine with a release's trained models, fetched where missing."""
        folder = self.folder / "fetched" / self.info(release).id
        held = sa.table(
            ARTEFACTS.name,
            *(sa.column(c.name, c.type) for c in ARTEFACTS.columns),
            schema=self._database(release),
        )
        with self._look() as connection:

            def read(path: str) -> bytes:
                asked = sa.select(held.c.bytes).where(held.c.path == path)
                return bytes(connection.execute(asked).scalar_one())

            rows = connection.execute(sa.select(held.c.path, held.c.sha256))
            models.fetch({row.path: row.sha256 for row in rows}, read, folder)
        return folder

    def _ids(self) -> Sequence[str]:
        return [info.id for info in self.list()]

    def _database(self, release: str) -> str:
        """Where the tables of a release are; the beginning of all these names for ''."""
        return f"{self._shop}_{schema_of(release) if release else ''}"


def _newest_first(state: State) -> Sequence[ReleaseInfo]:
    return [state.kept[release] for release in sorted(state.kept, reverse=True)]
