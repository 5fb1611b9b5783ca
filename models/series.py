"""Series of sales: one value per month, week or day, without gaps.

The index holds the first day of each period: frequency ``MS`` (months), ``W-MON`` (weeks that begin
on Monday) or ``D`` (days). Values are sums, so a period that is missing from a source sold nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.errors import TooLittleData, WrongInput

# Frequency -> how many points make one season: a year of months or weeks, a week of days.
SEASON = {"MS": 12, "W-MON": 52, "D": 7}
UNIT = {"MS": "month", "W-MON": "week", "D": "day"}
_SPELLINGS = {"M": "MS", "ME": "MS", "W": "W-MON", "MONTH": "MS", "WEEK": "W-MON", "DAY": "D"}
MINIMUM = 3


def frequency(text: str) -> str:
    """MS, W-MON or D, however it is spelt (M, W, month); WrongInput lists what is possible."""
    found = _SPELLINGS.get(text.upper(), text.upper())
    if found not in SEASON:
        raise WrongInput(
            f"Frequency {text!r} is unknown; choose M (months), W (weeks) or D (days)."
        )
    return found


def checked(y: pd.Series) -> pd.Series:
    """The series as floats with its frequency set, ready to learn from.

    TooLittleData under three points; WrongInput for gaps, blanks or another frequency.
    """
    if not isinstance(y.index, pd.DatetimeIndex):
        raise WrongInput("The series is not indexed by dates.")
    if len(y) < MINIMUM:
        raise TooLittleData("Forecasts", MINIMUM, len(y))
    freq = y.index.freqstr or _inferred(y.index)
    if freq not in SEASON:
        raise WrongInput("The series is not one value per month (from its first), week or day.")
    values = y.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        day = y.index[int(np.argmin(np.isfinite(values)))]
        raise WrongInput(f"The series has no value for {day.date()}.")
    return pd.Series(values, index=pd.DatetimeIndex(y.index, freq=freq), name=y.name)


def _inferred(index: pd.DatetimeIndex) -> str | None:
    """The frequency that gives exactly these dates, if one does."""
    for freq in SEASON:
        if pd.date_range(index[0], periods=len(index), freq=freq).equals(index):
            return freq
    return None


def dates(y: pd.Series | pd.DataFrame) -> pd.DatetimeIndex:
    """The period starts of a checked series."""
    return pd.DatetimeIndex(y.index)


def frequency_of(y: pd.Series) -> str:
    """MS, W-MON or D, of a checked series."""
    return str(dates(y).freqstr)


def following(index: pd.DatetimeIndex, horizon: int) -> pd.DatetimeIndex:
    """The `horizon` periods after the index."""
    if horizon < 1:
        raise WrongInput(f"A forecast looks at least one period ahead, not {horizon}.")
    return pd.date_range(index[-1], periods=horizon + 1, freq=index.freq)[1:]


@dataclass(frozen=True, slots=True)
class Regular:
    """A series brought to period starts, and the way its own dates were written."""

    y: pd.Series
    missing: int
    at_month_end: bool
    shift: pd.Timedelta

    def label(self, index: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Period starts written as the source writes its dates."""
        if self.at_month_end:
            return pd.DatetimeIndex((index + pd.offsets.MonthEnd(0)).to_numpy())
        return pd.DatetimeIndex((index + self.shift).to_numpy())


def regular(y: pd.Series, freq: str) -> Regular:
    """Dates of any order and habit (month ends, weeks named by their Sunday) as period starts.

    Periods without a value count as 0. WrongInput when a period has two values or a blank one.
    """
    freq = frequency(freq)
    if not len(y):
        raise TooLittleData("Forecasts", MINIMUM, 0)
    days = pd.DatetimeIndex(y.index).normalize()
    starts = period_starts(days, freq)
    if starts.has_duplicates:
        twice = starts[starts.duplicated()][0]
        raise WrongInput(f"There are two values for the {UNIT[freq]} of {twice.date()}.")
    found = pd.Series(y.to_numpy(dtype=np.float64, na_value=np.nan), index=starts).sort_index()
    if found.isna().any():
        raise WrongInput(f"The series has no value for {found.index[found.isna()][0].date()}.")
    whole = found.asfreq(freq, fill_value=0.0)
    return Regular(whole, len(whole) - len(found), *_habit(days, starts, freq))


def period_starts(days: pd.DatetimeIndex, freq: str) -> pd.DatetimeIndex:
    """The first day of the period in which each day lies."""
    if freq == "MS":
        return days - pd.to_timedelta(days.day - 1, unit="D")
    return days - pd.to_timedelta(days.day_of_week, unit="D") if freq == "W-MON" else days


def _habit(
    days: pd.DatetimeIndex, starts: pd.DatetimeIndex, freq: str
) -> tuple[bool, pd.Timedelta]:
    if freq == "MS" and days.is_month_end.all():
        return True, pd.Timedelta(0)
    shifts = (days - starts).unique()
    return False, shifts[0] if len(shifts) == 1 else pd.Timedelta(0)
