"""Releases: one database file each, built aside, published by replacing a pointer.

    releases/CURRENT                        the id that is served
    releases/20261123T104500Z-3f9a.duckdb   the data, never written again
    releases/20261123T104500Z-3f9a/         its trained models, and what it says about itself
    releases/draft-…                        being built, or left behind by a killed process

A path is never used twice: DuckDB keeps serving the old file to a process that still holds it. Ids
sort by the time they were begun.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from data.engines import writer_engine
from data.release_info import ReleaseInfo, read_info, write_info

POINTER = "CURRENT"
_DRAFT = "draft-"
_SUFFIX = ".duckdb"
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


class NoRelease(LookupError):
    """There is nothing to serve; its text says what to run."""


class StoreBusy(RuntimeError):
    """Another process is building a release."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A release that is being built; nobody reads it before `publish`."""

    store: ReleaseStore
    id: str
    created_at: datetime
    engine: sa.Engine
    folder: Path

    @property
    def path(self) -> Path:
        """The database file under construction."""
        return self.folder / f"release{_SUFFIX}"

    @property
    def artefacts(self) -> Path:
        """Folder for trained models; published together with the data."""
        return self.folder / "artefacts"

    def publish(self, info: ReleaseInfo) -> None:
        """Make this release the one that is served; at once or not at all."""
        write_info(self.engine, self.artefacts, info)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("CHECKPOINT")
        self.engine.dispose()
        for written in (self.path, *self.artefacts.rglob("*"), self.artefacts):
            _sync(written)
        # The database comes last: models without it are swept, it without models would be served.
        self.artefacts.rename(self.store.artefacts(self.id))
        self.path.rename(self.store.path(self.id))
        self.store.serve(self.id)


class ReleaseStore:
    """The releases of one shop in one folder; `keep` of them stay for going back."""

    def __init__(self, folder: Path, keep: int = 3) -> None:
        self.folder = folder
        self.keep = keep

    @contextmanager
    def begin(self, *, base: str | None = None) -> Iterator[Draft]:
        """A draft, empty or with a copy of a release's database; StoreBusy if there is one already.

        A draft that is not published leaves nothing behind, nor does one whose process was killed:
        the next draft sweeps it away.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._one_writer():
            self._sweep()
            created_at = datetime.now(UTC)
            name = _name(created_at)
            folder = self.folder / f"{_DRAFT}{name}"
            (folder / "artefacts").mkdir(parents=True)
            path = folder / f"release{_SUFFIX}"
            engine = writer_engine(path)
            try:
                if base is not None:
                    shutil.copyfile(self.path(self.info(base).id), path)
                yield Draft(self, name, created_at, engine, folder)
            finally:
                engine.dispose()
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """The lock of whoever builds; the system takes it back from a killed process."""
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreBusy(
                "Another load or training is building a release. Try again when it has finished."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def _sweep(self) -> None:
        """Remove what killed processes left: drafts, models without a database, half a pointer."""
        for folder in self.folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in self.folder.iterdir():
            if _ID.fullmatch(folder.name) and not self.path(folder.name).exists():
                shutil.rmtree(folder, ignore_errors=True)
        for pointer in self.folder.glob(f".{POINTER}.*"):
            pointer.unlink(missing_ok=True)

    def path(self, release: str) -> Path:
        """The database file of a release."""
        return self.folder / f"{release}{_SUFFIX}"

    def artefacts(self, release: str) -> Path:
        """The folder of a release's trained models."""
        return self.folder / release

    def current_id(self) -> str | None:
        """The release that is served; None before the first, or when the pointer is damaged."""
        try:
            name = (self.folder / POINTER).read_text(errors="replace").strip()
        except FileNotFoundError:
            return None
        return name if _ID.fullmatch(name) and self.path(name).exists() else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""
        return not self._ids()

    def current_or_fail(self) -> str:
        """The release that is served; NoRelease says how to make one, or how to get one back."""
        found = self.current_id()
        if found is None and not self.is_empty:
            raise NoRelease(
                f"{POINTER} does not name a release that is on disk. Run 'python -m dashapp "
                f"rollback ID' with one of these: {', '.join(self._ids())}."
            )
        if found is None:
            raise NoRelease(
                "There are no data yet. Run 'python -m dashapp demo' for a simulated shop, or "
                "'python -m dashapp load FILES' for your own."
            )
        return found

    def info(self, release: str) -> ReleaseInfo:
        """What a release says about itself; NoRelease if there is no such one."""
        if release not in self._ids():
            known = ", ".join(self._ids()) or "none"
            raise NoRelease(f"There is no release {release!r}. There are: {known}.")
        return read_info(self.artefacts(release))

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release on disk, newest first."""
        found = []
        for release in self._ids():
            with suppress(FileNotFoundError):  # it is being removed just now
                found.append(read_info(self.artefacts(release)))
        return found

    def newest_real(self) -> str | None:
        """The newest release that is no simulated shop, if there is one; it is never pruned.

        However many shops are simulated after it, the next load goes on with it.
        """
        return next((info.id for info in self.list() if not info.simulated), None)

    def rollback(self, release: str) -> None:
        """Serve a release again that is still on disk; NoRelease if there is no such one."""
        with self._pointing():
            self._point_to(self.info(release).id)

    def serve(self, release: str) -> None:
        """Serve a release that was just built, and remove the oldest beyond `keep`."""
        with self._pointing():
            _sync(self.folder)
            self._point_to(release)
            self._prune(release)

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
        kept = {served, self.newest_real()}
        others = [release for release in self._ids() if release != served]
        for release in others[max(self.keep - 1, 0) :]:
            if release in kept:
                continue
            # The database goes first: models left behind by a kill are swept by the next draft.
            self.path(release).unlink(missing_ok=True)
            shutil.rmtree(self.artefacts(release), ignore_errors=True)

    def _ids(self) -> Sequence[str]:
        names = (path.stem for path in self.folder.glob(f"*{_SUFFIX}"))
        return sorted((name for name in names if _ID.fullmatch(name)), reverse=True)


def _name(instant: datetime) -> str:
    """The second, and four digits of what has passed of it: no two drafts begin within 15 us."""
    part = instant.microsecond * 0x10000 // 1_000_000
    return f"{instant:%Y%m%dT%H%M%SZ}-{part:04x}"


def _sync(path: Path) -> None:
    """Have file or folder on the disk before anything points to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
