"""What an order is worth: the Gamma-Gamma model of mean spend (Fader and Hardie, 2013).

The orders of a customer vary around an own mean, Gamma(p, nu); the rates nu differ between
customers, Gamma(q, gamma). What somebody spends is taken to have nothing to do with how often they
come: that has to be checked before the model is used (see gates). Fader, P. and Hardie, B., "The
Gamma-Gamma model of monetary value", brucehardie.com/notes/025, 2013.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.special import digamma, gammaln

from models.errors import WrongInput
from models.value.cells import Coded, Floats
from models.value.fitting import minimised

_STARTS = ((2.0, 3.0, 2.0), (8.0, 4.0, 0.5))
# With q at 1 or below the mean of a customer of whom nothing is known would be infinite.
_LEAST_Q = 1.05


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted law of spend per order day; `gamma` is in money."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = float("nan")
    customers: int = 0

    @property
    def population_mean(self) -> float:
        """What an order of somebody brings of whom nothing is known."""
        return self.p * self.gamma / (self.q - 1.0)

    def scale(self, x: Floats, mean: Floats) -> Floats:
        """What is known of a customer's spend, in money: gamma plus all that was spent again.

        Repeat orders that were taken back altogether count as nothing spent, never as less.
        """
        return np.asarray(self.gamma + x * np.where(x > 0, np.maximum(mean, 0.0), 0.0))

    def shape(self, x: Floats) -> Floats:
        """The shape of what is known of nu."""
        return np.asarray(self.p * x + self.q)

    def expected(self, x: Floats, mean: Floats) -> Floats:
        """The expected value of an order: p (gamma + x m) / (p x + q - 1).

        The same as weighing the own mean by p x / (p x + q - 1) against that of all customers.
        """
        return np.asarray(self.p * self.scale(x, mean) / (self.shape(x) - 1.0))

    def state(self) -> dict[str, Any]:
        """Its plain numbers."""
        return asdict(self)

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """From `state`."""
        return cls(**state)


def fit_gamma_gamma(x: Floats, mean: Floats) -> GammaGamma:
    """The law that makes mean spends most likely.

    `x`: repeat order days of each customer, `mean`: what one of them brought on average; customers
    without one or without a positive mean are left out. WrongInput where nobody is left.
    """
    kept = (x > 0) & (mean > 0)
    if not kept.any():
        raise WrongInput("No repeat order brought money, so nothing can be said about their value.")
    unit = float(np.mean(mean[kept]))
    spends = _Spends(Coded.of(x[kept]), mean[kept] / unit)
    best = minimised(spends.objective, [np.log(start) for start in _STARTS])
    p, more, gamma = (float(value) for value in np.exp(best.logs))
    # The density of a mean in money is that of the scaled one, divided by the unit.
    total = (-best.value - float(np.log(unit))) * len(spends.mean)
    return GammaGamma(p, _LEAST_Q + more, gamma * unit, total, len(spends.mean))


@dataclass(frozen=True, slots=True)
class _Spends:
    x: Coded
    mean: Floats

    def objective(self, logs: Floats) -> tuple[float, Floats]:
        """The mean negative log-likelihood and its gradient in log p, log(q - least), log gamma."""
        p, more, gamma = np.exp(logs)
        q, x = _LEAST_Q + more, self.x.values
        own, n = self.x.spread(x), len(self.mean)
        total = own * self.mean
        known = np.log(gamma + total)
        by_orders = gammaln(p * x + q) - gammaln(p * x) + p * x * np.log(x)
        value = self.x.spread(by_orders) + (p * own - 1.0) * np.log(self.mean)
        value = float(np.mean(value - (p * own + q) * known)) - gammaln(q) + q * np.log(gamma)
        of_p = self.x.spread(x * (digamma(p * x + q) - digamma(p * x) + np.log(x)))
        of_p = of_p + own * (np.log(self.mean) - known)
        of_q = self.x.spread(digamma(p * x + q)) - digamma(q) + np.log(gamma) - known
        of_gamma = q / gamma - (p * own + q) / (gamma + total)
        slopes = np.array([of_p.sum(), of_q.sum(), of_gamma.sum()]) / n
        return -value, -slopes * np.array([p, more, gamma])
