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
        (Preset.LAST_91, date(2026, 8, 23), LAST),
        (Preset.LAST_90, date(2026, 8, 24), LAST),
        # The 21st is a Saturday: its week has not ended.
        (Preset.WEEK_TO_DATE, date(2026, 11, 16), LAST),
        (Preset.LAST_WEEK, date(2026, 11, 9), date(2026, 11, 15)),
        (Preset.LAST_QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (Preset.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
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


def test_a_week_that_ends_with_the_data_is_the_last_one() -> None:
    sunday = date(2026, 11, 22)
    assert resolve(Preset.LAST_WEEK, FIRST, sunday) == Period(date(2026, 11, 16), sunday)


def test_every_preset_has_a_name_and_old_ones_are_understood_though_not_offered() -> None:
    labels = [preset.label for preset in Preset]
    assert len(set(labels)) == len(Preset)
    assert [preset for preset in Preset if not preset.is_offered] == [Preset.LAST_90]


def test_black_friday_weekend_is_held_against_that_of_last_year_by_weekday() -> None:
    """A shift of 365 days would compare Friday to Monday with Thursday to Sunday."""
    weekend = Period(date(2022, 11, 25), date(2022, 11, 28))
    by_weekday = Period(date(2021, 11, 26), date(2021, 11, 29))
    assert compared_with(weekend, Comparison.LAST_YEAR_WEEKDAYS) == by_weekday
    assert compared_with(weekend, Comparison.LAST_YEAR_RETAIL) == by_weekday
    assert compared_with(weekend, Comparison.LAST_YEAR) == Period(
        date(2021, 11, 25), date(2021, 11, 28)
    )


@pytest.mark.parametrize(
    ("preset", "before"),
    [
        (Preset.WEEK_TO_DATE, Period(date(2026, 11, 9), date(2026, 11, 14))),
        (Preset.MONTH_TO_DATE, Period(date(2026, 10, 1), date(2026, 10, 21))),
        (Preset.QUARTER_TO_DATE, Period(date(2026, 7, 1), date(2026, 8, 21))),
        (Preset.YEAR_TO_DATE, Period(date(2025, 1, 1), date(2025, 11, 21))),
    ],
)
def test_to_date_is_held_against_as_much_of_the_week_month_quarter_or_year_before(
    preset: Preset, before: Period
) -> None:
    assert compared_with(resolve(preset, FIRST, LAST), Comparison.PREVIOUS) == before


def test_a_quarter_to_date_that_ends_with_a_month_is_still_held_against_a_quarter() -> None:
    found = resolve(Preset.QUARTER_TO_DATE, FIRST, date(2026, 11, 30))
    assert compared_with(found, Comparison.PREVIOUS) == Period(date(2026, 7, 1), date(2026, 8, 31))
    chosen_by_hand = Period(found.start, found.end)
    assert compared_with(chosen_by_hand, Comparison.PREVIOUS) == Period(
        date(2026, 8, 1), date(2026, 9, 30)
    )


@pytest.mark.parametrize(
    ("preset", "last", "before"),
    [
        (Preset.LAST_7, date(2026, 6, 7), Period(date(2026, 5, 25), date(2026, 5, 31))),
        (Preset.LAST_WEEK, date(2026, 6, 7), Period(date(2026, 5, 25), date(2026, 5, 31))),
        (Preset.LAST_28, date(2026, 6, 28), Period(date(2026, 5, 4), date(2026, 5, 31))),
        # All of February is 28 days: not to be held against the 31 of January.
        (Preset.LAST_28, date(2026, 2, 28), Period(date(2026, 1, 4), date(2026, 1, 31))),
        # Three whole months are 91 days: not to be held against the 92 before.
        (Preset.LAST_91, date(2024, 3, 31), Period(date(2023, 10, 2), date(2023, 12, 31))),
    ],
)
def test_counted_days_are_held_against_as_many_days_before_wherever_a_month_begins(
    preset: Preset, last: date, before: Period
) -> None:
    assert compared_with(resolve(preset, FIRST, last), Comparison.PREVIOUS) == before


def test_the_last_28_days_of_february_are_28_days_of_a_leap_year_too() -> None:
    found = resolve(Preset.LAST_28, FIRST, date(2025, 2, 28))
    year_before = Period(date(2024, 2, 1), date(2024, 2, 28))
    assert compared_with(found, Comparison.LAST_YEAR) == year_before


@pytest.mark.parametrize(
    ("comparison", "before"),
    [
        (Comparison.PREVIOUS, Period(date(2026, 2, 1), date(2026, 2, 28))),
        (Comparison.LAST_YEAR, Period(date(2025, 3, 1), date(2025, 3, 30))),
        (Comparison.LAST_YEAR_WEEKDAYS, Period(date(2025, 3, 2), date(2025, 3, 31))),
        (Comparison.LAST_YEAR_RETAIL, Period(date(2025, 3, 2), date(2025, 3, 31))),
    ],
)
def test_a_month_of_which_30_days_are_known_is_cut_and_clipped(
    comparison: Comparison, before: Period
) -> None:
    march = month("2026-03")
    assert compared_with(march, comparison, date(2026, 3, 30)) == before


def test_a_quarter_of_which_half_is_known_is_held_against_half_of_the_one_before() -> None:
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    assert compared_with(quarter, Comparison.PREVIOUS, date(2026, 8, 15)) == Period(
        date(2026, 4, 1), date(2026, 5, 15)
    )
    two_weeks = Period(date(2026, 8, 3), date(2026, 8, 16))
    assert compared_with(two_weeks, Comparison.PREVIOUS, date(2026, 8, 5)) == Period(
        date(2026, 7, 20), date(2026, 7, 22)
    )


def test_what_stands_beside_a_comparison_is_never_the_same_one() -> None:
    for comparison in Comparison:
        assert comparison.beside is not comparison or comparison is Comparison.NONE
    assert Comparison.LAST_YEAR_RETAIL.beside is Comparison.PREVIOUS


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
