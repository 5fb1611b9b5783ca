"""How a month goes against its target, reckoned by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from data.pacing import Pace, Shape, days_of, shares, weights, window
from data.periods import Period

JULY = Period(date(2026, 7, 1), date(2026, 7, 31))


def pace(actual: str, known: int, share: str = "0.5", days: int = 31) -> Pace:
    return Pace(Decimal(1000), Decimal(actual), known, days, Decimal(share))


def test_what_is_expected_missing_needed_and_projected() -> None:
    found = pace("600", 21)
    assert found.expected == 500
    assert found.ahead == 100
    assert found.projected == 1200
    assert found.missing == 400
    assert found.needed_per_day == 40


def test_a_target_that_is_reached_needs_nothing_more() -> None:
    found = pace("1500", 21)
    assert (found.missing, found.needed_per_day) == (Decimal(0), Decimal(0))
    assert found.projected == 3000


def test_a_month_that_is_over_lands_where_it_landed() -> None:
    found = pace("800", 31, "1")
    assert found.is_over
    assert (found.expected, found.ahead) == (Decimal(1000), Decimal(-200))
    assert (found.projected, found.missing) == (Decimal(800), Decimal(200))
    assert found.needed_per_day is None


@pytest.mark.parametrize(
    "early", [pace("60", 1), pace("60", 2), pace("0", 20), pace("-5", 20), pace("60", 20, "0")]
)
def test_nothing_is_projected_from_two_days_or_from_nothing(early: Pace) -> None:
    assert early.projected is None
    assert early.needed_per_day is not None


def test_thirteen_weeks_before_the_month_hold_each_weekday_thirteen_times() -> None:
    before = window(JULY, Shape.WEEKDAYS)
    assert (before.start, before.end) == (date(2026, 4, 1), date(2026, 6, 30))
    assert before.days == 91


def test_last_years_days_are_the_same_weekdays() -> None:
    before = window(JULY, Shape.LAST_YEAR)
    assert (before.start, before.end) == (date(2025, 7, 2), date(2025, 8, 1))
    assert before.start.weekday() == JULY.start.weekday()


def test_a_day_counts_for_the_average_of_its_weekday() -> None:
    before = window(JULY, Shape.WEEKDAYS)
    sold = {day: Decimal(30 if day.weekday() == 4 else 10) for day in days_of(before)}
    friday = date(2026, 6, 26)
    sold[friday] = Decimal(30 + 13)  # one more for thirteen Fridays
    counts = weights(JULY, Shape.WEEKDAYS, sold)
    assert {counts[day.day - 1] for day in days_of(JULY) if day.weekday() == 4} == {Decimal(31)}
    assert {counts[day.day - 1] for day in days_of(JULY) if day.weekday() != 4} == {Decimal(10)}


def test_a_weekday_on_which_more_came_back_than_went_out_counts_for_nothing() -> None:
    sold = {date(2026, 6, 29): Decimal(-5), date(2026, 6, 30): Decimal(5)}
    counts = weights(JULY, Shape.WEEKDAYS, sold)
    # Monday 6, Tuesday 7, Wednesday 8 July
    assert counts[5:8] == [Decimal(0), Decimal(5), Decimal(0)]
    last_year = weights(JULY, Shape.LAST_YEAR, {date(2025, 7, 2): Decimal(-1)})
    assert set(last_year) == {0}


def test_last_years_campaign_day_lies_on_this_years() -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    black_friday = {date(2025, 11, 28): Decimal(900), date(2025, 11, 3): Decimal(100)}
    reached = shares(weights(november, Shape.LAST_YEAR, black_friday))
    assert reached[0] == 0
    assert [reached[n] for n in (1, 25, 26)] == [Decimal("0.1"), Decimal("0.1"), Decimal(1)]


def test_shares_rise_to_the_whole() -> None:
    quarter = Decimal("0.25")
    assert shares([Decimal(1), Decimal(0), Decimal(3)]) == [quarter, quarter, Decimal(1)]
    even = shares(weights(JULY, Shape.EVEN, {}))
    assert even[30] == 1
    assert even == sorted(even)
    assert abs(even[9] - Decimal(10) / 31) < Decimal("1e-20")


def test_every_shape_says_what_it_is() -> None:
    told = {shape: shape.sentence for shape in Shape}
    assert "13 weeks before the month" in told[Shape.WEEKDAYS]
    assert "364 days earlier" in told[Shape.LAST_YEAR]
    assert "fewer than 28 days" in told[Shape.EVEN]
    assert days_of(JULY)[-1] - JULY.start == timedelta(days=30)
