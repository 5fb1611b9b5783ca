"""Workbooks: what is a number is one, and no text is ever a formula."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from layouts.stamp import Stamp, commented
from layouts.tables import Column, Kind
from layouts.workbook import workbook

COLUMNS = (
    Column("name", "Product"),
    Column("day", "Last sold", Kind.DAY),
    Column("value", "Net sales", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT),
)
STAMP = Stamp("Products", [("Period", "1 – 20 Jul 2026"), ("Filters", "none")])


def opened(rows: list[dict[str, Any]], stamp: Stamp = STAMP) -> Any:
    return load_workbook(io.BytesIO(workbook(rows, COLUMNS, stamp)))


def test_numbers_days_and_shares_arrive_as_what_they_are() -> None:
    row = {"name": "Lamp", "day": "2026-07-03", "value": 72.5, "share": 0.25}
    cells = opened([row])["Table"][2]
    assert [cells[0].value, *(cell.value for cell in cells[2:])] == ["Lamp", 72.5, 0.25]
    assert cells[1].value.date() == date(2026, 7, 3)
    assert [cell.number_format for cell in cells[1:]] == ["yyyy-mm-dd", "#,##0.00", "0.0%"]


def test_the_headings_stand_above_and_stay_in_sight() -> None:
    sheet = opened([{"name": "Lamp"}])["Table"]
    assert [cell.value for cell in sheet[1]] == ["Product", "Last sold", "Net sales", "Share"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D2"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_looks_like_a_formula_arrives_as_the_same_text(first: str) -> None:
    text = f'{first}HYPERLINK("http://example.com")'
    cell = opened([{"name": text}])["Table"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text


def test_what_is_missing_is_an_empty_cell() -> None:
    cells = opened([{"name": None, "value": float("nan")}])["Table"][2]
    assert [cell.value for cell in cells] == [None] * 4


def test_letters_that_no_workbook_can_hold_are_left_out() -> None:
    assert opened([{"name": "La\x00mp\x1f"}])["Table"]["A2"].value == "Lamp"


@pytest.mark.parametrize("letter", ["\x00", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_no_letter_of_a_name_or_a_heading_makes_a_workbook_fail(letter: str) -> None:
    row = {"name": f"a{letter}b", "day": f"{letter}soon"}
    book = opened([row], Stamp(f"T{letter}", [(f"L{letter}", f"V{letter}")]))
    assert [cell.value for cell in book["Table"][2]][:2] == ["ab", "soon"]
    assert [cell.value for cell in book["About"][2]] == ["L", "V"]


def test_what_is_no_day_in_a_column_of_days_is_no_formula_either() -> None:
    cell = opened([{"name": "Lamp", "day": "=1+1"}])["Table"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_second_sheet_says_what_the_first_is_made_of() -> None:
    about = opened([], Stamp("=Products", [("Filters", "=1+1")]))["About"]
    assert [[cell.value for cell in row if cell.value] for row in about.rows] == [
        ["=Products"],
        ["Filters", "=1+1"],
    ]
    assert about["B2"].data_type == "s"


def test_the_stamp_of_a_csv_file_is_lines_that_begin_with_a_number_sign() -> None:
    said = commented(Stamp("Products", [("Filters", "Product: a\r\nb")]))
    assert said == "# Products\r\n# Filters: Product: a b\r\n"
