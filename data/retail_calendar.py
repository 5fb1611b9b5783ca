"""The 4-5-4 calendar of the National Retail Federation (nrf.com/resources/4-5-4-calendar).

A retail year ends on the Saturday nearest to 31 January and has 52 weeks from Sunday to Saturday;
where that leaves more than three days of January over it has a 53rd (2012, 2017, 2023). So that
holidays stand side by side, a 53-week year is restated for the year after it: its first week is
left out and every later one counts one less. For a year before that has 52 weeks nothing moves.
Both come to the same number of days, which is why a shift of 364 is all it takes, except for the
53rd week itself: the year before has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_YEAR = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class RetailDay:
    """A day in the retail calendar: year, week from 1, and day from 0 (Sunday) to 6 (Saturday)."""

    year: int
    week: int
    day: int


def year_end(year: int) -> date:
    """The Saturday nearest to the 31 January that follows the year."""
    january = date(year + 1, 1, 31)
    ahead = (_SATURDAY - january.weekday()) % 7
    return january + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def year_start(year: int) -> date:
    """The Sunday after the year before has ended."""
    return year_end(year - 1) + timedelta(days=1)


def weeks_in(year: int) -> int:
    """52, or 53."""
    return ((year_end(year) - year_start(year)).days + 1) // 7


def retail_day(day: date) -> RetailDay:
    """Where a day stands in the retail calendar."""
    year = day.year if day >= year_start(day.year) else day.year - 1
    weeks, rest = divmod((day - year_start(year)).days, 7)
    return RetailDay(year, weeks + 1, rest)


def a_year_before(start: date, end: date) -> tuple[date, date]:
    """First and last day of the retail weeks that a run of days is held against.

    A run that ends in a 53rd week is held against weeks up to the 52nd, as the leap day is held
    against 28 February; a run inside the 53rd week is held against the same days of the 52nd.
    """
    first, last = retail_day(start), retail_day(end)
    if last.week <= 52:
        return start - _YEAR, end - _YEAR
    if (first.year, first.week) == (last.year, last.week):
        return start - _YEAR - timedelta(weeks=1), end - _YEAR - timedelta(weeks=1)
    return start - _YEAR, year_start(last.year) - timedelta(days=1)
