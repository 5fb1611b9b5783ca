"""Excel workbooks: each sheet that holds anything is a table of text.

Cells arrive as they are stored, not as they are shown: dates in ISO 8601, numbers without the noise
of binary fractions, formulas by the value Excel computed last. A sheet is streamed row by row, so a
lone cell in the last row costs nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from data.ingest.errors import LoadError
from data.ingest.formats import cells
from data.ingest.formats.archives import DAMAGED
from data.ingest.formats.xlsxparts import refuse_unsafe, survey

BROKEN = (*DAMAGED, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError)
# A row's number in the sheet, and its values.
Line = tuple[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that holds something; its header is the first row that does."""

    name: str
    header: tuple[str, ...]


@dataclass(slots=True)
class _Counts:
    """Rows of blank text, and rows with values that stand beside the table."""

    blank: int = 0
    beside: list[int] = field(default_factory=list)


def sheets(path: Path, name: str) -> list[Sheet]:
    """The sheets that hold anything, in the workbook's order."""
    with _opened(path, name) as book:
        firsts = [(sheet.title, next(_lines(sheet), None)) for sheet in book.worksheets]
    found = [Sheet(title, _header(first[1])) for title, first in firsts if first is not None]
    if not found:
        raise LoadError(f"{name} is an empty workbook.")
    return found


def convert(path: Path, name: str, sheet: str, target: Path) -> tuple[int, list[str]]:
    """Write the rows below a sheet's header to a table of text; how many, and what to note.

    LoadError where the sheet's bytes hold another number of rows.
    """
    counts = _Counts()
    with _opened(path, name) as book:
        source = book[sheet]
        present = survey(path, source._worksheet_path, name)
        lines = _lines(source)
        width = len(_header(next(lines)[1]))
        written = cells.write(target, width, _rows(lines, width, counts))
    # The header is a row too.
    if written + counts.blank + 1 != present:
        raise LoadError(
            f"{name} holds {present:,} rows, but {written + counts.blank + 1:,} were read. Save "
            "the workbook again, or save the sheet as CSV."
        )
    if not written:
        raise LoadError(f"{name} holds a header and no rows.")
    if not counts.beside:
        return written, []
    note = f"Values without a column name were left out, the first in row {counts.beside[0]}."
    return written, [note]


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    refuse_unsafe(path, name)
    # openpyxl warns of what it leaves out (drop-down lists, drawings), none of which is data.
    # The file is opened here, because the library leaves it open where it cannot read it.
    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")
        try:
            yield load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except LoadError:
            raise
        except BROKEN as error:
            raise LoadError(f"{name} is damaged, or no workbook Excel would open.") from error


def _lines(sheet: Any) -> Iterator[Line]:
    """The rows that hold anything."""
    # The size a file states for itself may be wrong.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return ((number, row) for number, row in rows if any(value is not None for value in row))


def _header(values: Sequence[Any]) -> tuple[str, ...]:
    names = [cells.column_name(cells.as_text(value) or "") for value in values]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _rows(lines: Iterator[Line], width: int, counts: _Counts) -> Iterator[cells.Row]:
    for number, values in lines:
        texts = [cells.as_text(value) for value in values[:width]]
        if any(value is not None for value in values[width:]):
            counts.beside.append(number)
        if any(text and not text.isspace() for text in texts):
            yield number, list(chain(texts, [None] * (width - len(texts))))
        else:
            counts.blank += 1
