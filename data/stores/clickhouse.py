"""Releases on ClickHouse: a database each, published by writing one row.

    shop.sales_analytics_journal           what happened to the releases (`data/stores/journal.py`)
    shop_release_20261123t104500z_3f9a.*   the tables of one, never written again, and its models

where `shop` is the database that DATABASE_URL names: it holds one shop.
"""

from __future__ import annotations

import platform
import re
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from pathlib import Path

import sqlalchemy as sa

from data import clickhouse
from data.progress import Progress
from data.release_info import ReleaseInfo
from data.releases import Draft, NoRelease, StoreBusy, newest_real, prunable
from data.stores import claims, columnar, journal, models
from data.stores.drafts import drafting, one_writer
from data.stores.journal import What
from data.stores.kept import Kept
from data.stores.server import LOOK_SECONDS, Limits, schema_of

_SCHEMA = re.compile(r"release_\d{8}t\d{6}z_[0-9a-f]{4}")
_MEGABYTE = 1 << 20


class ClickHouseStore(Kept):
    """The releases of one shop in one database; `keep` of them stay for going back.

    Drafts, and the models of what is served, lie in `folder` on this machine. One machine builds at
    a time; should two do so all the same, the second to be done is told to begin again.
    """

    def __init__(self, url: str, folder: Path, keep: int = 3, limits: Limits | None = None) -> None:
        self.folder = folder
        self.keep = keep
        self._url = url
        self._limits = limits or Limits()

    @property
    def _here(self) -> str:
        """Who builds: one at a time has this name."""
        return f"{platform.node()}:{self.folder.resolve()}"

    @cached_property
    def _looking(self) -> sa.Engine:
        engine = clickhouse.engine(self._url, seconds=LOOK_SECONDS, connections=2)
        weakref.finalize(self, engine.dispose)
        return engine

    @contextmanager
    def _look(self) -> Iterator[sa.Connection]:
        with clickhouse.sentences(self._url), self._looking.connect() as connection:
            yield connection

    @contextmanager
    def begin(self, *, base: str | None = None) -> Iterator[Draft]:
        """A draft, empty or with a copy of a release's tables; StoreBusy if there is one."""
        with one_writer(self.folder), self._claiming() as connection:
            with clickhouse.sentences(self._url):
                journal.create(connection)
                self._sweep(connection)
                before = journal.last_published(connection)
            old = None if base is None else self._database(self.info(base).id)

            def start(path: Path) -> None:
                if old is not None:
                    with clickhouse.sentences(self._url):
                        columnar.fetch(connection, old, path)

            with drafting(
                self.folder,
                partial(self._take, connection, before),
                start,
                self._limits.building_mb,
            ) as draft:
                yield draft

    @contextmanager
    def _claiming(self) -> Iterator[sa.Connection]:
        """The connection of whoever may build; StoreBusy where another machine builds."""
        with self._writing() as connection, ExitStack() as stack:
            with clickhouse.sentences(self._url):
                stack.enter_context(claims.claimed(connection, self._here))
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        engine = clickhouse.engine(self._url)
        try:
            with clickhouse.sentences(self._url):
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
        progress: Progress,
    ) -> None:
        name = self._database(draft.id)
        with clickhouse.sentences(self._url):
            journal.write(connection, What.BEGUN, draft.id, self._here)
            try:
                connection.exec_driver_sql(f"CREATE DATABASE `{name}`")
                columnar.send(draft.path, connection, name, progress)
                columnar.send_models(connection, name, draft.artefacts)
                if not journal.publish(connection, info, before):
                    raise StoreBusy
            finally:
                self._sweep(connection)
            self._prune(connection, info.id)

    def _prune(self, connection: sa.Connection, served: str) -> None:
        kept = journal.infos(connection)
        ids = [info.id for info in kept]
        for release in prunable(ids, keep=self.keep, served=served, real=newest_real(kept)):
            if journal.current(connection) != release:
                journal.write(connection, What.REMOVED, release)
        self._sweep(connection)

    def _sweep(self, connection: sa.Connection) -> None:
        """Drop the tables of what is removed, and of what was begun here and never published."""
        prefix = self._database("")
        staying = {self._database(release) for release in journal.living(connection, self._here)}
        for name in clickhouse.databases(connection):
            ours = name.startswith(prefix) and _SCHEMA.fullmatch(name.removeprefix(prefix))
            if ours and name not in staying:
                # Who is reading a table reads it to the end.
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}`")

    def current_id(self) -> str | None:
        """The release that is served; None before the first."""
        with self._look() as connection:
            return journal.current(connection)

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release on the server, newest first."""
        with self._look() as connection:
            return journal.infos(connection)

    def rollback(self, release: str) -> None:
        """Serve a release again that is still kept; NoRelease if there is no such one."""
        self.info(release)
        with self._look() as connection:
            journal.write(connection, What.SERVED, release)
            if journal.current(connection) != release:  # it was pruned just now
                raise NoRelease(f"There is no release {release!r} any more.")

    def reader(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine:
        """Read-only way to a release's tables."""
        session = {"readonly": 2, "cancel_http_readonly_queries_on_client_close": 1}
        if memory_mb is not None:
            # What does not fit is spilled before it is refused.
            session["max_memory_usage"] = memory_mb * _MEGABYTE
            session["max_bytes_before_external_group_by"] = memory_mb * _MEGABYTE // 2
            session["max_bytes_before_external_sort"] = memory_mb * _MEGABYTE // 2
        if threads is not None:
            session["max_threads"] = threads
        return clickhouse.engine(
            self._url,
            database=self._database(release),
            seconds=self._limits.seconds,
            connections=self._limits.connections,
            session=session,
        )

    def artefacts(self, release: str) -> Path:
        """A folder on this machine with a release's trained models, fetched where missing."""
        folder = self.folder / "fetched" / self.info(release).id
        with self._look() as connection:
            held = columnar.Models(connection, self._database(release))
            models.fetch(held.hashes(), held.read, folder)
        return folder

    def _ids(self) -> Sequence[str]:
        with self._look() as connection:
            return journal.ids(connection)

    def _database(self, release: str) -> str:
        """Where the tables of a release are; the beginning of all these names for ''."""
        shop = sa.make_url(self._url).database or "default"
        return f"{shop}_{schema_of(release) if release else ''}"
