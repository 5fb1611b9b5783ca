"""How a source writes its numbers and dates, and SQL that reads them.

What is not written exactly so is null: it is never guessed, and the row that has it is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from babel.numbers import list_currencies

from data.ingest import typed
from data.ingest.dateforms import Shape, format_of
from data.ingest.errors import LoadError
from data.schema import Money

Text = sa.ColumnElement[str]

SPACES = "[ \u00a0\u2009\u202f]"
# Marks that only group digits; each stands for all of its kind.
GROUPING = {"": "", " ": SPACES, "'": "['’]", "’": "['’]", ",": ",", ".": r"\.", "_": "_"}
SIGNS = (
    r"(?:kr\.?|zł|zl|Kč|Ft|lei|лв\.?|руб\.?|р\.|Rs\.?|Fr\.?|Rp\.?|RM|TL|R|[A-Z]{1,3}\p{Sc}|\p{Sc})"
)
FEW = 200


class DateOrder(StrEnum):
    """Which part of 3/4/2026 comes first."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Notation:
    """The marks of a source's numbers, and the order of its dates where it is known."""

    decimal: str = "."
    thousands: str = ""
    dates: DateOrder | None = None

    def __post_init__(self) -> None:
        """Refuse marks that cannot be told apart."""
        if self.decimal not in (".", ",") or self.thousands not in GROUPING:
            raise LoadError(
                "The decimal mark is a point or a comma; the thousands mark is a point, a comma, a "
                "space, an apostrophe, or none."
            )
        if self.decimal == self.thousands:
            raise LoadError(f"“{self.decimal}” cannot mark both decimals and thousands.")


class _Asked(Protocol):
    """The part of a bench that is needed to look at a column."""

    notation: Notation

    def run(self, statement: sa.Executable) -> sa.CursorResult[*tuple[Any, ...]]: ...


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def amount(text: Text, notation: Notation) -> sa.ColumnElement[Any]:
    """DECIMAL(18, 4) of £1,234.50, 1.234,50 €, (12.00), 12-; null for what is no exact amount."""
    pointed = _pointed(text, notation)
    short = sa.func.regexp_full_match(text, rf"[+-]?\d+({re.escape(notation.decimal)}\d{{1,4}})?")
    return sa.case(
        # Nearly all text is as plain as this, and is looked at once.
        (short, sa.try_cast(pointed, Money)),
        (_is_plain(text, notation), typed.money(pointed)),
        else_=typed.money(_digits(text, notation)),
    )


def number(text: Text, notation: Notation) -> sa.ColumnElement[Any]:
    """BIGINT of 1,200 or 12.0; null for what is no whole number."""
    plain = typed.whole(_pointed(text, notation))
    return sa.case((_is_plain(text, notation), plain), else_=typed.whole(_digits(text, notation)))


def moment(text: Text, formats: Sequence[str]) -> sa.ColumnElement[Any]:
    """Local TIMESTAMP of ISO 8601 text or one of the strptime formats, as date_formats gives."""
    return typed.local_time(text, formats)


def _is_plain(text: Text, notation: Notation) -> sa.ColumnElement[bool]:
    mark = re.escape(notation.decimal)
    return sa.func.regexp_full_match(text, rf"[+-]?(\d+({mark}\d*)?|{mark}\d+)([eE][+-]?\d+)?")


def _pointed(text: Text, notation: Notation) -> Text:
    return text if notation.decimal == "." else sa.func.replace(text, notation.decimal, ".")


def _digits(text: Text, notation: Notation) -> Text:
    """-1234.50 of every way to write it; null for everything else."""
    figures = (
        rf"(?:(?:{_grouped(notation)}|\d+)(?:{re.escape(notation.decimal)}\d+)?{_told(notation)})"
    )
    around = rf"(?:{SIGNS}|(?:{'|'.join(sorted(list_currencies()))}))?"
    gap, sign = f"{SPACES}*", "[+−-]"
    value = f"{around}{gap}{figures}{gap}{around}"
    shapes = (
        f"{sign}?{gap}{value}",
        f"{around}{gap}{sign}{gap}{figures}{gap}{around}",
        f"{value}{gap}-",
        f"{around}{gap}{figures}-{gap}{around}",
        rf"\({gap}{value}{gap}\)",
        rf"{around}{gap}\({gap}{figures}{gap}\){gap}{around}",
    )
    mark = re.escape(notation.decimal)
    # Signs may hold points themselves (kr., Rs.), so the figures are taken out whole.
    found = sa.func.regexp_extract(text, r"\d(?:.*\d)?")
    kept = sa.func.regexp_replace(found, rf"[^0-9{mark}]", "", "g")
    minus = sa.case((sa.func.regexp_matches(text, r"[(−-]"), "-"), else_="")
    canonical = sa.func.concat(minus, _pointed(kept, notation))
    return sa.case((sa.func.regexp_full_match(text, "|".join(shapes)), canonical))


def _grouped(notation: Notation) -> str:
    """Digits in threes; or as in India, where only the last group has three."""
    mark = GROUPING[notation.thousands]
    if not mark:
        return r"\d+"
    indian = r"|\d{1,2}(?:,\d\d)+,\d{3}" if mark == "," else ""
    return rf"\d{{1,3}}(?:{mark}\d{{3}})+{indian}"


def _told(notation: Notation) -> str:
    """Where no thousands mark is known: the other mark, where decimals behind tell what it is."""
    if notation.thousands:
        return ""
    other = GROUPING[{".": ",", ",": "."}[notation.decimal]]
    return rf"|\d{{1,3}}(?:{other}\d{{3}})+{re.escape(notation.decimal)}\d+"


def date_formats(
    bench: _Asked, file: _Named, texts: Text | Sequence[Text], column: str
) -> list[str]:
    """The strptime formats that read a column, most frequent first; none where all is ISO 8601.

    Several columns of text (one per file) are judged together. LoadError asks for --dates where
    the text does not tell day from month.
    """
    shapes = _shapes(bench, [texts] if isinstance(texts, sa.ColumnElement) else texts)
    formats: list[str] = []
    for shape in shapes:
        alike = [s for s in shapes if s.numeric and s.dotted == shape.dotted]
        day_first = not shape.numeric or _day_first(bench.notation.dates, file, column, alike)
        form = format_of(shape, day_first=day_first)
        if form:
            formats += [form, form.replace("%b", "%B")]
    # A year of two digits first: %Y would take 26 for the year 26.
    return sorted(dict.fromkeys(formats), key=lambda form: "%Y" in form)


def _shapes(bench: _Asked, texts: Sequence[Text]) -> list[Shape]:
    every = sa.union_all(*(sa.select(text.label("text")) for text in texts)).subquery()
    text = every.c.text
    digits = sa.func.regexp_replace(text, r"\d", "9", "g")
    shape = sa.func.regexp_replace(digits, r"[[:alpha:]]+", "A", "g").label("shape")
    first, second = (
        sa.try_cast(sa.func.regexp_extract(text, r"^(\d\d?)[./-](\d\d?)[./-]", n), sa.Integer)
        for n in (1, 2)
    )
    rows = (
        sa.select(shape, text, first.label("first"), second.label("second"))
        .where(~sa.func.regexp_matches(text, r"^\d{4}-\d\d-\d\d"))
        .subquery()
    )
    c = rows.c
    query = (
        sa.select(
            c.shape,
            sa.func.min(c.text),
            sa.func.count().label("rows"),
            sa.func.count().filter(c.first.between(13, 31), c.second.between(1, 12)),
            sa.func.count().filter(c.second.between(13, 31), c.first.between(1, 12)),
        )
        .group_by(c.shape)
        .order_by(sa.desc("rows"), c.shape)
        .limit(FEW)
    )
    return [Shape(*row) for row in bench.run(query)]


def _day_first(told: DateOrder | None, file: _Named, column: str, alike: list[Shape]) -> bool:
    day = sum(shape.day_first for shape in alike)
    month = sum(shape.month_first for shape in alike)
    if told is not None:
        _refuse_contradiction(told, file, column, (day, month))
        return told is DateOrder.DAY_FIRST
    if day and month:
        raise LoadError(
            f"{file.name}: the column {column} holds dates with the day first ({day:,}) and with "
            f"the month first ({month:,}). Say which is right with --dates day-first or --dates "
            "month-first: rows written the other way are then set aside."
        )
    if day or month:
        return day > 0
    if alike[0].dotted:
        return True
    raise LoadError(
        f"{file.name}: the column {column} does not tell the day from the month, for example "
        f"“{alike[0].example}”. Say which comes first with --dates day-first or --dates "
        "month-first."
    )


def _refuse_contradiction(
    told: DateOrder, file: _Named, column: str, counts: tuple[int, int]
) -> None:
    day, month = counts
    fits, other = (day, month) if told is DateOrder.DAY_FIRST else (month, day)
    if other > fits:
        raise LoadError(
            f"{file.name}: you said {told}, but in the column {column} {other:,} dates can only be "
            "read the other way round."
        )
