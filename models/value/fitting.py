"""Maximum likelihood of BG/NBD and MBG/NBD over counted cells, with exact gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from models.errors import WrongInput
from models.value.cells import Cells, Coded, Floats
from models.value.purchasing import MBG_NBD, Purchasing

# Logarithms of parameters are kept within these bounds; beyond them nothing changes any more.
LOWEST, HIGHEST = np.log(1e-5), np.log(1e5)
# Two starts far from each other: they meet where there is one best fit.
_STARTS = ((0.5, 4.0, 1.0, 2.5), (1.5, 15.0, 0.3, 5.0))
_AGREE = 1e-6
# Of more cells a part of this size says first where to look.
_COARSE = 20_000
_OPTIONS = {"maxiter": 500, "gtol": 1e-8}

Objective = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Where an objective is lowest, and how low."""

    logs: Floats
    value: float


def fit_purchasing(cells: Cells, name: str = MBG_NBD) -> Purchasing:
    """The law of that name that makes the histories most likely.

    WrongInput where there is nobody, or nobody who came back: then any rate of leaving fits.
    """
    if cells.total <= 0 or not (cells.x > 0).any():
        raise WrongInput("Nobody came back, so nothing can be said about coming back.")
    starts = [np.log(start) for start in _STARTS]
    if len(cells.x) > _COARSE:
        part = cells.every(-(-len(cells.x) // _COARSE))
        starts = [minimised(_Likelihood.of(part, name), starts).logs]
    best = minimised(_Likelihood.of(cells, name), starts)
    r, alpha, a, b = (float(value) for value in np.exp(best.logs))
    total = -best.value * cells.total
    return Purchasing(name, r, alpha, a, b, total, round(cells.total))


def log_likelihood(cells: Cells, law: Purchasing) -> float:
    """How likely a law makes the histories, as a sum of logarithms over all customers."""
    parameters = np.log([law.r, law.alpha, law.a, law.b])
    value, _ = _Likelihood.of(cells, law.name)(parameters)
    return -value * cells.total


def minimised(objective: Objective, starts: list[Floats]) -> Fitted:
    """The lowest point found from all starts; WrongInput where the search finds none."""
    best: Fitted | None = None
    for start in starts:
        found = minimize(_held(objective), start, jac=True, method="BFGS", options=_OPTIONS)
        agrees = best is not None and abs(found.fun - best.value) < _AGREE
        if best is None or found.fun < best.value:
            best = Fitted(np.clip(found.x, LOWEST, HIGHEST), float(found.fun))
        if agrees:
            break
    if best is None or not np.isfinite(best.value):
        raise WrongInput("No parameters make these histories likely.")
    return best


def _held(objective: Objective) -> Objective:
    """The same within the bounds; beyond them nothing falls any more."""

    def held(logs: Floats) -> tuple[float, Floats]:
        inside = np.clip(logs, LOWEST, HIGHEST)
        value, gradient = objective(inside)
        return value, np.where(inside == logs, gradient, 0.0)

    return held


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """The mean negative log-likelihood and its gradient, in logarithms of r, alpha, a, b."""

    x: Coded
    t_x: Coded
    age: Coded
    weight: Floats
    again: npt.NDArray[np.bool_]
    first: int

    @classmethod
    def of(cls, cells: Cells, name: str) -> Self:
        first = int(name == MBG_NBD)
        again = (cells.x > 0) | bool(first)
        weight = cells.customers / cells.total
        x, t_x, age = (Coded.of(values) for values in (cells.x, cells.t_x, cells.age))
        return cls(x, t_x, age, weight, again, first)

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(logs)
        prefix, slopes = self._by_orders(r, a, b)
        x = self.x.spread(self.x.values)
        until, until_last = np.log(alpha + self.age.values), np.log(alpha + self.t_x.values)
        silent, before = self.age.spread(until), self.t_x.spread(until_last)
        alive = -(r + x) * silent
        # B(a + 1, y - 1) / B(a, y) = a / (y - 1), where y is b + x + k.
        odds = self.x.spread(self._log_odds(a, b))
        left = np.where(self.again, odds - (r + x) * before, -np.inf)
        both = np.logaddexp(alive, left)
        value = self._mean(prefix[self.x.place] + both) + r * np.log(alpha)
        gone = np.exp(left - both)
        held = 1.0 - gone
        by_rate = (r + x) * (
            held / (alpha + self.age.spread(self.age.values))
            + gone / (alpha + self.t_x.spread(self.t_x.values))
        )
        of_r, of_a, of_b = (slope[self.x.place] for slope in slopes)
        gradient = np.array(
            [
                self._mean(of_r - held * silent - gone * before) + np.log(alpha),
                r / alpha - self._mean(by_rate),
                self._mean(of_a + gone / a),
                self._mean(of_b - gone * self.x.spread(1.0 / self._before(b))),
            ]
        )
        return -value, -gradient * np.array([r, alpha, a, b])

    def _mean(self, values: Floats) -> float:
        """Over all customers; no matrix product, whose last digits depend on the cores."""
        return float((self.weight * values).sum())

    def _before(self, b: float) -> Floats:
        """The b + x + k - 1 of each x, where it is used only for who may have left."""
        before = b + self.x.values + self.first - 1.0
        return np.asarray(np.where(before > 0, before, 1.0))

    def _log_odds(self, a: float, b: float) -> Floats:
        return np.asarray(np.log(a) - np.log(self._before(b)))

    def _by_orders(self, r: float, a: float, b: float) -> tuple[Floats, tuple[Floats, ...]]:
        """What depends on x alone, for each of its values, and the slopes in r, a and b."""
        x = self.x.values
        stay = b + x + self.first
        both, ab = a + stay, a + b
        value = gammaln(r + x) - gammaln(r) + gammaln(stay) - gammaln(both)
        value += gammaln(ab) - gammaln(b)
        joint = digamma(ab) - digamma(both)
        slopes = (
            digamma(r + x) - digamma(r),
            joint,
            joint + digamma(stay) - digamma(b),
        )
        return value, slopes
