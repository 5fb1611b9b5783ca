"""A file of targets is kept whole or refused whole, with every mistake in its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.notes.records import NotKept
from data.notes.targets_file import MOST_BYTES, month_of, read_targets


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "targets.csv"


def told(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(NotKept) as caught:
        read_targets(file, "GBP")
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "month,net_sales\n2026-11,120000.50\n2026-12,90000\n",
        "\ufeffmonth;net_sales\r\n2026-11;120000.50\r\n\r\n2026-12;90000",
        "Net_Sales , Month,currency\n 120000.50 ,2026-11,GBP\n90000,2026-12,\n",
        'month\tnet_sales\n2026-11\t"120000.50"\n2026-12\t90000\n\t\n',
    ],
)
def test_targets_are_read_however_a_spreadsheet_writes_them(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
    assert [(t.month, t.amount, t.currency) for t in read_targets(file, "GBP")] == [
        (date(2026, 11, 1), Decimal("120000.50"), "GBP"),
        (date(2026, 12, 1), Decimal(90000), "GBP"),
    ]


def test_every_mistake_is_told_with_its_row_and_column(file: Path) -> None:
    text = (
        "month,net_sales,currency\n2026-11,120000,\nNov 2026,5,\n2026-13,5,\n2026-12,12.000,50\n"
        "2026-12,-5,\n2027-01,0,\n2027-02,5,EUR\n2026-11,7,\n2027-03,,\n2027-04,1.00001,\n"
        '2027-05,"1,5",GBP,x\n'
    )
    assert told(file, text).splitlines() == [
        "Row 3, column month: “Nov 2026” is not a month; write it like 2026-11.",
        "Row 4, column month: “2026-13” is not a month; write it like 2026-11.",
        "Row 5, column currency: “50” is not the currency of this shop's figures; give the target "
        "in GBP.",
        "Row 6, column net_sales: “-5” is not an amount; write digits with a point before the "
        "pence and no marks between thousands, like 120000.50.",
        "Row 7, column net_sales: A target has to be more than 0.",
        "Row 8, column currency: “EUR” is not the currency of this shop's figures; give the target "
        "in GBP.",
        "Row 9, column month: 2026-11 stands in row 2 too; keep one.",
        "Row 10, column net_sales: “” is not an amount; write digits with a point before the "
        "pence and no marks between thousands, like 120000.50.",
        "Row 11, column net_sales: At most four decimals of a target are kept.",
        "Row 12, there are 4 values for 3 columns; a comma inside a number has to go.",
        "Nothing was kept.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "The file is empty. Its first row has to be month,net_sales."),
        ("month,net_sales\n", "There is no row below the header."),
        ("month,sales\n2026-11,5\n", "Row 1 is “month,sales”: the columns have to be"),
        ("2026-11,5\n", "Row 1 is “2026-11,5”: the columns have to be month,net_sales."),
        ("month,net_sales,net_sales\n", "the columns have to be month,net_sales."),
        ('month,net_sales\n"2026-11,5\n', "cannot be read as CSV"),
        ("month,net_sales\n٢٠٢٦-11,5\n", "is not a month"),
        ("month,net_sales\n2026-11,٥\n", "is not an amount"),
        ("month,net_sales\n2026-11,1e5\n", "is not an amount"),
        ("month,net_sales\n2026-11,999999999999999\n", "less than 1,000,000,000,000"),
        ("month,net_sales\n1066-11,5\n", "“1066-11” is not a month"),
        ("month,net_sales\n" + "x" * 500 + ",5\n", "x…” is not a month"),
    ],
)
def test_what_is_no_file_of_targets_is_refused_in_words(
    file: Path, text: str, expected: str
) -> None:
    assert expected in told(file, text)


def test_not_more_mistakes_are_told_than_anybody_reads(file: Path) -> None:
    lines = told(file, "month,net_sales\n" + "x,5\n" * 25).splitlines()
    assert (len(lines), lines[20:]) == (22, ["And 5 more.", "Nothing was kept."])


def test_a_file_of_something_else_is_refused(file: Path) -> None:
    file.write_bytes("month,net_sales\n2026-11,5\n".encode("utf-16"))
    with pytest.raises(NotKept, match=r"targets\.csv is not text in UTF-8: save it as “CSV UTF-8”"):
        read_targets(file, "GBP")
    file.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(NotKept, match="larger than a file of targets can be"):
        read_targets(file, "GBP")


def test_half_a_letter_is_told_as_a_question_mark() -> None:
    with pytest.raises(NotKept, match=r"“\?-11” is not a month"):
        month_of("\ud800-11")
