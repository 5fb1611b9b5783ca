"""The usual ways to write a date, told from the shape of the text.

A shape is the text with 9 for each digit and A for each word: 31.12.2026 14:05 is 99.99.9999 99:99.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMERIC = re.compile(r"9{1,2}([./-])9{1,2}\1(9{4}|99)")
YEAR_FIRST = re.compile(r"9{4}([./-])9{1,2}\1(9{1,2})")
TIME = re.compile(r"9{1,2}:99(?P<seconds>:99(?P<fraction>\.9+)?)?(?P<half> ?A)?")
WORDED = (
    (re.compile(r"9{1,2}(?P<mark>[ -])A(?P=mark)(?P<year>9{4}|99)(?!9)"), "%d{mark}%b{mark}{year}"),
    (re.compile(r"A 9{1,2}(?P<mark>,? )(?P<year>9{4})"), "%b %d{mark}{year}"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that occurs, one text that has it, and what its numbers say about their order.

    `day_first` and `month_first` count the texts that can only be read in that order.
    """

    shape: str
    example: str
    rows: int
    day_first: int = 0
    month_first: int = 0

    @property
    def numeric(self) -> bool:
        """Whether day and month are both numbers in front of the year."""
        return NUMERIC.match(self.shape) is not None

    @property
    def dotted(self) -> bool:
        """Whether it is written with dots, which nobody does with the month in front."""
        return self.numeric and "." in self.shape[:3]


def format_of(shape: Shape, *, day_first: bool) -> str | None:
    """The strptime format of a shape, or None if it is no usual date. Months' names are %b."""
    for reads in (_numeric, _year_first, _compact, _worded):
        found = reads(shape, day_first)
        if found is not None:
            date, rest = found
            time = _time(rest, shape.example)
            return None if time is None else date + time
    return None


def _numeric(shape: Shape, day_first: bool) -> tuple[str, str] | None:
    match = NUMERIC.match(shape.shape)
    if match is None:
        return None
    mark, year = match[1], "%Y" if len(match[2]) == 4 else "%y"
    first, second = ("%d", "%m") if day_first else ("%m", "%d")
    return f"{first}{mark}{second}{mark}{year}", shape.shape[match.end() :]


def _year_first(shape: Shape, _day_first: bool) -> tuple[str, str] | None:
    match = YEAR_FIRST.match(shape.shape)
    return match and (f"%Y{match[1]}%m{match[1]}%d", shape.shape[match.end() :])


def _compact(shape: Shape, _day_first: bool) -> tuple[str, str] | None:
    if re.fullmatch("9{14}", shape.shape):
        return "%Y%m%d%H%M%S", ""
    match = re.match(r"9{8}(?!9)", shape.shape)
    return match and ("%Y%m%d", shape.shape[match.end() :])


def _worded(shape: Shape, _day_first: bool) -> tuple[str, str] | None:
    """5 Jan 2026, 05-Jan-26, Jan 5, 2026; %b stands for every month's name."""
    for pattern, form in WORDED:
        match = pattern.match(shape.shape)
        if match:
            year = "%Y" if len(match["year"]) == 4 else "%y"
            return form.format(mark=match["mark"], year=year), shape.shape[match.end() :]
    return None


def _time(rest: str, example: str) -> str | None:
    """The format of what follows the date, "" for nothing; None if it is no time of day."""
    if not rest:
        return ""
    gap = next((gap for gap in (", ", " ", "A") if rest.startswith(gap)), None)
    match = TIME.fullmatch(rest.removeprefix(gap)) if gap else None
    if gap is None or match is None or (gap == "A" and "T" not in example):
        return None
    if match["half"] and not example.lower().endswith(("am", "pm")):
        return None
    seconds = "" if not match["seconds"] else ":%S.%f" if match["fraction"] else ":%S"
    half = match["half"].replace("A", "%p") if match["half"] else ""
    return f"{'T' if gap == 'A' else gap}{'%I' if half else '%H'}:%M{seconds}{half}"
