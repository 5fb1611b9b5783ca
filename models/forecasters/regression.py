"""Weighted ridge regression of series side by side, and how they go on beyond their end.

Hoerl and Kennard (1970) for the penalties; exponential forgetting for the weights. Everything is in
the scale of the logarithm. Column 0 of a design is 1, column 1 is kept free for the trend, which is
counted in years from the last observation. Every array leads with the series.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.features import FloatArray
from models.forecasters.recipes import Recipe

TREND_PENALTY = 2.0
# Penalties hold for this noise; a quieter series may follow its season and trend more closely.
USUAL_NOISE = 0.04
# How many observations of "no correction" the latest residuals are averaged with.
_LEVEL_PRIOR = 1.0
_PASSES = 2
_DOUBT = 4.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (level, trend, then season and calendar) and what they leave unexplained.

    Of each series: `inverse` of the penalised normal matrix; `level`: correction from the latest
    residuals; `variance` of one observation; `freedom`: degrees of freedom left by the effective
    parameters.
    """

    coefficients: FloatArray
    inverse: FloatArray
    level: FloatArray
    variance: FloatArray
    freedom: FloatArray


def regress(
    z: FloatArray, x: FloatArray, ages: FloatArray, penalties: FloatArray, recipe: Recipe
) -> Fit:
    """Fit z, shape (series, observations), on x; `ages` in periods before the history's end."""
    x = x.copy()
    x[:, 1] = -ages / recipe.year
    weight = 0.5 ** (ages / recipe.half_life)
    weighted = x * weight[:, None]
    normal, target = weighted.T @ x, z @ weighted
    effective = float(weight.sum() ** 2 / (weight @ weight))
    # Under two years a season fits the noise as well: expect the noise of a usual shop.
    doubt = _DOUBT * min(max(2.0 - (ages[0] + 1) / recipe.year, 0.0), 1.0)
    ease = np.ones(len(z))
    for _ in range(_PASSES):
        ridge = np.eye(len(penalties)) * (penalties * ease[:, None] + 1e-9)[:, None, :]
        inverse = np.asarray(np.linalg.inv(normal + ridge), dtype=np.float64)
        coefficients = np.einsum("sij,sj->si", inverse, target)
        residuals = z - coefficients @ x.T
        used = np.einsum("sij,ji->s", inverse, normal)
        freedom = np.maximum(effective - used, 1.0)
        noise = residuals**2 @ weight / weight.sum() * effective
        variance = (noise + doubt * USUAL_NOISE**2) / (freedom + doubt)
        ease = np.clip(variance / USUAL_NOISE**2, 0.02, 5.0)
    recent = recipe.memory**ages
    return Fit(
        coefficients,
        inverse,
        level=residuals @ recent / (recent.sum() + _LEVEL_PRIOR),
        variance=variance,
        freedom=freedom + doubt,
    )


def go_on(fit: Fit, x: FloatArray, steps: FloatArray, recipe: Recipe, damping: float) -> FloatArray:
    """The periods so many steps after the history, one row of x each: shape (series, periods)."""
    trend = fit.coefficients[:, 1:2] * _reach(damping, steps) / recipe.year
    ahead: FloatArray = fit.coefficients @ x.T + trend + fit.level[:, None] * recipe.carry**steps
    return ahead


def _reach(damping: float, steps: FloatArray) -> FloatArray:
    """How many undamped steps so many damped ones are worth."""
    if damping == 1.0:
        return steps
    reach: FloatArray = damping * (1.0 - damping**steps) / (1.0 - damping)
    return reach


def variance_ahead(fit: Fit, x: FloatArray, steps: FloatArray, recipe: Recipe) -> FloatArray:
    """Variance of the error at each step: noise, uncertain coefficients, and drift."""
    x = x.copy()
    x[:, 1] = steps / recipe.year
    uncertain = np.einsum("ij,sjk,ik->si", x, fit.inverse, x)
    found: FloatArray = fit.variance[:, None] * (1.0 + uncertain + recipe.drift * (steps - 1))
    return found


def sobered(fit: Fit, variance: float, trials: float) -> Fit:
    """The fit with its noise held against what it missed outside its history, in as many trials."""
    both = (fit.variance * fit.freedom + variance * trials) / (fit.freedom + trials)
    return replace(fit, variance=both)
