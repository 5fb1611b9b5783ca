"""Parts of a forecast made to add up to their whole, each giving way as far as it is uncertain.

Weighted least squares with the variances of the forecasts' errors (MinT with a diagonal matrix:
Wickramasuriya, Athanasopoulos and Hyndman 2019, JASA 114), with the whole held where it is: of all
parts that add up to it, those are taken that lie nearest to the forecasts, each distance divided by
its variance. A part may not change its sign (Wickramasuriya, Turlach and Hyndman 2020); as there is
one sum only, that is the projection onto a simplex and is found exactly (Michelot 1986).

Why the whole is held: on 148 Australian retail series (31 origins, 6 months ahead) the whole's own
forecast had a mean scaled error of 0.280; giving way too, by its variance and those of its states,
industries and series, made that 0.284. On Online Retail it was 1.64 against 1.67 by week and 1.17
against 1.23 by day: errors of parts go together, which a diagonal matrix denies. Parts by state,
industry, series and country were no worse for it (at most 0.002 either way, better by week and
day).

Why ranges stay: they are calibrated on what the part sold, not on what was said of it. Moved along
with the forecast, the 80 % ranges of small countries by day held 44 % instead of 73 %, because a
range that begins at 0 then no longer holds a day without a sale.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.errors import WrongInput
from models.features import FloatArray

IntArray = npt.NDArray[np.int64]

# The 80 % range of a normal error is this many standard deviations wide.
_WIDTH80 = 2 * 1.2815515655446004
_LEVELS = (80, 95)
_CENTS = 100


def reconciled(
    parts: pd.DataFrame, total: pd.DataFrame, *, taken_back: Collection[Hashable] = ()
) -> pd.DataFrame:
    """The forecasts of parts, in whole cents that add up to the total's in every period.

    `parts`: columns key, ds, yhat, lo80, hi80, lo95, hi95, every key with the same periods;
    `total`: ds and yhat. Keys in `taken_back` are at most 0, all others at least 0. Ranges stay
    where the backtest put them, as wide as they have to be to hold the forecast. WrongInput where
    periods differ or where no part may give way.
    """
    wide = parts.pivot(index="key", columns="ds", values="yhat").loc[
        list(dict.fromkeys(parts["key"]))
    ]
    whole = total.set_index("ds")["yhat"].reindex(wide.columns).to_numpy(np.float64)
    base = wide.to_numpy(np.float64)
    if not (np.isfinite(base).all() and np.isfinite(whole).all()):
        raise WrongInput("Parts and total have to be forecast for the same periods.")
    signs = np.where(wide.index.isin(list(taken_back)), -1.0, 1.0)[:, None]
    fixed = adjusted(base, whole, variances(parts, wide), signs)
    cents = rounded(fixed, np.rint(whole * _CENTS).astype(np.int64))
    found = pd.DataFrame(cents / _CENTS, index=wide.index, columns=wide.columns)
    new = found.stack().reindex(pd.MultiIndex.from_frame(parts[["key", "ds"]])).to_numpy()
    sign = np.where(parts["key"].isin(list(taken_back)), -1.0, 1.0)
    return _held(parts, new, sign)


def variances(parts: pd.DataFrame, like: pd.DataFrame) -> FloatArray:
    """The variance of each part's error, shape (parts, periods), from its calibrated 80 % range."""
    width = (parts["hi80"] - parts["lo80"]).to_numpy(np.float64)
    known = parts[["key", "ds"]].assign(variance=(width / _WIDTH80) ** 2)
    wide = known.pivot(index="key", columns="ds", values="variance")
    return wide.reindex(index=like.index, columns=like.columns).to_numpy(np.float64)


def adjusted(
    base: FloatArray, whole: FloatArray, variance: FloatArray, signs: FloatArray
) -> FloatArray:
    """Forecasts of shape (parts, periods) brought to the sum `whole` of each period.

    Where no variance is known, or only those without one are left to give way, the structural
    fallback: a part's variance is as large as the part.
    """
    # A start on the wrong side of 0 is no forecast of such a part.
    start = np.where(base * signs < 0, 0.0, base)
    weight = _usable(variance, start)
    free = np.ones(start.shape, dtype=bool)
    found = start
    for _ in range(len(start) + 1):
        gap = whole - np.where(free, start, 0.0).sum(axis=0)
        give = np.where(free, weight, 0.0)
        give = np.where(give.sum(axis=0) > 0, give, np.where(free, _sizes(start, free), 0.0))
        share = np.divide(give, give.sum(axis=0), out=np.zeros_like(give), where=give > 0)
        found = np.where(free, start + share * gap, 0.0)
        crossed = free & (found * signs < 0)
        if not crossed.any():
            break
        free &= ~crossed
    return found


def _usable(variance: FloatArray, start: FloatArray) -> FloatArray:
    """Variances of periods in which all are known and somebody gives way; else the fallback."""
    known = np.isfinite(variance).all(axis=0) & (variance.sum(axis=0) > 0)
    everybody = np.ones(start.shape, dtype=bool)
    return np.where(known, np.nan_to_num(variance), _sizes(start, everybody))


def _sizes(start: FloatArray, free: npt.NDArray[np.bool_]) -> FloatArray:
    """How large each part is; all alike in periods in which those that are free are 0."""
    size = np.abs(start)
    return np.where(np.where(free, size, 0.0).sum(axis=0) > 0, size, 1.0)


def rounded(values: FloatArray, cents: IntArray) -> IntArray:
    """The values of each column in whole cents that add up to `cents`: by largest remainder.

    WrongInput where they miss the sum by more than rounding can make up for.
    """
    exact = values * _CENTS
    down = np.floor(exact + 1e-6).astype(np.int64)
    missing = cents - down.sum(axis=0)
    if (missing < 0).any() or (missing > len(values)).any():
        raise WrongInput("No part of the whole may give way to make the parts add up.")
    # Equal remainders go by place, so that the same forecasts are always rounded alike.
    order = np.argsort(down - exact, axis=0, kind="stable")
    places = np.argsort(order, axis=0, kind="stable")
    found: IntArray = down + (places < missing)
    return found


def _held(parts: pd.DataFrame, new: FloatArray, sign: FloatArray) -> pd.DataFrame:
    """The parts at their new values, within ranges that hold them and do not change their sign."""
    found = parts.assign(yhat=new)
    low, high = new, new
    for level in _LEVELS:
        names = (f"lo{level}", f"hi{level}")
        below, above = (np.round(parts[name].to_numpy(np.float64), 2) for name in names)
        below = np.where(sign > 0, np.maximum(below, 0.0), below)
        above = np.where(sign < 0, np.minimum(above, 0.0), above)
        # `fmin`: a bound that is not known is where the forecast is.
        low, high = np.fmin(below, low), np.fmax(above, high)
        found[names[0]], found[names[1]] = low, high
    return found
