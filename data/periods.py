"""Days, periods and what they are compared with.

A period names its first and its last day, both included, in the business time zone.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from data.period_choices import Comparison, Cut, Grain, Preset, Unit
from data.retail_calendar import a_year_before

__all__ = [
    "Comparison",
    "Cut",
    "Grain",
    "Period",
    "Preset",
    "Unit",
    "add_months",
    "bucket",
    "bucket_period",
    "buckets",
    "compared_with",
    "month",
    "month_end",
    "resolve",
]

_TO_DATE = {
    Preset.WEEK_TO_DATE: Unit.WEEK,
    Preset.MONTH_TO_DATE: Unit.MONTH,
    Preset.QUARTER_TO_DATE: Unit.QUARTER,
    Preset.YEAR_TO_DATE: Unit.YEAR,
}
_WHOLE = {
    Preset.LAST_MONTH: Unit.MONTH,
    Preset.LAST_QUARTER: Unit.QUARTER,
    Preset.LAST_YEAR: Unit.YEAR,
}
_DAYS = {Preset.LAST_7: 7, Preset.LAST_28: 28, Preset.LAST_91: 91, Preset.LAST_90: 90}


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, both ends included.

    `part_of` names the calendar period it is the beginning of, where it was chosen as such: the
    first ten weeks of a year are held against the first ten of another, not against the ten before.
    Days that were counted, like the last seven, are part of no month, even from the 1st to the 7th.
    """

    start: date
    end: date
    part_of: Unit | None = field(default=None, compare=False)

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
        """Whether it runs from the first day of a month to the last day of a month.

        Counted days that happen to are not: the last 28 in February stay 28 days.
        """
        by_month = self.part_of is not Unit.DAY
        return by_month and self.start.day == 1 and self.end == month_end(self.end)


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
    if preset in _TO_DATE:
        unit = _TO_DATE[preset]
        return Period(_first_of(unit, last_day), last_day, unit)
    if preset in _WHOLE:
        unit = _WHOLE[preset]
        begun = _first_of(unit, last_day)
        return Period(add_months(begun, -unit.months), begun - timedelta(days=1))
    if preset is Preset.LAST_WEEK:
        sunday = last_day - timedelta(days=(last_day.weekday() + 1) % 7)
        return Period(sunday - timedelta(days=6), sunday, Unit.WEEK)
    if preset in _DAYS:
        return Period(last_day - timedelta(days=_DAYS[preset] - 1), last_day, Unit.DAY)
    year = add_months(last_day, -12) + timedelta(days=1)
    return Period(first_day if preset is Preset.ALL else year, last_day)


def _first_of(unit: Unit, day: date) -> date:
    """First day of the unit that `day` lies in."""
    return day.replace(month=1, day=1) if unit is Unit.YEAR else bucket(day, Grain(unit.value))


def compared_with(
    period: Period, comparison: Comparison, known: date | None = None
) -> Period | None:
    """The period to hold `period` against; whole months are compared with whole months.

    Where the data end inside the period, `known` is the last day they know: the baseline is cut
    after as much time as has passed, and clipped at the end of a shorter month.
    """
    if comparison is Comparison.NONE:
        return None
    end = min(known or period.end, period.end)
    elapsed = Period(period.start, end, period.part_of)
    if comparison is Comparison.PREVIOUS:
        return _before(period, elapsed)
    if comparison is Comparison.LAST_YEAR:
        return _shifted(elapsed, -12)
    if comparison is Comparison.LAST_YEAR_WEEKDAYS:
        return _moved(elapsed, 364)
    return Period(*a_year_before(elapsed.start, elapsed.end))


def _before(period: Period, elapsed: Period) -> Period:
    """As much of the period before as has passed of this one."""
    months = _months(period)
    if months:
        return _shifted(elapsed, -months)
    return _moved(elapsed, 7 if period.part_of is Unit.WEEK else period.days)


def _months(period: Period) -> int:
    """How many months lie between a period and the one before it; 0 where days are counted."""
    if period.part_of:
        return period.part_of.months
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    counted = period.is_whole_months() or (period.start.day == 1 and months == 1)
    return months if counted else 0


def _moved(period: Period, days: int) -> Period:
    """Both ends so many days earlier."""
    return Period(period.start - timedelta(days=days), period.end - timedelta(days=days))


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
    if grain is Grain.DAY:
        return Period(start, start)
    if grain is Grain.WEEK:
        return Period(start, start + timedelta(days=6))
    return Period(start, month_end(add_months(start, 0 if grain is Grain.MONTH else 2)))


def buckets(period: Period, grain: Grain) -> list[date]:
    """First days of all points that the period touches, oldest first."""
    if grain is Grain.DAY:
        return [period.start + timedelta(days=number) for number in range(period.days)]
    days, current = [], bucket(period.start, grain)
    while current <= period.end:
        days.append(current)
        current = bucket_period(current, grain).end + timedelta(days=1)
    return days
