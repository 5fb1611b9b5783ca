"""What season and calendar do to a series, taken out so that a plain method can go on with it.

The logarithm of sales is read as a trend that bends slowly (Whittaker 1923, as in Hodrick and
Prescott 1997) plus a ridge regression on season and calendar, both fitted at once by penalised
least squares in which recent periods weigh more. Nothing is lost at the ends, and a history of any
length will do: what it cannot show is held near zero by the penalties.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.linalg import solveh_banded

from models.features import FloatArray
from models.forecasters.recipes import columns
from models.forecasters.regression import USUAL_NOISE
from models.panel.parts import Part

# How stiff the trend is; 1,000 was no worse than 100 or 10,000 on months held out.
_STIFFNESS = {"MS": 1e3, "W-MON": 1e4, "D": 1e5}
_PASSES = 2


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Logarithms without season and calendar, and the effects of both on the periods to come."""

    logs: FloatArray
    effects: FloatArray
    unit: FloatArray


def adjusted(part: Part, country: str | None) -> Adjusted:
    """The part's logarithms, shape (series, values), without season and calendar."""
    z, unit = part.logs()
    design, penalties = design_of(part, country)
    n = z.shape[1]
    if not design.shape[1]:
        return Adjusted(z, np.zeros((len(z), part.ahead)), unit)
    coefficients = _coefficients(z, design[:n], penalties, part)
    effects = coefficients @ design.T
    return Adjusted(z - effects[:, :n], effects[:, n:], unit)


def design_of(part: Part, country: str | None) -> tuple[FloatArray, FloatArray]:
    """Season and calendar of the values and of the periods to come, and a penalty a column."""
    calendar = part.calendar
    found, penalties = _columns(
        calendar[0], len(calendar), str(calendar.freqstr), part.history, country
    )
    return found[part.open], penalties


@lru_cache(maxsize=64)
def _columns(
    first: pd.Timestamp, periods: int, freq: str, history: int, country: str | None
) -> tuple[FloatArray, FloatArray]:
    return columns(pd.date_range(first, periods=periods, freq=freq), history, country)


def _coefficients(z: FloatArray, x: FloatArray, penalties: FloatArray, part: Part) -> FloatArray:
    """Shape (series, columns): the effects, beside a trend that is free to bend slowly."""
    weight = 0.5 ** (part.ages / part.recipe.half_life)
    both = np.vstack([z, x.T]).T
    if len(weight) > 2:
        band = _whittaker(weight, _STIFFNESS[str(part.calendar.freqstr)])
        both = both - solveh_banded(band, weight[:, None] * both)
    bare, columns_ = both[:, : len(z)], both[:, len(z) :]
    normal = (x * weight[:, None]).T @ columns_
    target = (x * weight[:, None]).T @ bare
    # Half of what moves around the trend is taken for noise before anything is known.
    noise = 0.5 * (weight @ bare**2) / weight.sum()
    for _ in range(_PASSES):
        ease = noise[:, None] / USUAL_NOISE**2 + 1e-9
        ridge = np.eye(len(penalties)) * (ease * penalties)[:, None, :]
        found = np.linalg.solve(normal + ridge, target.T[:, :, None])[:, :, 0]
        noise = weight @ (bare - columns_ @ found.T) ** 2 / weight.sum()
    coefficients: FloatArray = found
    return coefficients


def _whittaker(weight: FloatArray, stiffness: float) -> FloatArray:
    """The banded matrix of a weighted smoother that punishes second differences."""
    n = len(weight)
    band = np.zeros((3, n))
    band[2] = weight
    bend, m, punished = (1.0, -2.0, 1.0), n - 2, stiffness * weight[2:]
    for i in range(3):
        for j in range(i, 3):
            band[2 - (j - i), j : j + m] += punished * bend[i] * bend[j]
    return band
