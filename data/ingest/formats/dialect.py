"""How a text file separates and quotes its fields, told from its first rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from data.ingest.formats.cells import column_name

USUAL = "\t;|,"
# Taken where they cut every row into as many fields as the header.
UNUSUAL = ":^~!#&*%$@+=<>?\x01\x1c\x1d\x1e\x1f"
LOOKED_AT = 100
TOLD = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The characters between and around fields, and the column names they lead to.

    `lead` rows stand in front of the header: blank ones, or Excel's own “sep=;”.
    """

    delimiter: str
    quote: str
    header: tuple[str, ...]
    lead: int = 0


def dialect_of(text: str) -> Dialect | None:
    """The dialect of a file that begins like this; None where there is only blank space."""
    lines = list(io.StringIO(text, newline=""))
    lead = next((number for number, line in enumerate(lines) if line.strip()), None)
    if lead is None:
        return None
    told = TOLD.fullmatch(lines[lead].strip("\r\n"))
    if told and len(lines) > lead + 1:
        lead += 1
    rest = lines[lead:]
    quote = _quote(rest[:LOOKED_AT])
    delimiter = told[1] if told else _delimiter(rest, quote)
    names = _rows(rest, delimiter, quote)[0]
    return Dialect(delimiter, quote, tuple(map(column_name, names)), lead)


def _quote(lines: Sequence[str]) -> str:
    """An apostrophe if it encloses fields of the header or of every row; else a quotation mark."""
    marks = re.escape(USUAL + UNUSUAL)
    double, single = (
        [re.search(rf"(^|[{marks}]){q}[^{q}]*{q}([{marks}]|[\r\n]*$)", line) for line in lines]
        for q in "\"'"
    )
    return "'" if not any(double) and (single[0] or all(single)) else '"'


def _delimiter(lines: Sequence[str], quote: str) -> str:
    """The character that cuts most rows into as many fields as the header, and into most."""
    offered = [mark for mark in USUAL + UNUSUAL if mark in lines[0]]
    return max(offered, key=lambda mark: _worth(lines, mark, quote), default=",")


def _worth(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """How many columns a character makes, less for rows that have another number of them."""
    rows = _rows(lines, delimiter, quote)
    width = len(rows[0])
    even = sum(len(row) == width for row in rows) / len(rows)
    if delimiter in USUAL:
        return width * even if width > 1 else 0
    return width / 2 if width > 1 and even == 1 else 0


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    rows: list[list[str]] = []
    # What is wrong there is said where the file is read.
    with suppress(csv.Error):
        rows += (row for row in islice(reader, LOOKED_AT) if row)
    return rows or [next(iter(lines), "").split(delimiter)]
