"""Where releases are built: a folder on this machine, one draft at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from data.engines import WRITER_MB, writer_engine
from data.progress import Progress
from data.release_info import ReleaseInfo
from data.releases import Draft, StoreBusy

_DRAFT = "draft-"


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """The lock of whoever builds here; the system takes it back from a killed process.

    What killed processes left is removed at once. StoreBusy where somebody else has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreBusy from None
    try:
        for left in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def drafting(
    folder: Path,
    take: Callable[[Draft, ReleaseInfo, Progress], None],
    start: Callable[[Path], None] | None = None,
    memory_mb: int = WRITER_MB,
) -> Iterator[Draft]:
    """A draft, with whatever `start` puts into its database file; nothing is left of it.

    `memory_mb`: what its database may use.
    """
    created_at = datetime.now(UTC)
    name = _name(created_at)
    place = folder / f"{_DRAFT}{name}"
    (place / "artefacts").mkdir(parents=True)
    engine = writer_engine(place / "release.duckdb", memory_mb)
    draft = Draft(name, created_at, engine, place, take)
    try:
        if start is not None:
            start(draft.path)
        yield draft
    finally:
        engine.dispose()
        shutil.rmtree(place, ignore_errors=True)


def _name(instant: datetime) -> str:
    """The second, and four digits of what has passed of it: no two drafts begin within 15 us."""
    part = instant.microsecond * 0x10000 // 1_000_000
    return f"{instant:%Y%m%dT%H%M%SZ}-{part:04x}"
