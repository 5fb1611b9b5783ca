"""The records of a delimited text file, one by one, each of the header's length."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from data.ingest.errors import LoadError
from data.ingest.formats.cells import Row
from data.ingest.formats.dialect import Dialect
from data.ingest.formats.textfile import MAX_LINE, open_text

MAX_MISSHAPEN = 1000
MAX_FIELD = 1 << 20
# Python refuses fields above 128 kB; descriptions with pictures in them are longer.
csv.field_size_limit(MAX_FIELD)
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


@dataclass(slots=True)
class Found:
    """What a walk over a file found so far; `rows` leaves out the header and blank rows.

    `regular` is a file whose rows all have the header's length as they are.
    """

    rows: int = -1
    regular: bool = True
    misshapen: list[Misshapen] = field(default_factory=list)


def walk(path: Path, encoding: str, dialect: Dialect, name: str, found: Found) -> Iterator[Row]:
    """The rows below the header that have its length, with their numbers; the header is row 1.

    LoadError where quotation marks are broken.
    """
    width, before = len(dialect.header), dialect.lead
    with open_text(path, encoding) as stream:
        lines = islice(stream, dialect.lead, None)
        reader = csv.reader(
            lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True
        )
        try:
            for row in reader:
                line = reader.line_num + dialect.lead
                if row:
                    found.rows += 1
                    if line > before + 1:
                        _look_at_long(row, dialect, (before + 1, line), name, found)
                    fits = len(row) == width or _trimmed(row, width, dialect, name, found)
                    if fits and found.rows:
                        yield found.rows + 1, row
                before = line
        except csv.Error as error:
            raise LoadError(_broken(name, before + 1, error)) from error


def _broken(name: str, line: int, error: csv.Error) -> str:
    if "field limit" in str(error):
        return (
            f"{name}: the row from line {line} on holds a field of more than {MAX_FIELD:,} "
            f"letters. {QUOTES}"
        )
    return f"{name} cannot be read from line {line} on ({error}). {QUOTES}"


def _trimmed(row: list[str], width: int, dialect: Dialect, name: str, found: Found) -> bool:
    """Whether a row has the header's length once empty fields behind its end are cut off."""
    found.regular = False
    if len(row) > width and not any(row[width:]):
        del row[width:]
        return True
    text = dialect.delimiter.join(row)
    found.misshapen.append(Misshapen(found.rows + 1, len(row), text))
    if len(found.misshapen) > MAX_MISSHAPEN:
        raise LoadError(
            f"{name}: more than {MAX_MISSHAPEN:,} rows have another number of fields than the "
            f"header, the first in row {found.misshapen[0].row_number}. Export the file again."
        )
    return False


def _look_at_long(
    row: Sequence[str], dialect: Dialect, lines: tuple[int, int], name: str, found: Found
) -> None:
    """Refuse a row of several lines that looks like several rows, run together by a stray quote."""
    if sum(map(len, row)) * 4 > MAX_LINE:
        found.regular = False
    width = len(dialect.header)
    if len(row) == width and not any(
        _holds_rows(text, place, width, dialect.delimiter) for place, text in enumerate(row)
    ):
        return
    first, last = lines
    raise LoadError(f"{name}: lines {first} to {last} run together into one row. {QUOTES}")


def _holds_rows(text: str, place: int, width: int, delimiter: str) -> bool:
    """Whether a field begins with the rest of its own row and ends with the start of another."""
    lines = text.split("\n")
    rest_of_row = lines[0].count(delimiter) == width - 1 - place
    return len(lines) > 1 and rest_of_row and lines[-1].count(delimiter) >= place
