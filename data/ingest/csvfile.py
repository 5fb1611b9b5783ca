"""A delimited text file, counted without the database.

The database's own reader can lose rows without a word after a quotation mark that is never
closed. So every file is read once more by Python's csv module, which counts its rows, finds those
that have another number of fields than the header, and knows the text's encoding.
"""

from __future__ import annotations

import codecs
import csv
import gzip
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
    """What was counted in one file; `rows` leaves out the header and blank rows.

    `plain` files the database reads as they are: UTF-8, one kind of line end, every row as long as
    the header.
    """

    path: Path
    delimiter: str
    header: tuple[str, ...]
    encoding: str = "utf-8"
    plain: bool = True
    rows: int = 0
    misshapen: list[Misshapen] = field(default_factory=list)

    @property
    def compression(self) -> str:
        """In the words of DuckDB's reader."""
        return "gzip" if _is_compressed(self.path) else "none"


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
    return CsvFile(path, delimiter, tuple(name.strip() for name in names), plain=first == lines[0])


@contextmanager
def counted(path: Path) -> Iterator[CsvFile]:
    """The file, counted. One that is not plain is written anew, to a copy that lives as long.

    The copy holds the rows that have the header's length; nothing else differs.
    """
    opened = read_header(path)
    try:
        encoding = _encoding_of(path)
        plain = opened.plain and encoding == "utf-8" and _ends_alike(path)
        file = _count(replace(opened, encoding=encoding, plain=plain), path.name)
    except UnicodeError as error:
        raise LoadError(
            f"{path.name} is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{path.name} cannot be read to its end: {error}.") from error
    if file.plain:
        yield file
        return
    with TemporaryDirectory(prefix="sales-load-") as folder:
        copy = Path(folder) / "copy.csv"
        _copy(file, copy)
        yield replace(file, path=copy, delimiter=",")


def _count(file: CsvFile, name: str) -> CsvFile:
    """Count the rows; LoadError where quotation marks are broken."""
    width, rows, last_line, plain = len(file.header), -1, 0, file.plain
    misshapen: list[Misshapen] = []
    with _text(file) as stream:
        reader = csv.reader(stream, delimiter=file.delimiter, strict=True)
        try:
            for row in reader:
                rows += bool(row)
                if reader.line_num > last_line + 1:
                    _refuse_swallowed(file, row, name, (last_line + 1, reader.line_num))
                if row and len(row) != width:
                    plain = False
                    if not _fits(row, width):
                        text = file.delimiter.join(row)
                        misshapen.append(Misshapen(rows + 1, len(row), text))
                        _refuse_many(name, misshapen)
                last_line = reader.line_num
        except csv.Error as error:
            raise LoadError(
                f"{name} cannot be read from line {last_line + 1} on ({error}). {QUOTES}"
            ) from error
    if rows < 1:
        raise LoadError(f"{name} holds a header and no rows.")
    return replace(file, rows=rows, plain=plain, misshapen=misshapen)


def _fits(row: list[str], width: int) -> bool:
    """Whether a row has the header's length, not counting empty fields behind its end."""
    return len(row) >= width and not any(row[width:])


def _copy(file: CsvFile, copy: Path) -> None:
    width = len(file.header)
    with _text(file) as source, copy.open("w", encoding="utf-8", newline="") as target:
        rows = csv.reader(source, delimiter=file.delimiter, strict=True)
        csv.writer(target, lineterminator="\n").writerows(
            row[:width] for row in rows if row and _fits(row, width)
        )


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


def _encoding_of(path: Path) -> str:
    """UTF-8 if the bytes allow it; otherwise what an older program probably wrote."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for number, block in enumerate(_blocks(path)):
            if number == 0 and block[:2] in UTF16:
                return "utf-16"
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _ends_alike(path: Path) -> bool:
    """Whether all lines end with a line feed, or all with carriage return and line feed."""
    feeds = pairs = 0
    last = b""
    for block in _blocks(path):
        feeds += block.count(b"\n")
        pairs += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
        last = block[-1:]
    return pairs in (0, feeds)


def _blocks(path: Path) -> Iterator[bytes]:
    with _binary(path) as stream:
        while block := stream.read(1 << 20):
            yield block


def _likely_encoding(start: bytes) -> str:
    return "utf-16" if start[:2] in UTF16 else "utf-8-sig"


def _is_compressed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _binary(path: Path) -> IO[bytes]:
    if _is_compressed(path):
        # GzipFile is no IO[bytes] by name, but reads like one.
        return gzip.GzipFile(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def _text(file: CsvFile) -> IO[str]:
    encoding = "utf-8-sig" if file.encoding == "utf-8" else file.encoding
    if _is_compressed(file.path):
        return gzip.open(file.path, "rt", encoding=encoding, newline="")
    return file.path.open("r", encoding=encoding, newline="")
