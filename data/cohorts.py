"""What a cohort is, and how its time is told: definitions that pages and answers share."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from data.periods import Grain, Period, add_months, bucket, bucket_period, month_end

# Below so many customers a rate says more about chance than about the shop.
FEWEST = 20

WINDOW_DAYS = 30

# Days after an order within which the next one is looked for.
HORIZONS = (30, 60, 90, 180, 365)

# How many cohorts a page shows at least: those before a short selection are added.
LEAST_COHORTS = {Grain.WEEK: 24, Grain.MONTH: 12, Grain.QUARTER: 8}


# A wait of a year is only seen where more than a year is looked at.
LOOK_BACK_MONTHS = 24


class Clock(StrEnum):
    """How time since the first order is counted; the first window is number 0."""

    MONTHS = "months"  # calendar months: 0 is the rest of the month of the first order
    WINDOWS = "windows"  # 30 days each: 0 begins with the day of the first order

    @property
    def label(self) -> str:
        """The clock in a merchant's words."""
        return {"months": "Calendar months", "windows": "30-day windows"}[self.value]

    def last_day(self, first: date, number: int) -> date:
        """The last day of a window of somebody whose first order was on `first`."""
        if self is Clock.WINDOWS:
            return first + timedelta(days=WINDOW_DAYS * (number + 1) - 1)
        return month_end(add_months(first.replace(day=1), number))

    def windows_until(self, first: date, day: date) -> int:
        """How many windows have ended by the end of the day."""
        if self is Clock.WINDOWS:
            return max(((day - first).days + 1) // WINDOW_DAYS, 0)
        begun = (day.year - first.year) * 12 + day.month - first.month
        return max(begun + (day == month_end(day)), 0)


def whole_cohorts(start: date, end: date, grain: Grain) -> Period:
    """The days with every cohort that two days, and all between them, touch.

    A cohort is never cut: its numbers must not depend on the dates somebody picks.
    """
    return Period(bucket(start, grain), bucket_period(bucket(end, grain), grain).end)


def at_least(period: Period, grain: Grain) -> Period:
    """The whole cohorts of a period; of a short one also the cohorts before it."""
    whole = whole_cohorts(period.start, period.end, grain)
    start = bucket(period.end, grain)
    for _ in range(LEAST_COHORTS[grain] - 1):
        start = bucket(start - timedelta(days=1), grain)
    return Period(min(whole.start, start), whole.end)


def looked_back(period: Period) -> Period:
    """The period; a shorter one begins LOOK_BACK_MONTHS before its end."""
    start = add_months(period.end, -LOOK_BACK_MONTHS) + timedelta(days=1)
    return Period(min(period.start, start), period.end)
