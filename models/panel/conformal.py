"""Intervals from the errors that such forecasts made: split conformal prediction.

Errors are taken as ratios (differences of logarithms), brought to one scale by how errors grow with
the steps ahead, and pooled over the steps. The interval of a level is the quantile of these scores
with the finite-sample correction of Vovk, Gammerman and Shafer (2005) and Lei and others
(2018). Where a single history gives too few scores, their size is drawn towards the panel's, and
Student's t stands in for their quantile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from models.features import FloatArray
from models.panel.parts import BoolArray

# Growth of the squared error with every further step, against the first.
_GROWTH = {"MS": 0.2, "W-MON": 0.05, "D": 0.01}
# From so many scores on, their own quantiles are taken: 2.5 % of them are beyond a 95 % interval.
_ENOUGH = 40
# Scores of neighbouring origins and steps hang together: two of them tell as much as one.
_SHARED = 2.0
# How many scores the panel's usual size counts for, and degrees of freedom of few scores.
_PANEL_COUNT = 10.0
_FREEDOM = 8.0


def growth(steps: FloatArray, freq: str) -> FloatArray:
    """How much larger an error is at each step than at the first."""
    grown: FloatArray = np.sqrt(1.0 + _GROWTH[freq] * (steps - 1.0))
    return grown


def scores(errors: FloatArray, freq: str) -> FloatArray:
    """Absolute errors, shape (origins, series, steps), as (series, scores) of a first step."""
    steps = np.arange(1.0, errors.shape[2] + 1)
    scaled = np.abs(errors) / growth(steps, freq)
    return np.moveaxis(scaled, 1, 0).reshape(errors.shape[1], -1)


def widths(found: FloatArray, levels: Sequence[int], fallback: FloatArray) -> FloatArray:
    """Half-widths of a first step, shape (levels, series).

    `found`: scores, shape (series, scores), blank where there is none; `fallback`: what stands in
    for the size of an error of a series without any, shape (series,).
    """
    count = (~np.isnan(found)).sum(axis=1)
    size = np.sqrt(np.nansum(found**2, axis=1) / np.maximum(count, 1))
    size = np.where(count > 0, size, fallback)
    few = count < _ENOUGH
    if few.sum() > 1:
        usual = float(np.median(size[few]))
        both = (count * size**2 + _PANEL_COUNT * usual**2) / (count + _PANEL_COUNT)
        size = np.where(few, np.sqrt(both), size)
    return np.stack([_width(found, count, size, few, level) for level in levels])


def _width(
    found: FloatArray, count: FloatArray, size: FloatArray, few: BoolArray, level: int
) -> FloatArray:
    freedom = np.clip(count, 2.0, _FREEDOM)
    width: FloatArray = size * stdtrit(freedom, 0.5 + level / 200)
    if not few.all():
        rank = np.ceil((count + _SHARED) * level / 100).astype(np.intp)
        ordered = np.sort(found, axis=1)
        own = np.take_along_axis(ordered, np.clip(rank - 1, 0, None)[:, None], axis=1)[:, 0]
        # Beyond the largest score there is none to take: Student's t goes on.
        width = np.where(few | (rank > count), width, own)
    return width
