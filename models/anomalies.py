"""Days that fall out of the shop's own rhythm, judged by nothing but the days before them.

A day is held against the same weekday of the eight weeks before. The method is made of known robust
parts: the trend is the seasonal slope of Hirsch, Slack and Smith (1982), which compares like
weekdays only; the level is the median of the weekday; the spread is the median absolute deviation
of all weekdays (Iglewicz and Hoaglin, 1993); as in seasonal hybrid ESD (Hochenbaum, Vallis and
Kejariwal, 2017) medians keep one unusual day from hiding the next. It works on square roots,
because the sum of a random number of orders spreads like the root of its mean (Bartlett, 1936).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.errors import WrongInput
from models.features import FloatArray

WEEKS = 8
HISTORY = 7 * WEEKS

# Beyond so many standard deviations a day is unusual. Baseline and spread are themselves estimated,
# so noise passes it now and then: orders by chance on about 1 day in 1,000, sums of very different
# orders on up to 1 in 250.
THRESHOLD = 4.0

# To a standard deviation of what lies ahead: 1.4826 for the median absolute deviation of normal
# noise, the rest for residuals around medians of eight and for the baseline's own error, measured.
_SPREAD = 2.05

_OLDER, _NEWER = np.triu_indices(WEEKS, 1)


def unusual(days: pd.DataFrame) -> pd.DataFrame:
    """Each day of `days` with what was to be expected of it and whether it is unusual.

    `days`: one row per day without a gap, oldest first, with `value` and `orders` (how many make
    up the value). Added are `expected`, `low` and `high` (a usual day lies between them), `score`
    (standard deviations) and `flagged`; the first HISTORY days have no baseline.
    """
    values = days["value"].to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        raise WrongInput("A day of the series has no value.")
    found = days.assign(
        expected=np.nan, low=np.nan, high=np.nan, score=np.nan, flagged=False
    ).reset_index(drop=True)
    if len(values) <= HISTORY:
        return found
    roots = _root(values)
    level, spread = _baseline(_weeks_before(roots))
    spread = np.maximum(spread, _least_spread(values, days["orders"].to_numpy(dtype=np.float64)))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(spread > 0, (roots[HISTORY:] - level) / spread, np.nan)
    judged = found.index[HISTORY:]
    found.loc[judged, "expected"] = _squared(level)
    found.loc[judged, "low"] = _squared(level - THRESHOLD * spread)
    found.loc[judged, "high"] = _squared(level + THRESHOLD * spread)
    found.loc[judged, "score"] = score
    found.loc[judged, "flagged"] = np.abs(score) > THRESHOLD
    return found


def _root(values: FloatArray) -> FloatArray:
    return np.asarray(np.sign(values) * np.sqrt(np.abs(values)), dtype=np.float64)


def _squared(roots: FloatArray) -> FloatArray:
    return np.asarray(np.sign(roots) * roots**2, dtype=np.float64)


def _windows(values: FloatArray) -> FloatArray:
    """The HISTORY days before each judged day, oldest first."""
    return np.lib.stride_tricks.sliding_window_view(values[:-1], HISTORY)


def _weeks_before(values: FloatArray) -> FloatArray:
    """Shape (judged days, weeks, 7): the first of the seven is the judged day's own weekday."""
    return _windows(values).reshape(-1, WEEKS, 7)


def _baseline(weeks: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Level and spread that are to be expected of each judged day."""
    rises = (weeks[:, _NEWER, :] - weeks[:, _OLDER, :]) / (_NEWER - _OLDER)[None, :, None]
    slope = np.median(rises.reshape(len(weeks), -1), axis=1)
    age = WEEKS - np.arange(WEEKS)
    brought_forward = weeks + slope[:, None, None] * age[None, :, None]
    level = np.median(brought_forward, axis=1)
    residuals = np.abs(brought_forward - level[:, None, :])
    # A weekday on which the shop is closed never varies, and says nothing about the others.
    closed = (weeks == 0).all(axis=1)
    residuals = np.where(closed[:, None, :], np.nan, residuals).reshape(len(weeks), -1)
    spread = np.full(len(weeks), np.nan)
    some = ~closed.all(axis=1)
    spread[some] = _SPREAD * np.nanmedian(residuals[some], axis=1)
    expected = np.where(closed[:, 0], 0.0, level[:, 0])
    return expected, np.nan_to_num(spread)


def _least_spread(values: FloatArray, orders: FloatArray) -> FloatArray:
    """What chance alone makes of a number of orders: half the root of what one is worth."""
    counted = _windows(orders).sum(axis=1)
    worth = _windows(np.abs(values)).sum(axis=1)
    each = np.divide(worth, counted, out=np.zeros_like(worth), where=counted > 0)
    return np.asarray(0.5 * np.sqrt(each), dtype=np.float64)
