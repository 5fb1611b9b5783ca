"""What the calendar knows about a period beforehand: its days, feasts and sales events.

Every function takes period starts and gives one row per period; values are small plain numbers, so
that a regularised regression can weigh them against each other.
"""

from __future__ import annotations

from functools import lru_cache

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

from models.errors import WrongInput
from models.features import FloatArray

Days = npt.NDArray[np.datetime64]

YEAR_OF_DAYS = 365.25
_MONTH_OF_DAYS = YEAR_OF_DAYS / 12
_DAY = np.timedelta64(1, "D")


def month_dummies(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (periods, 12): 1 in the column of the period's calendar month."""
    dummies: FloatArray = np.eye(12)[index.month.to_numpy() - 1]
    return dummies


def weekday_dummies(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (days, 7): 1 in the column of the weekday, Monday first."""
    dummies: FloatArray = np.eye(7)[index.day_of_week.to_numpy()]
    return dummies


def yearly_waves(index: pd.DatetimeIndex, pairs: int) -> FloatArray:
    """Shape (periods, 2 * pairs): sine and cosine of 1 to `pairs` turns a year."""
    turn = 2 * np.pi * index.day_of_year.to_numpy()[:, None] / YEAR_OF_DAYS
    turns = turn * np.arange(1, pairs + 1)[None, :]
    return np.hstack([np.sin(turns), np.cos(turns)])


def month_lengths(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (months, 1): logarithm of the days in the month against the average month."""
    return np.log(index.days_in_month.to_numpy(dtype=np.float64) / _MONTH_OF_DAYS)[:, None]


def trading_days(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (months, 6): how many Mondays to Saturdays the month has beyond its Sundays."""
    lengths = index.days_in_month.to_numpy()[:, None]
    after_first = (np.arange(7)[None, :] - index.day_of_week.to_numpy()[:, None]) % 7
    counts = 4.0 + (after_first < lengths - 28)
    contrasts: FloatArray = counts[:, :6] - counts[:, 6:]
    return contrasts


def easter(year: int) -> np.datetime64:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return np.datetime64(f"{year:04d}-{f // 31:02d}-{f % 31 + 1:02d}")


def black_friday(year: int) -> np.datetime64:
    """The day after the fourth Thursday of November."""
    first = np.datetime64(f"{year:04d}-11-01")
    # Day 0 of the epoch was a Thursday.
    to_thursday = -int(first.astype(np.int64)) % 7
    return first + np.timedelta64(to_thursday + 22, "D")


def easter_share(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (months, 1): share of the eight days to Easter Sunday that lie in the month."""
    first = index.to_numpy().astype("datetime64[D]")
    last = first + (index.days_in_month.to_numpy() - 1) * _DAY
    sundays = np.array([easter(year) for year in index.year], dtype="datetime64[D]")
    begin, end = np.maximum(first, sundays - 7), np.minimum(last, sundays)
    share: FloatArray = np.maximum((end - begin) / _DAY + 1.0, 0.0) / 8.0
    return share[:, None]


def monthly(index: pd.DatetimeIndex) -> FloatArray:
    """Shape (months, 8): length, trading days and Easter."""
    return np.hstack([month_lengths(index), trading_days(index), easter_share(index)])


def events(index: pd.DatetimeIndex, days: int, country: str | None) -> FloatArray:
    """Shape (periods, 9): share of each period's `days` days that fall on each kind of event.

    Kinds: the week to Easter Saturday; Easter Friday to Monday; Black Friday to Sunday; Cyber
    Monday; 1 to 20 December; 21 to 24 December; Christmas and Boxing Day; 27 December to
    1 January; public holidays of the country (ISO code, if need be with its part, as in GB-ENG).
    """
    starts = index.to_numpy().astype("datetime64[D]")
    all_days = starts[:, None] + np.arange(days)[None, :] * _DAY
    first, last = int(index.year.min()), int(index.year.max()) + 1
    kinds = _days_of_kinds(first, last, country)
    shares = [np.isin(all_days, kind).mean(axis=1) for kind in kinds]
    return np.column_stack(shares)


@lru_cache(maxsize=64)
def _days_of_kinds(first: int, last: int, country: str | None) -> tuple[Days, ...]:
    years = range(first, last + 1)
    sundays = np.array([easter(year) for year in years])
    fridays = np.array([black_friday(year) for year in years])
    public: list[np.datetime64] = []
    if country:
        name, _, part = country.partition("-")
        try:
            found = holidays.country_holidays(name, subdiv=part or None, years=years)
        except NotImplementedError:
            raise WrongInput(f"The holidays of {country!r} are not known.") from None
        public = [np.datetime64(day) for day in found]
    return (
        _around(sundays, -8, -3),
        _around(sundays, -2, 1),
        _around(fridays, 0, 2),
        _around(fridays, 3, 3),
        *(
            _around(np.array([np.datetime64(f"{y:04d}-12-01") for y in years]), a, b)
            for a, b in ((0, 19), (20, 23), (24, 25), (26, 31))
        ),
        np.array(public, dtype="datetime64[D]"),
    )


def _around(days: Days, before: int, after: int) -> Days:
    around: Days = (days[:, None] + np.arange(before, after + 1)[None, :] * _DAY).ravel()
    return around
