"""Releases: what the shop's data and models are published as, whole or not at all.

A release is always built in a DuckDB file of its own, the *draft*, and then handed to a *store*,
which keeps a few releases and points to the one that is served. Where a store keeps them, in files
or on a database server, is its own business (`data/stores/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from data.progress import Progress, silent
from data.release_info import ReleaseInfo, write_info

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


class NoRelease(LookupError):
    """There is nothing to serve; its text says what to run."""


class StoreBusy(RuntimeError):
    """Another process is building a release; `who` it is and since when, where that is known."""

    def __init__(self, who: str = "") -> None:
        told = f" ({who})" if who else ""
        super().__init__(
            f"Another load or training is building a release{told}. Try again when it has finished."
        )


class StoreFailed(RuntimeError):
    """What keeps the releases cannot be reached or refuses; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A release that is being built; nobody reads it before `publish`."""

    id: str
    created_at: datetime
    engine: sa.Engine
    folder: Path
    take: Callable[[Draft, ReleaseInfo, Progress], None]

    @property
    def path(self) -> Path:
        """The database file under construction."""
        return self.folder / "release.duckdb"

    @property
    def artefacts(self) -> Path:
        """Folder for trained models; published together with the data."""
        return self.folder / "artefacts"

    def publish(self, info: ReleaseInfo, progress: Progress = silent) -> None:
        """Make this release the one that is served; at once or not at all.

        `progress` hears how far copying is, where a store copies.
        """
        write_info(self.engine, self.artefacts, info)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("CHECKPOINT")
        self.engine.dispose()
        self.take(self, info, progress)


class ReleaseStore(Protocol):
    """The releases of one shop; some of them stay for going back."""

    def begin(self, *, base: str | None = None) -> AbstractContextManager[Draft]:
        """A draft, empty or with a release's data; StoreBusy if there is one already.

        A draft that is not published leaves nothing behind, nor does one whose process was killed:
        the next draft sweeps it away. NoRelease where there is no such base.
        """

    def current_id(self) -> str | None:
        """The release that is served; None before the first, or when the pointer is damaged."""

    def current_or_fail(self) -> str:
        """The release that is served; NoRelease says how to make one, or how to get one back."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""

    def info(self, release: str) -> ReleaseInfo:
        """What a release says about itself; NoRelease if there is no such one."""

    def list(self) -> Sequence[ReleaseInfo]:
        """Every release that is kept, newest first."""

    def newest_real(self) -> str | None:
        """The newest release that is no simulated shop, if there is one; it is never pruned.

        However many shops are simulated after it, the next load goes on with it.
        """

    def rollback(self, release: str) -> None:
        """Serve a release again that is still kept; NoRelease if there is no such one."""

    def reader(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine:
        """Read-only way to a release's tables; several threads may ask at once."""

    def roomier(
        self, release: str, *, memory_mb: int | None = None, threads: int | None = None
    ) -> sa.Engine | None:
        """The way for one question at a time that needs more memory than `reader` has.

        None where there is none, or where `reader` has all of `memory_mb` already.
        """

    def artefacts(self, release: str) -> Path:
        """A folder with a release's trained models."""


def newest_real(kept: Sequence[ReleaseInfo]) -> str | None:
    """The newest of these that is no simulated shop; they are listed newest first."""
    return next((info.id for info in kept if not info.simulated), None)


def prunable(ids: Sequence[str], *, keep: int, served: str, real: str | None) -> Sequence[str]:
    """Which of the releases, listed newest first, are too many: `keep` stay, and these two."""
    others = [release for release in ids if release != served]
    return [release for release in others[max(keep - 1, 0) :] if release != real]


def unknown(release: str, ids: Sequence[str]) -> NoRelease:
    """What is said of a release that is not kept."""
    return NoRelease(f"There is no release {release!r}. There are: {', '.join(ids) or 'none'}.")


def nothing_served(ids: Sequence[str]) -> NoRelease:
    """What is said where nothing is served, though there may be releases."""
    if ids:
        return NoRelease(
            "Which release is served is not known any more. Run 'python -m dashapp rollback ID' "
            f"with one of these: {', '.join(ids)}."
        )
    return NoRelease(
        "There are no data yet. Run 'python -m dashapp demo' for a simulated shop, or "
        "'python -m dashapp load FILES' for your own."
    )
