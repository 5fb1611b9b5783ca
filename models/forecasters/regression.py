"""Weighted ridge regression of one series, and how it goes on beyond its end.

Hoerl and Kennard (1970) for the penalties; exponential forgetting for the weights. Everything is in
the scale of the logarithm. Column 0 of a design is 1, column 1 is kept free for the trend, which is
counted in years from the last observation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.features import FloatArray
from models.forecasters.recipes import Recipe

TREND_PENALTY = 2.0
# Penalties hold for this noise; a quieter series may follow its season and trend more closely.
_USUAL_NOISE = 0.04
# How many observations of "no correction" the latest residuals are averaged with.
_LEVEL_PRIOR = 1.0
_PASSES = 2
_DOUBT = 4.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (level, trend, then season and calendar) and what they leave unexplained.

    `inverse` of the penalised normal matrix; `level`: correction from the latest residuals;
    `variance` of one observation; `freedom`: degrees of freedom left by the effective parameters.
    """

    coefficients: FloatArray
    inverse: FloatArray
    level: float
    variance: float
    freedom: float


def regress(
    z: FloatArray, x: FloatArray, counts: FloatArray, penalties: FloatArray, recipe: Recipe
) -> Fit:
    """Fit z on x; `counts` is 0 for observations to leave out."""
    n = len(z)
    age = np.arange(n)[::-1]
    x = x.copy()
    x[:, 1] = -age / recipe.year
    weight = 0.5 ** (age / recipe.half_life) * counts
    weighted = x * weight[:, None]
    normal = weighted.T @ x
    target = weighted.T @ z
    effective = float(weight.sum() ** 2 / (weight @ weight))
    # Under two years a season fits the noise as well: expect the noise of a usual shop.
    doubt = _DOUBT * min(max(2.0 - n / recipe.year, 0.0), 1.0)
    ease = 1.0
    inverse: FloatArray
    for _ in range(_PASSES):
        inverse = np.asarray(
            np.linalg.inv(normal + np.diag(penalties * ease + 1e-9)), dtype=np.float64
        )
        coefficients = inverse @ target
        residuals = (z - x @ coefficients) * counts
        used = float(np.einsum("ij,ji->", inverse, normal))
        freedom = max(effective - used, 1.0)
        noise = float(weight @ residuals**2 / weight.sum()) * effective
        variance = (noise + doubt * _USUAL_NOISE**2) / (freedom + doubt)
        ease = float(np.clip(variance / _USUAL_NOISE**2, 0.02, 5.0))
    recent = recipe.memory**age * counts
    return Fit(
        coefficients,
        inverse,
        level=float(recent @ residuals / (recent.sum() + _LEVEL_PRIOR)),
        variance=variance,
        freedom=freedom + doubt,
    )


def go_on(fit: Fit, x: FloatArray, recipe: Recipe, damping: float) -> FloatArray:
    """The periods right after the history, one row of x each."""
    steps = np.arange(1, len(x) + 1)
    trend = fit.coefficients[1] * np.cumsum(damping**steps) / recipe.year
    ahead: FloatArray = x @ fit.coefficients + trend + fit.level * recipe.carry**steps
    return ahead


def variance_ahead(fit: Fit, x: FloatArray, recipe: Recipe) -> FloatArray:
    """Variance of the error at each step: noise, uncertain coefficients, and drift."""
    steps = np.arange(1, len(x) + 1)
    x = x.copy()
    x[:, 1] = steps / recipe.year
    uncertain = np.einsum("ij,jk,ik->i", x, fit.inverse, x)
    found: FloatArray = fit.variance * (1.0 + uncertain + recipe.drift * (steps - 1))
    return found


def sobered(fit: Fit, variance: float, trials: float) -> Fit:
    """The fit with its noise held against what it missed outside its history, in as many trials."""
    both = (fit.variance * fit.freedom + variance * trials) / (fit.freedom + trials)
    return replace(fit, variance=both)
