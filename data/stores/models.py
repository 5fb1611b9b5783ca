"""Trained models as rows of a table, and as files where they are used."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Mapping
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


def send(connection: sa.Connection, name: str, folder: Path) -> None:
    """Put every file of a folder into a table of the schema."""
    table = _table(name)
    connection.execute(sa.schema.CreateTable(table))
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            row = {"path": path.relative_to(folder).as_posix(), "sha256": _hash(data)}
            connection.execute(sa.insert(table), [{**row, "bytes": data}])


def fetch(connection: sa.Connection, name: str, folder: Path) -> None:
    """Have exactly the files of the schema in a folder; nobody sees half of them there.

    What is there and whole stays. StoreFailed where a file is not what was put in.
    """
    table = _table(name)
    wanted = {
        row.path: row.sha256 for row in connection.execute(sa.select(table.c.path, table.c.sha256))
    }
    if _hashes(folder) == wanted:
        return
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    draft.mkdir(parents=True)
    try:
        for path in wanted:
            query = sa.select(table.c.bytes).where(table.c.path == path)
            _write(draft, path, connection.execute(query).scalar_one())
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
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _hash(path.read_bytes()) for path in files}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
