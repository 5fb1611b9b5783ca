"""Between which amounts the coming value of a customer lies with 80 %.

The value of the coming orders is the sum of as many spends as orders come. Given n orders, and with
what is known of the customer's spend, it is (gamma + x m) times a beta-prime(p n, p x + q)
variable; how likely n is says models.value.counts. So the chance that the value exceeds v is a sum
over n, mixed with the chance of being gone, and the limits are its quantiles: 10 % lie below the
lower and 10 % above the upper one. Both are 0 where the chance of any order is that small. What the
parameters themselves might be off is not in it; with 500 buyers and more it is the smaller part.

In units of the expected value of an order the limits depend on x, T and P(alive) alone. They are
computed once at knots of x, T and the chance, and interpolated for customers, however many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.special import betaincc

from models.value.cells import Floats
from models.value.counts import Standing, at_least_if_alive, quantile
from models.value.gamma_gamma import GammaGamma
from models.value.purchasing import Purchasing

LOWER, UPPER = 0.1, 0.9
_SINGLE, _FAR, _AGES, _CHANCES, _AMOUNTS = 12, 36, 20, 60, 160


@dataclass(frozen=True, slots=True)
class ValueLimits:
    """Limits of the coming value for customers whose x and age lie within what it was made for."""

    law: Purchasing
    weeks: float
    table: RegularGridInterpolator

    @classmethod
    def of(cls, law: Purchasing, spend: GammaGamma, weeks: float, x: Floats, age: Floats) -> Self:
        """Computed for the ranges of these repeat orders and ages (weeks)."""
        orders = _steps(0, float(x.max(initial=1.0)))
        known = _ages(law, age)
        # Near 1, where limits fall to nothing, the knots lie closer.
        near = 1.0 - np.geomspace(0.02, 1e-5, _CHANCES // 3)
        above = np.concatenate((np.linspace(1.0 - UPPER, 0.97, _CHANCES), near, [1.0]))
        knots = _Knots(law, spend, weeks, known, above)
        worth = np.array([knots.worths(own) for own in orders])
        axes = (np.log1p(orders), np.log(law.alpha + known), above)
        table = RegularGridInterpolator(axes, worth, bounds_error=False, fill_value=None)
        return cls(law, weeks, table)

    def limits(self, now: Standing) -> tuple[Floats, Floats]:
        """Lower and upper limit, in units of the expected value of one order."""
        one = np.ones(len(now.x))
        any_order = now.p_alive * at_least_if_alive(self.law, now.x, now.age, self.weeks, one)
        low, high = (self._at(now.x, now.age, any_order, 1.0 - level) for level in (LOWER, UPPER))
        return low, high

    def _at(self, x: Floats, age: Floats, any_order: Floats, exceeded: float) -> Floats:
        """The amount that is exceeded with this chance."""
        found = np.zeros(len(x))
        rows = np.flatnonzero(any_order > exceeded)
        if len(rows):
            part = exceeded / any_order[rows]
            points = (np.log1p(x[rows]), np.log(self.law.alpha + age[rows]), part)
            found[rows] = np.maximum(self.table(np.column_stack(points)), 0.0)
        return found


def _ages(law: Purchasing, age: Floats) -> Floats:
    """Knots of age, evenly apart in log(alpha + T), in which everything is smooth."""
    low, high = float(age.min(initial=0.0)), float(age.max(initial=1.0))
    logs = np.linspace(np.log(law.alpha + low), np.log(law.alpha + max(high, low + 1.0)), _AGES)
    return np.asarray(np.exp(logs) - law.alpha)


def _steps(first: int, last: float) -> Floats:
    """Whole numbers: the small ones all, the others further and further apart, the last one too."""
    every = np.arange(first, first + _SINGLE + 1, dtype="float64")
    far = np.round(np.geomspace(every[-1], max(last, every[-1]), _FAR))
    return np.unique(np.concatenate((every[every <= max(last, first + 1)], far[far <= last])))


@dataclass(frozen=True, slots=True)
class _Knots:
    """What the limits are computed for; `above`: parts of the chance of any order."""

    law: Purchasing
    spend: GammaGamma
    weeks: float
    ages: Floats
    above: Floats

    def worths(self, own: float) -> Floats:
        """With `own` repeat orders: what is exceeded, by age and part of the chance."""
        everybody = Standing(np.full(len(self.ages), own), self.ages, np.ones(len(self.ages)))
        most = float(quantile(self.law, everybody, self.weeks, 1.0 - 1e-7).max())
        first = _steps(1, most + 1.0)
        after = np.append(first[1:], most + 2.0)
        chance, beyond = (self._at_least(everybody, orders) for orders in (first, after))
        count = (first + after - 1.0) / 2.0
        shape = float(self.spend.shape(np.array([own]))[0])
        unit = self.spend.p / (shape - 1.0)
        amounts = unit * np.geomspace(0.02, 30.0 * count[-1], _AMOUNTS)
        part = (amounts / (1.0 + amounts))[None, :]
        exceeds = betaincc(self.spend.p * count[:, None], shape, part)
        survival = np.einsum("an,nw->aw", chance - beyond, exceeds) / chance[:, :1]
        logs = np.log(amounts)[::-1]
        worth = np.exp([np.interp(self.above, row[::-1], logs) for row in survival]) / unit
        worth[:, -1] = 0.0
        return np.asarray(worth)

    def _at_least(self, now: Standing, orders: Floats) -> Floats:
        x, age = now.x[:, None], now.age[:, None]
        return at_least_if_alive(self.law, x, age, self.weeks, orders[None, :])
