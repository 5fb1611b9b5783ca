"""Releases on a PostgreSQL server: a schema each, published by committing one transaction.

    sales_analytics.releases           what every release says about itself
    sales_analytics.served             which one is served
    release_20261123t104500z_3f9a.*    its tables, never written again, and its models as rows

A database holds one shop. What a killed process had begun is rolled back by the server.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from data import postgres
from data.engines import WRITER_MB
from data.progress import Progress
from data.release_info import ReleaseInfo
from data.releases import Draft, NoRelease, StoreBusy, newest_real, prunable
from data.stores import catalogue, copying, models
from data.stores.drafts import drafting, one_writer
from data.stores.kept import Kept

# How long the catalogue may take: it holds a few rows.
LOOK_SECONDS = 3

_LOCK = 0x5A1E5
# The server needs a moment to notice that whoever had the lock was killed.
_LOCK_SECONDS = 2.5
# Somebody reads the tables, or waits for us while we wait for them.
_IN_USE = {"55P03", "40P01"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections a reader may open, and how many seconds an answer may take.

    `building_mb`: memory of the database in which a release is built.
    """

    connections: int = 4
    seconds: int = 30
    building_mb: int = WRITER_MB


class ServerStore(Kept):
    """The releases of one shop in one database; `keep` of them stay for going back.

    Drafts, and the models of what is served, lie in `folder` on this machine.
    """

    def __init__(self, url: str, folder: Path, keep: int = 3, limits: Limits | None = None) -> None:
        self.folder = folder
        self.keep = keep
        self._url = url
        self._limits = limits or Limits()

    @cached_property
    def _looking(self) -> sa.Engine:
        engine = postgres.engine(self._url, seconds=LOOK_SECONDS, connections=2)
        weakref.finalize(self, engine.dispose)
        return engine

    @contextmanager
    def _look(self) -> Iterator[sa.Connection]:
        with postgres.sentences(self._url), self._looking.connect() as connection:
            yield connection

    @contextmanager
    def begin(self, *, base: str | None = None) -> Iterator[Draft]:
        """A draft, empty or with a copy of a release's tables; StoreBusy if there is one."""
        with one_writer(self.folder), self._writing() as connection:
            old = None if base is None else schema_of(self.info(base).id)

            def start(path: Path) -> None:
                if old is not None:
                    with postgres.sentences(self._url), connection.begin():
                        copying.fetch(connection, old, path)

            with drafting(
                self.folder, partial(self._take, connection), start, self._limits.building_mb
            ) as draft:
                yield draft

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """The connection that holds the lock of whoever builds, on any machine."""
        engine = postgres.engine(self._url)
        try:
            with self._locked(engine) as connection:
                yield connection
        finally:
            # With the connection the server takes the lock back.
            engine.dispose()

    @contextmanager
    def _locked(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        with postgres.sentences(self._url):
            connection = engine.connect()
        try:
            with postgres.sentences(self._url):
                _take_lock(connection)
                with connection.begin():
                    catalogue.create(connection)
            yield connection
        finally:
            connection.close()

    def _take(
        self, connection: sa.Connection, draft: Draft, info: ReleaseInfo, progress: Progress
    ) -> None:
        name = schema_of(draft.id)
        with postgres.sentences(self._url):
            with connection.begin():
                connection.execute(sa.schema.CreateSchema(name))
                copying.send(draft.path, connection, name, progress)
                models.send(connection, name, draft.artefacts)
                catalogue.add(connection, info)
                catalogue.point_to(connection, info.id)
            self._prune(connection, info.id)

    def _prune(self, connection: sa.Connection, served: str) -> None:
        with connection.begin():
            kept = catalogue.infos(connection)
        ids = [info.id for info in kept]
        for release in prunable(ids, keep=self.keep, served=served, real=newest_real(kept)):
            _drop(connection, release)

    def current_id(self) -> str | None:
        """The release that is served; None before the first."""
        with self._look() as connection:
            return catalogue.current(connection)

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release on the server, newest first."""
        with self._look() as connection:
            return catalogue.infos(connection)

    def rollback(self, release: str) -> None:
        """Serve a release again that is still kept; NoRelease if there is no such one."""
        self.info(release)
        with self._look() as connection, connection.begin():
            try:
                catalogue.point_to(connection, release)
            except sa.exc.IntegrityError:  # it was pruned just now
                raise NoRelease(f"There is no release {release!r} any more.") from None

    def reader(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine:
        """Read-only way to a release's tables."""
        session = {"search_path": schema_of(release), "default_transaction_read_only": "on"}
        if memory_mb is not None:
            # A question may sort or hash in a few places at once.
            share = memory_mb // (4 * self._limits.connections)
            session["work_mem"] = f"{max(share, 4)}MB"
        if threads is not None:
            session["max_parallel_workers_per_gather"] = str(threads - 1)
        return postgres.engine(
            self._url,
            seconds=self._limits.seconds,
            connections=self._limits.connections,
            session=session,
            autocommit=True,
        )

    def artefacts(self, release: str) -> Path:
        """A folder on this machine with a release's trained models, fetched where missing."""
        folder = self.folder / "fetched" / self.info(release).id
        with self._look() as connection:
            held = models.Rows(connection, schema_of(release))
            models.fetch(held.hashes(), held.read, folder)
        return folder

    def _ids(self) -> Sequence[str]:
        with self._look() as connection:
            return catalogue.ids(connection)


def schema_of(release: str) -> str:
    """The schema of a release, named so that it needs no quotes."""
    return f"release_{release.lower().replace('-', '_')}"


def _take_lock(connection: sa.Connection) -> None:
    taken = sa.select(sa.func.pg_try_advisory_lock(_LOCK))
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        with connection.begin():
            if connection.execute(taken).scalar_one():
                return
        if time.monotonic() > until:
            raise StoreBusy
        time.sleep(0.1)


def _drop(connection: sa.Connection, release: str) -> None:
    """Remove a release, unless it is served again, or somebody reads it: then a later load does."""
    try:
        with connection.begin():
            if catalogue.is_served(connection, release):
                return
            connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
            catalogue.remove(connection, release)
            connection.execute(sa.schema.DropSchema(schema_of(release), cascade=True))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) not in _IN_USE:
            raise
