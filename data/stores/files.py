"""Releases in a folder: one database file each, published by replacing a pointer.

    releases/CURRENT                        the id that is served
    releases/20261123T104500Z-3f9a.duckdb   the data, never written again
    releases/20261123T104500Z-3f9a/         its trained models, and what it says about itself
    releases/draft-…                        being built, or left behind by a killed process

A path is never used twice: DuckDB keeps serving the old file to a process that still holds it. Ids
sort by the time they were begun.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock

from data.engines import EVERYDAY_MB, SPILLED, WRITER_MB, reader_engine, roomy_engine
from data.progress import Progress
from data.release_info import ReleaseInfo, read_info
from data.releases import RELEASE_ID, Draft, newest_real, nothing_served, prunable, unknown
from data.stores.drafts import drafting, one_writer

POINTER = "CURRENT"
_SUFFIX = ".duckdb"
_DAY = 24 * 60 * 60


class FileStore:
    """The releases of one shop in one folder; `keep` of them stay for going back.

    `building_mb`: memory of the database in which a release is built.
    """

    def __init__(self, folder: Path, keep: int = 3, building_mb: int = WRITER_MB) -> None:
        self.folder = folder
        self.keep = keep
        self._building_mb = building_mb

    @contextmanager
    def begin(self, *, base: str | None = None) -> Iterator[Draft]:
        """A draft, empty or with a copy of a release's database; StoreBusy if there is one."""
        with one_writer(self.folder):
            self._sweep()
            old = None if base is None else self.path(self.info(base).id)

            def start(path: Path) -> None:
                if old is not None:
                    shutil.copyfile(old, path)

            with drafting(self.folder, self._take, start, self._building_mb) as draft:
                yield draft

    def _take(self, draft: Draft, _info: ReleaseInfo, _progress: Progress) -> None:
        for written in (draft.path, *draft.artefacts.rglob("*"), draft.artefacts):
            _sync(written)
        # The database comes last: models without it are swept, it without models would be served.
        draft.artefacts.rename(self.artefacts(draft.id))
        draft.path.rename(self.path(draft.id))
        with self._pointing():
            _sync(self.folder)
            self._point_to(draft.id)
            self._prune(draft.id)

    def _sweep(self) -> None:
        """Remove what killed processes left: models without a database, half a pointer."""
        for folder in self.folder.iterdir():
            if RELEASE_ID.fullmatch(folder.name) and not self.path(folder.name).exists():
                shutil.rmtree(folder, ignore_errors=True)
        for pointer in self.folder.glob(f".{POINTER}.*"):
            pointer.unlink(missing_ok=True)
        for spilled in self.folder.glob(f"*{_SUFFIX}.*{SPILLED}"):
            # No question takes a day, and nobody can tell whose it was.
            if time.time() - spilled.stat().st_mtime > _DAY:
                shutil.rmtree(spilled, ignore_errors=True)

    def path(self, release: str) -> Path:
        """The database file of a release."""
        return self.folder / f"{release}{_SUFFIX}"

    def artefacts(self, release: str) -> Path:
        """The folder of a release's trained models."""
        return self.folder / release

    def reader(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine:
        """Read-only way to a release's tables, in no more memory than everyday questions need."""
        most = None if memory_mb is None else min(memory_mb, EVERYDAY_MB)
        return reader_engine(self.path(release), memory_mb=most, threads=threads)

    def roomier(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine | None:
        """The way for one question that did not fit there; None where there is no more memory."""
        if memory_mb is None or memory_mb <= EVERYDAY_MB:
            return None
        return roomy_engine(self.path(release), memory_mb=memory_mb, threads=threads)

    def current_id(self) -> str | None:
        """The release that is served; None before the first, or when the pointer is damaged."""
        try:
            name = (self.folder / POINTER).read_text(errors="replace").strip()
        except FileNotFoundError:
            return None
        return name if RELEASE_ID.fullmatch(name) and self.path(name).exists() else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""
        return not self._ids()

    def current_or_fail(self) -> str:
        """The release that is served; NoRelease says how to make one, or how to get one back."""
        found = self.current_id()
        if found is None:
            raise nothing_served(self._ids())
        return found

    def info(self, release: str) -> ReleaseInfo:
        """What a release says about itself; NoRelease if there is no such one."""
        if release not in self._ids():
            raise unknown(release, self._ids())
        return read_info(self.artefacts(release))

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release on disk, newest first."""
        found = []
        for release in self._ids():
            with suppress(FileNotFoundError):  # it is being removed just now
                found.append(read_info(self.artefacts(release)))
        return found

    def newest_real(self) -> str | None:
        """The newest release that is no simulated shop, if there is one; it is never pruned."""
        return newest_real(self.list())

    def rollback(self, release: str) -> None:
        """Serve a release again that is still on disk; NoRelease if there is no such one."""
        with self._pointing():
            self._point_to(self.info(release).id)

    def _pointing(self) -> FileLock:
        """Held for moments, so that nobody goes back to a release that is being removed."""
        return FileLock(self.folder / "pointer.lock")

    def _point_to(self, release: str) -> None:
        """Replace the pointer in one step; readers see the old one or the new one."""
        new = self.folder / f".{POINTER}.{secrets.token_hex(4)}"
        new.write_text(release)
        _sync(new)
        new.replace(self.folder / POINTER)
        _sync(self.folder)

    def _prune(self, served: str) -> None:
        for release in prunable(
            self._ids(), keep=self.keep, served=served, real=self.newest_real()
        ):
            # The database goes first: models left behind by a kill are swept by the next draft.
            self.path(release).unlink(missing_ok=True)
            shutil.rmtree(self.artefacts(release), ignore_errors=True)

    def _ids(self) -> Sequence[str]:
        names = (path.stem for path in self.folder.glob(f"*{_SUFFIX}"))
        return sorted((name for name in names if RELEASE_ID.fullmatch(name)), reverse=True)


def _sync(path: Path) -> None:
    """Have file or folder on the disk before anything points to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
