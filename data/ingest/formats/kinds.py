"""What kind of file lies before us, told from its first bytes and not only from its name."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from data.ingest.errors import LoadError

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".txt")
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
ENDINGS = (
    *TEXT_ENDINGS,
    *JSON_ENDINGS,
    *(f"{ending}.gz" for ending in (*TEXT_ENDINGS, *JSON_ENDINGS)),
    ".parquet",
    ".xlsx",
    ".xlsm",
    ".zip",
)
# What a database's table is written as on its way; people know it by the table's name.
TABLE_ENDING = ".table.parquet"
READABLE = "CSV, TSV, Excel (.xlsx), Parquet or JSON lines"
FOREIGN = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Excel workbook",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
GZIP, ZIPPED, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"


class Kind(StrEnum):
    """The ways a table can be stored."""

    TEXT = "text"
    JSON = "json"
    PARQUET = "parquet"
    WORKBOOK = "workbook"
    ARCHIVE = "archive"


def named_like_data(name: str) -> bool:
    """Whether a file's name promises a table."""
    return name.lower().endswith(ENDINGS)


def kind_of(path: Path, shown: str | None = None) -> Kind:
    """The kind of a file that people know as `shown`; LoadError for one that holds no table."""
    name = shown or path.name
    start = _start(path, name)
    for mark, what in FOREIGN.items():
        if start.startswith(mark):
            raise LoadError(f"{name} is {what}. Save it as {READABLE}.")
    if start.startswith(PARQUET):
        return Kind.PARQUET
    if start.startswith(ZIPPED):
        return _kind_of_zip(path, name)
    return _kind_by_name(path.name.lower().removesuffix(".gz"), name)


def is_compressed(path: Path) -> bool:
    """Whether the bytes are gzip, whatever the file is called."""
    with path.open("rb") as stream:
        return stream.read(2) == GZIP


def _start(path: Path, name: str) -> bytes:
    try:
        if is_compressed(path):
            with gzip.open(path) as stream:
                return stream.read(64)
        with path.open("rb") as plain:
            return plain.read(64)
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{name} cannot be read: {reason(error)}.") from error


def reason(error: Exception) -> str:
    """Why a file cannot be read, without folders of this machine."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _kind_of_zip(path: Path, name: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise LoadError(f"{name} is damaged: {reason(error)}.") from error
    if any(member.endswith("xl/workbook.xml") for member in inside):
        return Kind.WORKBOOK
    if any(member.startswith("xl/") for member in inside):
        raise LoadError(f"{name} is an Excel workbook of another kind. Save it as .xlsx.")
    return Kind.ARCHIVE


def _kind_by_name(bare: str, name: str) -> Kind:
    if bare.endswith(JSON_ENDINGS):
        return Kind.JSON
    if bare.endswith(TEXT_ENDINGS):
        return Kind.TEXT
    wanted = {".parquet": "Parquet file", ".xlsx": "Excel workbook", ".zip": "zip archive"}
    for ending, what in wanted.items():
        if bare.endswith(ending):
            raise LoadError(f"{name} is no readable {what}.")
    raise LoadError(f"{name} is no file of data. Save it as {READABLE}.")
