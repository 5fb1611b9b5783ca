"""The retail calendar against the dates that the National Retail Federation published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.retail_calendar import (
    RetailDay,
    a_year_before,
    retail_day,
    weeks_in,
    year_end,
    year_start,
)


@pytest.mark.parametrize(
    ("year", "first", "last", "weeks"),
    [
        # Years of 53 weeks as nrf.com names them: 2000, 2006, 2012, 2017 and 2023.
        (2000, date(2000, 1, 30), date(2001, 2, 3), 53),
        (2006, date(2006, 1, 29), date(2007, 2, 3), 53),
        (2012, date(2012, 1, 29), date(2013, 2, 2), 53),
        (2017, date(2017, 1, 29), date(2018, 2, 3), 53),
        (2018, date(2018, 2, 4), date(2019, 2, 2), 52),
        (2019, date(2019, 2, 3), date(2020, 2, 1), 52),
        (2020, date(2020, 2, 2), date(2021, 1, 30), 52),
        (2021, date(2021, 1, 31), date(2022, 1, 29), 52),
        (2022, date(2022, 1, 30), date(2023, 1, 28), 52),
        (2023, date(2023, 1, 29), date(2024, 2, 3), 53),
        (2024, date(2024, 2, 4), date(2025, 2, 1), 52),
        (2025, date(2025, 2, 2), date(2026, 1, 31), 52),
    ],
)
def test_years_begin_and_end_on_the_published_days(
    year: int, first: date, last: date, weeks: int
) -> None:
    assert (year_start(year), year_end(year), weeks_in(year)) == (first, last, weeks)


def test_no_other_year_of_this_century_so_far_has_53_weeks() -> None:
    long = [year for year in range(2000, 2028) if weeks_in(year) == 53]
    assert long == [2000, 2006, 2012, 2017, 2023]


def test_a_day_has_a_year_a_week_and_a_weekday() -> None:
    assert retail_day(date(2023, 1, 28)) == RetailDay(2022, 52, 6)
    assert retail_day(date(2023, 1, 29)) == RetailDay(2023, 1, 0)
    # Black Friday of 2023 lies in week 43, that of 2022 in week 43 as well.
    assert retail_day(date(2023, 11, 24)) == RetailDay(2023, 43, 5)
    assert retail_day(date(2022, 11, 25)) == RetailDay(2022, 43, 5)
    assert retail_day(date(2024, 2, 3)) == RetailDay(2023, 53, 6)


def test_the_year_after_53_weeks_is_held_against_the_restated_one() -> None:
    """NRF: week 1 of 2018 against 5 to 11 February 2017, whose own week 1 is left out."""
    restated = (date(2017, 2, 5), date(2017, 2, 11))
    assert a_year_before(date(2018, 2, 4), date(2018, 2, 10)) == restated
    # The year 2024 against weeks 2 to 53 of 2023.
    whole = a_year_before(year_start(2024), year_end(2024))
    assert whole == (date(2023, 2, 5), date(2024, 2, 3))


def test_a_53rd_week_has_none_to_be_held_against_and_is_clipped() -> None:
    assert a_year_before(year_start(2023), year_end(2023)) == (year_start(2022), year_end(2022))
    # Retail January of 2023 has five weeks, that of 2022 four.
    january = a_year_before(date(2023, 12, 31), date(2024, 2, 3))
    assert january == (date(2023, 1, 1), date(2023, 1, 28))
    # Alone it is held against the 52nd, day for day.
    assert a_year_before(date(2024, 1, 28), date(2024, 1, 31)) == (
        date(2023, 1, 22),
        date(2023, 1, 25),
    )


def test_a_run_that_goes_on_after_a_53rd_week_is_compared_day_for_day() -> None:
    assert a_year_before(date(2024, 1, 1), date(2024, 2, 29)) == (
        date(2023, 1, 2),
        date(2023, 3, 2),
    )


def restated_week(found: RetailDay) -> tuple[int, int]:
    """Year and week of the year before that NRF's tables set beside a week."""
    year = found.year - 1
    return year, found.week + (1 if weeks_in(year) == 53 else 0)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_every_other_week_stands_beside_the_one_of_the_restated_calendar(day: date) -> None:
    found = retail_day(day)
    start, end = a_year_before(day, day)
    before = retail_day(start)
    assert start == end
    assert before.day == found.day
    assert day == year_start(found.year) + timedelta(weeks=found.week - 1, days=found.day)
    if found.week <= 52:
        assert (before.year, before.week) == restated_week(found)
    else:
        assert (before.year, before.week) == (found.year - 1, 52)
