"""A table as an XLSX workbook: numbers as numbers, days as days, text as nothing but text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from layouts.stamp import Stamp
from layouts.tables import Column, Kind

# What XML has no place for.
_NOT_WRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel cuts what is longer.
_LONGEST = 32_767
_FORMATS = {
    Kind.DAY: "yyyy-mm-dd",
    Kind.MONEY: "#,##0.00",
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.RATIO: "#,##0.00",
}
_WIDTHS = {Kind.TEXT: 32, Kind.MONEY: 16, Kind.DAY: 13}
_HEADING = Font(bold=True)


def workbook(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], stamp: Stamp) -> bytes:
    """A workbook with the table on its first sheet and the stamp on its second.

    No cell is a formula, whatever its text begins with. Characters that a workbook cannot hold are
    left out of texts.
    """
    book = Workbook(write_only=True)
    table = book.create_sheet("Table")
    table.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        width = max(_WIDTHS.get(column.kind, 12), min(len(column.label) + 2, 40))
        table.column_dimensions[get_column_letter(place)].width = width
    if columns:
        table.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    table.append([_heading(table, column.label) for column in columns])
    for row in rows:
        table.append([_cell(table, row.get(column.field), column.kind) for column in columns])
    _about(book, stamp)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _about(book: Workbook, stamp: Stamp) -> None:
    about = book.create_sheet("About")
    about.column_dimensions["A"].width = 26
    about.column_dimensions["B"].width = 100
    about.append([_heading(about, stamp.title)])
    for fact in stamp.facts:
        about.append(list(_texts(about, fact)))


def _texts(sheet: Any, values: Sequence[str]) -> Iterator[Any]:
    return (_cell(sheet, value, Kind.TEXT) for value in values)


def _heading(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text, Kind.TEXT)
    cell.font = _HEADING
    return cell


def _cell(sheet: Any, value: Any, kind: Kind) -> Any:
    if value is None or value != value:  # noqa: PLR0124 - what is no number is missing
        return None
    held = _day(value) if kind is Kind.DAY else value
    if isinstance(held, str):
        return _text(sheet, held)
    cell = WriteOnlyCell(sheet, value=held)
    cell.number_format = _FORMATS.get(kind, "General")
    return cell


def _text(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_NOT_WRITTEN.sub("", value)[:_LONGEST])
    # What begins with an equals sign was taken for a formula.
    cell.data_type = "s"
    return cell


def _day(value: Any) -> Any:
    """ISO text as a day; any other text stays what it is."""
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        return value
