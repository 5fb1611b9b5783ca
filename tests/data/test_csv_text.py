"""Rows as CSV: readable by any spreadsheet, run by none."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.csv_text import csv_text, defused_comment

HEADER = {"name": "Product", "value": "Net sales"}


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_columns_stand_in_the_order_of_the_header_under_its_headings() -> None:
    rows = [{"value": 72.5, "hidden": 1, "name": "Desk lamp"}, {"name": "Blue mug", "value": -9}]
    assert csv_text(rows, HEADER) == "Product,Net sales\r\nDesk lamp,72.5\r\nBlue mug,-9\r\n"


def test_what_is_missing_is_an_empty_cell() -> None:
    assert csv_text([{"name": None}], HEADER) == "Product,Net sales\r\n,\r\n"


def test_without_rows_the_header_stands_alone() -> None:
    assert csv_text([], HEADER) == "Product,Net sales\r\n"


def test_commas_quotes_and_line_ends_stay_inside_their_cell() -> None:
    name = 'Mug, "blue"\nlarge'
    assert read(csv_text([{"name": name, "value": 1}], HEADER))[1] == [name, "1"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0d"])
def test_text_that_a_spreadsheet_would_run_is_defused(first: str) -> None:
    found = read(csv_text([{"name": f"{first}cmd|' /C calc'!A1", "value": 1}], HEADER))
    assert found[1][0] == f"'{first}cmd|' /C calc'!A1"


def test_negative_numbers_stay_numbers() -> None:
    assert read(csv_text([{"name": "Returns", "value": -36.5}], HEADER))[1] == ["Returns", "-36.5"]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))))
def test_any_text_comes_back_but_for_the_quote_that_defuses_it(names: list[str]) -> None:
    rows = [{"name": name, "value": "x"} for name in names]
    found = read(csv_text(rows, HEADER))[1:]
    assert [row[0].replace("'", "") for row in found] == [name.replace("'", "") for name in names]
    assert not any(row[0].startswith(("=", "+", "-", "@")) for row in found)


def test_a_heading_that_a_spreadsheet_would_run_is_defused() -> None:
    assert read(csv_text([], {"name": "=1+1"})) == [["'=1+1"]]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bob;=1+1", "Bob;'=1+1"),
        ("Bob; @SUM(A1)", "Bob; '@SUM(A1)"),
        ('Bob;"=1+1"', 'Bob;"\'=1+1"'),
        ("Bob\t=1+1", "Bob\t'=1+1"),
        ("Bob\n=1+1", "Bob\n'=1+1"),
        ("Salt & pepper; large, -20%", "Salt & pepper; large, -20%"),
    ],
)
def test_no_cell_begins_as_a_formula_where_semicolons_part_cells(name: str, safe: str) -> None:
    assert read(csv_text([{"name": name, "value": 1}], HEADER))[1] == [safe, "1"]


@pytest.mark.parametrize("separator", [",", ";", ", ", ',"', "; '"])
def test_no_comment_holds_a_cell_that_a_spreadsheet_would_run(separator: str) -> None:
    line = f"# Filters: Country: x{separator}=HYPERLINK(A1)\r\n"
    assert defused_comment(line) == f"# Filters: Country: x{separator}'=HYPERLINK(A1)\r\n"


@pytest.mark.parametrize("blank", ["\t", ";\t", ",", ", "])
def test_blanks_without_end_are_read_once(blank: str) -> None:
    long = "x" + blank * 200_000
    assert defused_comment(long) == long
    assert read(csv_text([{"name": long}], HEADER))[1][0] == long
