"""What the calendar knows of periods, under names: for whoever trains a model elsewhere.

Everything here is known beforehand, so it may be of days to come. The numbers are those that our
own methods use (see `models.calendar_features`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.calendar_features import events, monthly
from models.features import FloatArray
from models.series import frequency

EVENTS = (
    "easter_week", "easter_days", "black_friday", "cyber_monday", "before_christmas",
    "last_minute", "christmas", "after_christmas", "public_holiday",
)  # fmt: skip
MONTHLY = (
    "length", "more_mondays", "more_tuesdays", "more_wednesdays", "more_thursdays",
    "more_fridays", "more_saturdays", "easter_share",
)  # fmt: skip
_DAYS = {"D": 1, "W-MON": 7}


def calendar_frame(starts: pd.DatetimeIndex, freq: str, country: str | None) -> pd.DataFrame:
    """One row per period start, by it: EVENTS of days and weeks; MONTHLY and holidays of months.

    `country`: ISO code whose public holidays count (GB, GB-ENG); without one there are none.
    WrongInput for a country whose holidays are not known.
    """
    freq = frequency(freq)
    names = list(calendar_names(freq))
    if freq == "MS":
        values = np.hstack([monthly(starts), _holidays_of_months(starts, country)])
        return pd.DataFrame(values, index=starts, columns=names)
    return pd.DataFrame(events(starts, _DAYS[freq], country), index=starts, columns=names)


def calendar_names(freq: str) -> tuple[str, ...]:
    """The columns of `calendar_frame`."""
    return (*MONTHLY, EVENTS[-1]) if frequency(freq) == "MS" else EVENTS


def _holidays_of_months(starts: pd.DatetimeIndex, country: str | None) -> FloatArray:
    """Shape (months, 1): share of each month's days that are public holidays."""
    if not len(starts):
        return np.zeros((0, 1))
    last = starts.max() + pd.offsets.MonthEnd(0)
    days = pd.date_range(starts.min(), last, freq="D")
    holiday = pd.Series(events(days, 1, country)[:, -1], index=days)
    share = holiday.groupby(days.to_period("M").to_timestamp()).mean()
    return np.array(share.reindex(starts), dtype=np.float64)[:, None]
