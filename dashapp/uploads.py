"""Files that administrators send, as they come: straight to the disk, never through a callback."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from callbacks.desk import TooLarge

MAX_FILES = 500
KEPT_S = 24 * 3600
_CHUNK = 1024 * 1024
_ID = re.compile(r"[0-9a-f]{32}")
_PLAIN = re.compile(r"[^\w.() -]+", re.ASCII)
_LONGEST = 120


class UploadFolder:
    """The uploads of one shop, one folder each; swept after a day."""

    def __init__(self, folder: Path, max_mb: int) -> None:
        self._folder = folder
        self._max_mb = max_mb

    @property
    def max_mb(self) -> int:
        """How much one upload may hold."""
        return self._max_mb

    def begin(self) -> str:
        """A new upload's id; those of yesterday go."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        upload = secrets.token_hex(16)
        (self._folder / upload).mkdir(mode=0o700)
        return upload

    def add(self, upload: str, name: str, stream: IO[bytes]) -> str:
        """Write one file; returns the name it got. TooLarge leaves nothing of the file.

        LookupError where there is no such upload.
        """
        folder = self._existing(upload)
        if folder is None:
            raise LookupError(upload)
        if len(list(folder.iterdir())) >= MAX_FILES:
            raise TooLarge(f"One upload may have {MAX_FILES} files. Put them into one zip file.")
        path = _created(folder, safe_name(name))
        try:
            _write(path, stream, self.max_mb * 1024 * 1024)
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OverflowError):
                raise TooLarge(
                    f"One upload may have {self.max_mb:,} MB, all its files together. Send fewer "
                    "files at a time, or have an operator raise UPLOAD_MAX_MB."
                ) from None
            raise
        return path.name

    def names(self, upload: object) -> Sequence[str]:
        """The names of an upload's files; none for whatever is not the id of one."""
        return [path.name for path in self.paths(upload)]

    def paths(self, upload: object) -> Sequence[Path]:
        """The files of an upload, by name."""
        folder = self._existing(upload)
        return sorted(folder.resolve().iterdir()) if folder else []

    def hold(self, upload: object) -> Sequence[Path]:
        """The files of an upload, which will not be swept for another day."""
        folder = self._existing(upload)
        if folder:
            os.utime(folder)
        return self.paths(upload)

    def remove(self, upload: str) -> None:
        """Throw the files away."""
        folder = self._existing(upload)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    def _existing(self, upload: object) -> Path | None:
        if not isinstance(upload, str) or not _ID.fullmatch(upload):
            return None
        folder = self._folder / upload
        return folder if folder.is_dir() else None

    def _sweep(self) -> None:
        limit = time.time() - KEPT_S
        for folder in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another worker sweeps, too
                if folder.stat().st_mtime < limit:
                    shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file's own name without folders, signs that mean something, or a dot in front."""
    own = name.replace("\\", "/").rpartition("/")[2]
    plain = _PLAIN.sub("_", own).strip(" .") or "file"
    stem, dot, ending = plain.partition(".")
    return f"{stem[: _LONGEST - 20]}{dot}{ending[-19:]}" if len(plain) > _LONGEST else plain


def _created(folder: Path, name: str) -> Path:
    """A new file of this name; of the next free one where another request was quicker."""
    while True:
        path = _unused(folder, name)
        with suppress(FileExistsError):
            path.touch(mode=0o600, exist_ok=False)
            return path


def _unused(folder: Path, name: str) -> Path:
    taken = {path.name.lower() for path in folder.iterdir()}
    stem, dot, ending = name.partition(".")
    found, number = name, 2
    while found.lower() in taken:
        found, number = f"{stem}-{number}{dot}{ending}", number + 1
    return folder / found


def _write(path: Path, stream: IO[bytes], limit: int) -> None:
    with path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            # Measured anew, because several requests may send to one upload at the same time.
            if _held(path.parent) + len(chunk) > limit:
                raise OverflowError
            file.write(chunk)
            file.flush()


def _held(folder: Path) -> int:
    """The bytes of all files; one that was taken back meanwhile has none."""
    total = 0
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
