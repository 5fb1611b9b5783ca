"""Targets from a small file: columns month and net_sales, and currency if one likes.

Everything in it can be kept, or nothing is: a mistake is said with its row and column and what to
write instead.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from data.notes.records import FIRST_YEAR, LAST_YEAR, NotKept, Target, checked_amount

MONTH, NET_SALES, CURRENCY = "month", "net_sales", "currency"
MOST_BYTES = 1_000_000
MOST_TOLD = 20

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_AMOUNT = re.compile(r"\d+(\.\d+)?", re.ASCII)
_SEPARATORS = ",;\t"

Value = TypeVar("Value")


def read_targets(path: Path, currency: str) -> list[Target]:
    """The targets of a file, in the shop's currency; NotKept lists every mistake in it."""
    rows = _rows(_text(path))
    header = [name.strip().lower() for name in rows[0]]
    _check_header(header)
    mistakes: list[str] = []
    found: dict[date, tuple[int, Target]] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        try:
            _check_width(row, header)
            month = _in(MONTH, month_of, cells.get(MONTH, ""))
            target = Target(month, _in(NET_SALES, amount_of, cells.get(NET_SALES, "")), currency)
            _check_currency(cells.get(CURRENCY, ""), currency)
            _check_new(target, found)
        except NotKept as error:
            mistakes.append(f"Row {number}, {error}")
        else:
            found[target.month] = (number, target)
    if not found and not mistakes:
        mistakes.append("There is no row below the header. Write one for each month.")
    _refuse(mistakes)
    return [target for _, target in found.values()]


def month_of(text: str) -> date:
    """The first day of a month written as YYYY-MM."""
    found = _MONTH.fullmatch(text)
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    raise NotKept(f"“{_short(text)}” is not a month; write it like 2026-11.")


def amount_of(text: str) -> Decimal:
    """A target's amount, written with digits and a point."""
    if not _AMOUNT.fullmatch(text):
        raise NotKept(
            f"“{_short(text)}” is not an amount; write digits with a point before the pence and no "
            "marks between thousands, like 120000.50."
        )
    return checked_amount(Decimal(text))


def _in(column: str, read: Callable[[str], Value], text: str) -> Value:
    """What a cell holds; a mistake is said with its column."""
    try:
        return read(text)
    except NotKept as error:
        raise NotKept(f"column {column}: {error}") from None


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise NotKept(f"{path.name} is larger than a file of targets can be (1 MB).")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotKept(f"{path.name} is not text in UTF-8: save it as “CSV UTF-8”.") from None


def _rows(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NotKept(f"The file cannot be read as CSV: {error}.") from None
    if not rows:
        raise NotKept(f"The file is empty. Its first row has to be {MONTH},{NET_SALES}.")
    return rows


def _check_header(header: Sequence[str]) -> None:
    lacking = [name for name in (MONTH, NET_SALES) if name not in header]
    unknown = [name for name in header if name not in {MONTH, NET_SALES, CURRENCY}]
    if lacking or unknown or len(set(header)) != len(header):
        shown = _short(",".join(header))
        raise NotKept(f"Row 1 is “{shown}”: the columns have to be {MONTH},{NET_SALES}.")


def _check_width(row: Sequence[str], header: Sequence[str]) -> None:
    if len(row) > len(header):
        raise NotKept(
            f"there are {len(row)} values for {len(header)} columns; a comma inside a number has "
            "to go."
        )


def _check_currency(said: str, currency: str) -> None:
    if said and said.upper() != currency:
        raise NotKept(
            f"column {CURRENCY}: “{_short(said)}” is not the currency of this shop's figures; "
            f"give the target in {currency}."
        )


def _check_new(target: Target, found: dict[date, tuple[int, Target]]) -> None:
    if target.month in found:
        other = found[target.month][0]
        raise NotKept(f"column {MONTH}: {target.month:%Y-%m} stands in row {other} too; keep one.")


def _refuse(mistakes: Sequence[str]) -> None:
    if mistakes:
        more = len(mistakes) - MOST_TOLD
        rest = [f"And {more} more."] if more > 0 else []
        raise NotKept("\n".join([*mistakes[:MOST_TOLD], *rest, "Nothing was kept."]))


def _short(text: str) -> str:
    """The text as it can be told: not all of a long one, and no halves of letters."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= 40 else f"{text[:39]}…"
