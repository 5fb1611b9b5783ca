"""Days, periods and what they are compared with.

A period names its first and its last day, both included, in the business time zone.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How long one point of a series lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Preset(StrEnum):
    """Periods that move with the data: they end at its last day, never at today's."""

    LAST_7 = "last-7"
    LAST_28 = "last-28"
    LAST_90 = "last-90"
    MONTH_TO_DATE = "month-to-date"
    LAST_MONTH = "last-month"
    QUARTER_TO_DATE = "quarter-to-date"
    YEAR_TO_DATE = "year-to-date"
    LAST_12_MONTHS = "last-12-months"
    ALL = "all"

    @property
    def label(self) -> str:
        """The preset in a merchant's words."""
        return _PRESET_LABELS[self]


_PRESET_LABELS = {
    Preset.LAST_7: "Last 7 days",
    Preset.LAST_28: "Last 28 days",
    Preset.LAST_90: "Last 90 days",
    Preset.MONTH_TO_DATE: "Month to date",
    Preset.LAST_MONTH: "Last month",
    Preset.QUARTER_TO_DATE: "Quarter to date",
    Preset.YEAR_TO_DATE: "Year to date",
    Preset.LAST_12_MONTHS: "Last 12 months",
    Preset.ALL: "All time",
}


class Comparison(StrEnum):
    """What a period is held against."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    NONE = "none"

    @property
    def label(self) -> str:
        """The comparison in a merchant's words."""
        return {"previous": "Previous period", "last-year": "Same days last year"}.get(
            self.value, "Nothing"
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise ValueError(f"The period ends on {self.end}, before it begins on {self.start}.")

    @property
    def days(self) -> int:
        """Number of days, at least one."""
        return (self.end - self.start).days + 1

    def is_complete(self, last_day: date) -> bool:
        """Whether the data reach the period's end."""
        return self.end <= last_day

    def is_whole_months(self) -> bool:
        """Whether it runs from the first day of a month to the last day of a month."""
        return self.start.day == 1 and self.end == month_end(self.end)


def month_end(day: date) -> date:
    """Last day of the month that `day` lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months; a day that the month lacks becomes its last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def month(text: str) -> Period:
    """The calendar month written as YYYY-MM; ValueError says what is wrong with it."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(
            f"{text!r} is not a month; write it as YYYY-MM, for example 2026-11."
        ) from None
    return Period(first, month_end(first))


def resolve(preset: Preset, first_day: date, last_day: date) -> Period:
    """The days a preset means for data that run from `first_day` to `last_day`."""
    month_start = last_day.replace(day=1)
    quarter_start = month_start.replace(month=(last_day.month - 1) // 3 * 3 + 1)
    starts = {
        Preset.LAST_7: last_day - timedelta(days=6),
        Preset.LAST_28: last_day - timedelta(days=27),
        Preset.LAST_90: last_day - timedelta(days=89),
        Preset.MONTH_TO_DATE: month_start,
        Preset.QUARTER_TO_DATE: quarter_start,
        Preset.YEAR_TO_DATE: last_day.replace(month=1, day=1),
        Preset.LAST_12_MONTHS: add_months(last_day, -12) + timedelta(days=1),
        Preset.ALL: first_day,
    }
    if preset is Preset.LAST_MONTH:
        return Period(add_months(month_start, -1), month_start - timedelta(days=1))
    return Period(starts[preset], last_day)


def compared_with(period: Period, comparison: Comparison) -> Period | None:
    """The period to hold `period` against; whole months are compared with whole months.

    Month to date is held against the same days of the month before, clipped at its end.
    """
    if comparison is Comparison.NONE:
        return None
    if comparison is Comparison.LAST_YEAR:
        return _shifted(period, -12)
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    if period.is_whole_months() or (period.start.day == 1 and months == 1):
        return _shifted(period, -months)
    return Period(period.start - timedelta(days=period.days), period.start - timedelta(days=1))


def _shifted(period: Period, months: int) -> Period:
    """Both ends moved by months; a month's end stays a month's end if both ends are whole."""
    end = add_months(period.end, months)
    return Period(
        add_months(period.start, months), month_end(end) if period.is_whole_months() else end
    )


def bucket(day: date, grain: Grain) -> date:
    """First day of the point that `day` belongs to; weeks begin on Monday."""
    if grain is Grain.DAY:
        return day
    if grain is Grain.WEEK:
        return day - timedelta(days=day.weekday())
    if grain is Grain.MONTH:
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def bucket_period(start: date, grain: Grain) -> Period:
    """All days of the point that begins on `start`."""
    lengths = {Grain.DAY: timedelta(days=0), Grain.WEEK: timedelta(days=6)}
    if grain in lengths:
        return Period(start, start + lengths[grain])
    return Period(start, month_end(add_months(start, 0 if grain is Grain.MONTH else 2)))


def buckets(period: Period, grain: Grain) -> list[date]:
    """First days of all points that the period touches, oldest first."""
    days, current = [], bucket(period.start, grain)
    while current <= period.end:
        days.append(current)
        current = bucket_period(current, grain).end + timedelta(days=1)
    return days
