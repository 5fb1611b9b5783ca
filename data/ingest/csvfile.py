"""A delimited text file, counted without the database.

The database's own reader can lose rows without a word after a quotation mark that is never
closed. So every file is read once more by Python's csv module, which counts its rows, finds those
that have another number of fields than the header, and knows the text's encoding.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from data.ingest.errors import LoadError

DELIMITERS = ",;\t|"
MAX_MISSHAPEN = 1000
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
QUOTES = (
    "Probably a quotation mark is not closed, or stands unescaped inside a field. "
    "Correct that row, or export the file again."
)


@dataclass(frozen=True, slots=True)
class Misshapen:
    """A row that has more or fewer fields than the header."""

    row_number: int
    fields: int
    text: str


@dataclass(frozen=True, slots=True)
class CsvFile:
    """What was counted in one file. `path` holds UTF-8; `rows` leaves out header and blank rows."""

    path: Path
    delimiter: str
    header: tuple[str, ...]
    rows: int = 0
    misshapen: list[Misshapen] = field(default_factory=list)
    encoding: str = "UTF-8"

    @property
    def compression(self) -> str:
        """In the words of DuckDB's reader."""
        return "gzip" if self.path.suffix == ".gz" else "none"


def read_header(path: Path) -> CsvFile:
    """Delimiter and column names, from the first row only; LoadError where there is none."""
    try:
        with _binary(path) as stream:
            start = stream.read(65_536)
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{path.name} cannot be read: {error}.") from error
    lines = start.decode(_likely_encoding(start), errors="replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise LoadError(f"{path.name} is empty.")
    delimiter = max(DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter))
    return CsvFile(path, delimiter, tuple(name.strip() for name in names))


@contextmanager
def counted(path: Path) -> Iterator[CsvFile]:
    """The file, counted; one that is not UTF-8 is translated to a copy that lives as long."""
    opened = read_header(path)
    encoding = _encoding_of(path)
    if encoding is None:
        yield _count(opened, path.name)
        return
    with TemporaryDirectory(prefix="sales-load-") as folder:
        copy = Path(folder) / "translated.csv"
        _translate(path, encoding, copy)
        translated = replace(opened, path=copy, encoding=_spoken(encoding))
        yield _count(translated, path.name)


def _count(file: CsvFile, name: str) -> CsvFile:
    """Count the rows; LoadError where quotation marks or the archive are broken."""
    width, rows, last_line = len(file.header), -1, 0
    misshapen: list[Misshapen] = []
    with _text(file.path) as stream:
        reader = csv.reader(stream, delimiter=file.delimiter, strict=True)
        try:
            for row in reader:
                rows += bool(row)
                if reader.line_num > last_line + 1:
                    _refuse_swallowed(file, row, name, (last_line + 1, reader.line_num))
                if row and len(row) != width:
                    misshapen.append(Misshapen(rows + 1, len(row), file.delimiter.join(row)))
                    _refuse_many(name, misshapen)
                last_line = reader.line_num
        except csv.Error as error:
            raise LoadError(
                f"{name} cannot be read from line {last_line + 1} on ({error}). {QUOTES}"
            ) from error
    if rows < 1:
        raise LoadError(f"{name} holds a header and no rows.")
    return replace(file, rows=rows, misshapen=misshapen)


def _refuse_swallowed(file: CsvFile, row: list[str], name: str, lines: tuple[int, int]) -> None:
    """Refuse a row of several lines that looks like several rows, run together by a stray quote."""
    width = len(file.header)
    if len(row) == width and not any(
        _holds_rows(text, place, width, file.delimiter) for place, text in enumerate(row)
    ):
        return
    first, last = lines
    raise LoadError(f"{name}: lines {first} to {last} run together into one row. {QUOTES}")


def _holds_rows(text: str, place: int, width: int, delimiter: str) -> bool:
    """Whether a field begins with the rest of its own row and ends with the start of another."""
    lines = text.split("\n")
    rest_of_row = lines[0].count(delimiter) == width - 1 - place
    return len(lines) > 1 and rest_of_row and lines[-1].count(delimiter) >= place


def _refuse_many(name: str, misshapen: list[Misshapen]) -> None:
    if len(misshapen) > MAX_MISSHAPEN:
        raise LoadError(
            f"{name}: more than {MAX_MISSHAPEN:,} rows have another number of fields than the "
            f"header, the first in row {misshapen[0].row_number}. Export the file again."
        )


def _encoding_of(path: Path) -> str | None:
    """None for UTF-8; otherwise what the file is probably written in."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _binary(path) as stream:
            start = stream.read(2)
            if start in UTF16:
                return "utf-16"
            decoder.decode(start)
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{path.name} cannot be read to its end: {error}.") from error
    return None


def _translate(path: Path, encoding: str, copy: Path) -> None:
    try:
        with _binary(path) as source, copy.open("w", encoding="utf-8", newline="") as target:
            shutil.copyfileobj(codecs.getreader(encoding)(source), target, 1 << 20)
    except UnicodeError as error:
        raise LoadError(
            f"{path.name} is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”."
        ) from error


def _spoken(encoding: str) -> str:
    return {"cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]


def _likely_encoding(start: bytes) -> str:
    return "utf-16" if start[:2] in UTF16 else "utf-8-sig"


def _binary(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        # gzip.open's own type is wider than what "rb" gives.
        return gzip.GzipFile(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def _text(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open("r", encoding="utf-8-sig", newline="")
