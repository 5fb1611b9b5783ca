"""Days as text."""

from __future__ import annotations

from datetime import date

import pytest

from data.periods import Grain, Period
from layouts import dates


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 10, 25), date(2026, 11, 21), "25 Oct – 21 Nov 2026"),
        (date(2026, 11, 1), date(2026, 11, 21), "1 – 21 Nov 2026"),
        (date(2025, 12, 25), date(2026, 1, 21), "25 Dec 2025 – 21 Jan 2026"),
        (date(2026, 11, 21), date(2026, 11, 21), "21 Nov 2026"),
    ],
)
def test_a_range_says_once_what_both_ends_share(start: date, end: date, expected: str) -> None:
    assert dates.span(start, end) == expected
    assert dates.period(Period(start, end)) == expected


def test_points_are_named_by_their_grain() -> None:
    day = date(2026, 11, 16)
    assert dates.point(day, Grain.DAY) == "Mon 16 Nov 2026"
    assert dates.point(day, Grain.WEEK) == "Week of 16 Nov 2026"
    assert dates.point(date(2026, 11, 1), Grain.MONTH) == "Nov 2026"
    assert dates.point(date(2026, 10, 1), Grain.QUARTER) == "Q4 2026"


def test_an_axis_says_the_year_only_where_asked() -> None:
    assert dates.tick(date(2026, 1, 1), Grain.MONTH, with_year=True) == "Jan<br>2026"
    assert dates.tick(date(2026, 4, 1), Grain.MONTH, with_year=False) == "Apr"
    assert dates.tick(date(2026, 4, 1), Grain.QUARTER, with_year=False) == "Q2"
    assert dates.tick(date(2026, 11, 2), Grain.DAY, with_year=False) == "2 Nov"
