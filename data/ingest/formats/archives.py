"""Zip archives: which files of data lie in one, and one of them at a time unpacked.

An archive is refused before anything is unpacked if it promises more than a disk should hold, or
shrinks more than data does. Members are written under names of our own, so no path leads astray.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from data.ingest.errors import LoadError
from data.ingest.formats.kinds import named_like_data, reason

MAX_BYTES = 20 * 2**30
# Repetitive sales data shrinks to a thirtieth; a bomb to a thousandth.
MAX_RATIO = 200
SMALL = 10 * 2**20
MAX_MEMBERS = 2_000
DAMAGED = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError)


def members(path: Path) -> tuple[list[str], list[str]]:
    """The members that promise data, and the others; LoadError for an archive that is no good."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except DAMAGED as error:
        raise LoadError(f"{path.name} is damaged: {reason(error)}.") from error
    refuse_bomb(path.name, found)
    names = [info.filename for info in found if not _is_litter(info.filename)]
    # A zip inside a zip is not opened.
    data = [name for name in names if named_like_data(name) and not name.lower().endswith(".zip")]
    if not data:
        raise LoadError(f"{path.name} holds no file of data.")
    return sorted(data), sorted(set(names) - set(data))


def refuse_bomb(name: str, found: list[zipfile.ZipInfo]) -> None:
    """LoadError for an archive that would unpack to more than it should."""
    size, packed = sum(i.file_size for i in found), sum(i.compress_size for i in found)
    if len(found) > MAX_MEMBERS:
        raise LoadError(f"{name} holds more than {MAX_MEMBERS:,} files. Pack fewer into one.")
    if size > MAX_BYTES or (size > SMALL and size > MAX_RATIO * max(packed, 1)):
        raise LoadError(
            f"{name} would unpack to {size / 2**20:,.0f} MB from {packed / 2**20:,.2f} MB, which "
            "no export does. Unpack it yourself and look at what it holds."
        )
    if len({info.filename for info in found}) < len(found):
        raise LoadError(f"{name} holds two files of one name. Pack it again.")


@contextmanager
def unpacked(path: Path, member: str) -> Iterator[Path]:
    """A member as a file, for as long as it is needed."""
    with TemporaryDirectory(prefix="sales-load-") as folder:
        target = Path(folder) / f"member{''.join(PurePosixPath(member.lower()).suffixes[-2:])}"
        try:
            # No more is ever read than the archive said in front, and its checksum is compared.
            with (
                zipfile.ZipFile(path) as archive,
                archive.open(member) as source,
                target.open("wb") as copy,
            ):
                shutil.copyfileobj(source, copy, 1 << 20)
        except DAMAGED as error:
            raise LoadError(
                f"{path.name}: {PurePosixPath(member).name} cannot be unpacked: {reason(error)}."
            ) from error
        yield target


def _is_litter(name: str) -> bool:
    """What a computer adds by itself: __MACOSX/._orders.csv, .DS_Store."""
    parts = PurePosixPath(name).parts
    hidden = (part.startswith(".") and part.strip(".") for part in parts)
    return "__MACOSX" in parts or any(hidden)
