"""Days, presets and comparisons."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.periods import (
    Comparison,
    Grain,
    Period,
    Preset,
    add_months,
    bucket,
    bucket_period,
    buckets,
    compared_with,
    month,
    resolve,
)

FIRST, LAST = date(2025, 1, 15), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("preset", "start", "end"),
    [
        (Preset.LAST_7, date(2026, 11, 15), LAST),
        (Preset.LAST_28, date(2026, 10, 25), LAST),
        (Preset.LAST_90, date(2026, 8, 24), LAST),
        (Preset.MONTH_TO_DATE, date(2026, 11, 1), LAST),
        (Preset.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Preset.QUARTER_TO_DATE, date(2026, 10, 1), LAST),
        (Preset.YEAR_TO_DATE, date(2026, 1, 1), LAST),
        (Preset.LAST_12_MONTHS, date(2025, 11, 22), LAST),
        (Preset.ALL, FIRST, LAST),
    ],
)
def test_presets_end_with_the_data(preset: Preset, start: date, end: date) -> None:
    assert resolve(preset, FIRST, LAST) == Period(start, end)


@pytest.mark.parametrize(
    ("period", "comparison", "expected"),
    [
        # 28 days are held against the 28 days before.
        (
            Period(date(2026, 10, 25), LAST),
            Comparison.PREVIOUS,
            Period(date(2026, 9, 27), date(2026, 10, 24)),
        ),
        # A whole month against the whole month before, however long.
        (
            Period(date(2026, 3, 1), date(2026, 3, 31)),
            Comparison.PREVIOUS,
            Period(date(2026, 2, 1), date(2026, 2, 28)),
        ),
        # Month to date against the same days; 31 March clips to 28 February.
        (
            Period(date(2026, 3, 1), date(2026, 3, 30)),
            Comparison.PREVIOUS,
            Period(date(2026, 2, 1), date(2026, 2, 28)),
        ),
        # The leap day is held against 28 February.
        (
            Period(date(2024, 2, 29), date(2024, 2, 29)),
            Comparison.LAST_YEAR,
            Period(date(2023, 2, 28), date(2023, 2, 28)),
        ),
        # February of a leap year is a whole month, and so is its baseline.
        (
            Period(date(2025, 2, 1), date(2025, 2, 28)),
            Comparison.LAST_YEAR,
            Period(date(2024, 2, 1), date(2024, 2, 29)),
        ),
    ],
)
def test_baselines_are_like_for_like(
    period: Period, comparison: Comparison, expected: Period
) -> None:
    assert compared_with(period, comparison) == expected


def test_nothing_is_compared_with_nothing() -> None:
    assert compared_with(Period(FIRST, LAST), Comparison.NONE) is None


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(LAST, FIRST)


@pytest.mark.parametrize("text", ["2026-13", "2026", "November", "2026-11-01", ""])
def test_a_month_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        month(text)


def test_months_are_added_on_the_calendar() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_weeks_begin_on_monday_and_quarters_in_january() -> None:
    assert bucket(date(2026, 11, 22), Grain.WEEK) == date(2026, 11, 16)
    assert bucket_period(date(2026, 11, 16), Grain.WEEK).end == date(2026, 11, 22)
    assert bucket(date(2026, 12, 31), Grain.QUARTER) == date(2026, 10, 1)
    assert bucket_period(date(2026, 10, 1), Grain.QUARTER).end == date(2026, 12, 31)


DAYS = st.dates(date(1990, 1, 1), date(2050, 1, 1))


@given(DAYS, st.integers(0, 800), st.sampled_from(list(Grain)))
def test_points_cover_every_day_of_a_period_once(start: date, days: int, grain: Grain) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + days))
    points = [bucket_period(day, grain) for day in buckets(period, grain)]
    assert points[0].start <= period.start
    assert points[-1].end >= period.end
    assert all(b.start.toordinal() == a.end.toordinal() + 1 for a, b in pairwise(points))
