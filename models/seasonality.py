"""Seasonality as an index: 100 is usual, 130 is three tenths more than usual.

The classical way (ratio to moving average): each period is divided by the average of a whole cycle
around it, the middle of what one month or weekday got over the years is taken, and the result is
scaled so that the mean is 100.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.errors import TooLittleData

MONTHS, WEEKDAYS = 12, 7
CYCLES = 2


def monthly(y: pd.Series) -> pd.DataFrame:
    """Columns `position` (1 is January), `index` and `cycles` (years behind it).

    `y` holds one value per month, indexed by first days, without a gap. TooLittleData under two
    years.
    """
    return _index(
        y, pd.DatetimeIndex(y.index).month, MONTHS, "Seasons of the year, in complete months,"
    )


def of_weekdays(y: pd.Series) -> pd.DataFrame:
    """Columns `position` (1 is Monday), `index` and `cycles` (weeks behind it).

    `y` holds one value per day without a gap. TooLittleData under two weeks.
    """
    weekdays = pd.DatetimeIndex(y.index).day_of_week + 1
    return _index(y, weekdays, WEEKDAYS, "Seasons of the week, in days,")


def _index(y: pd.Series, positions: pd.Index, cycle: int, what: str) -> pd.DataFrame:
    if len(y) < CYCLES * cycle:
        raise TooLittleData(what, CYCLES * cycle, len(y))
    around = _centred_average(y.astype("float64"), cycle)
    # Against an average that is not above 0, more or less means nothing.
    ratios = (y / around.where(around > 0)).groupby(positions.to_numpy())
    middle, cycles = ratios.median(), ratios.count()
    if len(middle) < cycle or middle.isna().any() or middle.mean() <= 0:
        raise TooLittleData(f"{what} with sales around them,", cycle, int(cycles.sum()))
    index = middle / middle.mean() * 100
    return pd.DataFrame(
        {
            "position": middle.index.to_numpy(dtype=np.int64),
            "index": index.to_numpy(),
            "cycles": cycles.to_numpy(dtype=np.int64),
        }
    )


def _centred_average(y: pd.Series, cycle: int) -> pd.Series:
    """The mean of a whole cycle around each period; of an even one, both its ends count half."""
    if cycle % 2:
        return y.rolling(cycle, center=True).mean()
    return y.rolling(cycle).mean().rolling(2).mean().shift(-cycle // 2)
