"""Trained models as rows of a table, and as files where they are used."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from data.releases import StoreFailed


def _table(name: str) -> sa.Table:
    return sa.Table(
        "artefacts",
        sa.MetaData(),
        sa.Column("path", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        schema=name,
    )


def files(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Each file below a folder: its place in there, its SHA-256, and what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.relative_to(folder).as_posix(), _hash(data), data


def send(connection: sa.Connection, name: str, folder: Path) -> None:
    """Put every file of a folder into a table of the schema."""
    table = _table(name)
    connection.execute(sa.schema.CreateTable(table))
    for path, sha256, data in files(folder):
        row = {"path": path, "sha256": sha256, "bytes": data}
        connection.execute(sa.insert(table), [row])


class Rows:
    """The models that lie in the table of a schema."""

    def __init__(self, connection: sa.Connection, name: str) -> None:
        self._connection = connection
        self._table = _table(name)

    def hashes(self) -> dict[str, str]:
        """SHA-256 of each file, by its place."""
        query = sa.select(self._table.c.path, self._table.c.sha256)
        return {row.path: row.sha256 for row in self._connection.execute(query)}

    def read(self, path: str) -> bytes:
        """What a file holds."""
        query = sa.select(self._table.c.bytes).where(self._table.c.path == path)
        found: bytes = self._connection.execute(query).scalar_one()
        return found


def fetch(wanted: Mapping[str, str], read: Callable[[str], bytes], folder: Path) -> None:
    """Have exactly the wanted files in a folder; nobody sees half of them there.

    `wanted`: the SHA-256 of each. What is there and whole stays. StoreFailed where a file is not
    what was put in.
    """
    if _hashes(folder) == wanted:
        return
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    draft.mkdir(parents=True)
    try:
        for path in wanted:
            _write(draft, path, read(path))
        if _hashes(draft) != wanted:
            raise StoreFailed("The trained models in the database are damaged: run 'train'.")
        _replace(draft, folder, wanted)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replace(draft: Path, folder: Path, wanted: Mapping[str, str]) -> None:
    if folder.exists() and _hashes(folder) != wanted:
        damaged = folder.with_name(f"{draft.name}-damaged")
        with suppress(FileNotFoundError):
            folder.rename(damaged)
        shutil.rmtree(damaged, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:  # another worker was quicker
        if _hashes(folder) != wanted:
            raise


def _write(folder: Path, path: str, data: bytes) -> None:
    place = PurePosixPath(path)
    if place.is_absolute() or ".." in place.parts:
        raise StoreFailed(f"A trained model in the database has no place here: {path!r}.")
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    (folder / place).write_bytes(data)


def _hashes(folder: Path) -> dict[str, str]:
    return {path: sha256 for path, sha256, _ in files(folder)}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
