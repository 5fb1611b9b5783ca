"""How much each method's word counts: by its errors at rolling origins, never by its own fit.

Inverse powers of the error (Bates and Granger 1969; Newbold and Granger 1974), shrunk towards what
is usual on retail series as long as there are few errors to go by: equal weights are hard to beat
(Smith and Wallis 2009).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.features import FloatArray
from models.panel.parts import BoolArray

# Weights fall with this power of the error; 2 to 8 did equally well on months held out.
_POWER = 4.0
# How many errors the usual ones count for: those of four origins, half a year ahead.
_PRIOR_COUNT = 24.0
# A method so much worse than the best has nothing to add.
_CUT = 1.5
NAIVE = ("Naive", "Drift", "Seasonal naive")
# Mean error on public retail series against the regression's, without and with a season to know.
USUAL_ERROR = {
    "Naive": (1.1, 2.5),
    "Drift": (1.3, 2.5),
    "Seasonal naive": (1.5, 1.5),
    "Last year with growth": (1.2, 1.2),
    "Exponential smoothing": (1.0, 0.92),
    "Theta": (1.0, 0.92),
}


def weights(
    yhat: FloatArray,
    actual: FloatArray,
    counted: BoolArray,
    *,
    usual: FloatArray,
    answers: BoolArray,
    naive: BoolArray,
) -> FloatArray:
    """Shape (methods, series), each series adding up to 1.

    `yhat`: shape (methods, origins, series, steps); `actual` and `counted` without the methods;
    `usual`: error of each method against the first one, shape (methods, series); `answers`: which
    methods can speak for which series, shape (methods, series); the first always can. `naive`:
    which only repeat the past, shape (methods,).
    """
    error = np.abs(yhat - actual)
    both = counted & ~np.isnan(error) & ~np.isnan(error[0])
    reference = np.where(both, error[0], 0.0)
    own = np.where(both, error, 0.0).sum(axis=(1, 3))
    theirs, count = reference.sum(axis=(1, 3)), both.sum(axis=(1, 3))
    # The reference's mean error; a series without errors so far takes any.
    mean = np.where(count[0] > 0, theirs[0] / np.maximum(count[0], 1), 1.0)
    floor = 1e-9 * np.nan_to_num(np.abs(yhat[0])).max(axis=(0, 2), initial=1e-9)
    prior = _PRIOR_COUNT * np.maximum(mean, floor)
    ratio = (own + prior * usual) / (theirs + prior)
    ratio = np.where(answers, ratio, np.inf)
    best = ratio.min(axis=0)
    raw = np.where(_heard(ratio, best, naive), (ratio / best) ** -_POWER, 0.0)
    found: FloatArray = raw / raw.sum(axis=0)
    return found


def _heard(ratio: FloatArray, best: FloatArray, naive: BoolArray) -> BoolArray:
    """Which methods take part: those near the best, and naive ones where no other beats them."""
    others = np.where(naive[:, None], np.inf, ratio).min(axis=0)
    return np.asarray((ratio <= _CUT * best) & (~naive[:, None] | (ratio <= others)))


def usual_errors(names: Sequence[str], *, seasonal: bool) -> FloatArray:
    """The usual error of each method against the regression's; 1 for one that is not listed."""
    return np.array([USUAL_ERROR.get(name, (1.0, 1.0))[seasonal] for name in names])


def naive_ones(names: Sequence[str]) -> BoolArray:
    """Which methods only repeat the past, shape (methods,)."""
    return np.array([name in NAIVE for name in names])


def mixed(yhat: FloatArray, weight: FloatArray) -> FloatArray:
    """The weighted mean: (methods, series, steps) and (methods, series) give (series, steps)."""
    spoken = np.where(weight[:, :, None] > 0, yhat, 0.0)
    found: FloatArray = (weight[:, :, None] * spoken).sum(axis=0)
    return found
