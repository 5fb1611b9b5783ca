"""Days and runs of days as text: "21 Nov 2026", "25 Oct – 21 Nov 2026"."""

from __future__ import annotations

from datetime import date

from data.periods import Grain, Period

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_IN_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_name(weekday: int) -> str:
    """Mon for 0."""
    return _WEEKDAYS[weekday]


def weekday_in_full(weekday: int) -> str:
    """Monday for 0."""
    return _IN_FULL[weekday]


def month_name(month: int) -> str:
    """Jan for 1."""
    return _MONTHS[month - 1]


def day(value: date) -> str:
    """21 Nov 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """21 Nov."""
    return f"{value.day} {_MONTHS[value.month - 1]}"


def weekday(value: date) -> str:
    """Sat 21 Nov 2026."""
    return f"{_WEEKDAYS[value.weekday()]} {day(value)}"


def month(value: date) -> str:
    """Nov 2026."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def span(start: date, end: date) -> str:
    """25 Oct – 21 Nov 2026; what both ends share is said once."""
    if start == end:
        return day(end)
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    if start.month != end.month:
        return f"{short_day(start)} – {day(end)}"
    return f"{start.day} – {day(end)}"


def period(value: Period) -> str:
    """A period as a run of days."""
    return span(value.start, value.end)


def point(start: date, grain: Grain) -> str:
    """One point of a series: "Sat 21 Nov 2026", "Week of 16 Nov 2026", "Nov 2026", "Q4 2026"."""
    if grain is Grain.DAY:
        return weekday(start)
    if grain is Grain.WEEK:
        return f"Week of {day(start)}"
    if grain is Grain.MONTH:
        return month(start)
    return f"Q{(start.month + 2) // 3} {start.year}"


def tick(start: date, grain: Grain, *, with_year: bool) -> str:
    """A point as short as an axis needs it; `with_year` where the year has changed."""
    if grain is Grain.QUARTER:
        return f"Q{(start.month + 2) // 3}" + (f"<br>{start.year}" if with_year else "")
    if grain is Grain.MONTH:
        return _MONTHS[start.month - 1] + (f"<br>{start.year}" if with_year else "")
    return short_day(start) + (f"<br>{start.year}" if with_year else "")
