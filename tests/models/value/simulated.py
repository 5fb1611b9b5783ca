"""Customers simulated from known parameters: what they did by a day, and what they did after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.value.cells import DAYS_PER_WEEK, Cells, Floats
from models.value.gamma_gamma import GammaGamma
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing

# As published for CDNOW (Fader, Hardie and Lee, 2005; Fader and Hardie, 2013).
PUBLISHED = Purchasing(BG_NBD, r=0.243, alpha=4.414, a=0.793, b=2.426)
LEAVING_AT_ONCE = Purchasing(MBG_NBD, r=0.525, alpha=6.183, a=0.891, b=1.614)
SPEND = GammaGamma(p=6.25, q=3.74, gamma=15.44)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Arrays by customer: x, t_x, age and mean by the cut; what came after, and in which weeks."""

    x: Floats
    t_x: Floats
    age: Floats
    mean: Floats
    alive: Floats
    came: Floats
    value: Floats
    first_wait: Floats

    @property
    def cells(self) -> Cells:
        return Cells(self.x, self.t_x, self.age, np.ones(len(self.x)))

    @property
    def outcomes(self) -> pd.DataFrame:
        """What `held_against` takes, one customer a row."""
        return pd.DataFrame(
            {
                "repeat_days": self.x,
                "last_age": self.t_x * DAYS_PER_WEEK,
                "age": self.age * DAYS_PER_WEEK,
                "came": self.came,
                "customers": 1,
                "mean_sum": np.nan_to_num(self.mean),
                "value": self.value,
            }
        )


def simulate(
    law: Purchasing, customers: int, *, ages: tuple[float, float], weeks: float, seed: int
) -> Crowd:
    """Customers whose first order was between `ages` weeks ago; followed for so many weeks more."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(law.r, 1 / law.alpha, customers)
    leaving = rng.beta(law.a, law.b, customers)
    spend_rate = rng.gamma(SPEND.q, 1 / SPEND.gamma, customers)
    age = rng.uniform(*ages, customers)
    here = np.ones(customers, dtype=bool)
    if law.leaves_at_once:
        here = rng.uniform(size=customers) > leaving
    now, x, t_x, spent = (np.zeros(customers) for _ in range(4))
    came, value, first_wait = np.zeros(customers), np.zeros(customers), np.full(customers, np.inf)
    alive = here.copy()
    while here.any():
        now = now + rng.exponential(1 / np.maximum(rate, 1e-12))
        worth = rng.gamma(SPEND.p, 1 / spend_rate)
        before, after = here & (now <= age), here & (now > age) & (now <= age + weeks)
        first_wait = np.where(here & (now > age) & np.isinf(first_wait), now - age, first_wait)
        x, t_x = x + before, np.where(before, now, t_x)
        spent, came, value = spent + before * worth, came + after, value + after * worth
        leaves = rng.uniform(size=customers) < leaving
        alive &= ~(before & leaves)
        here &= (now <= age + weeks) & ~leaves
    mean = np.divide(spent, x, out=np.full(customers, np.nan), where=x > 0)
    return Crowd(x, t_x, age, mean, alive.astype(float), came, value, first_wait)
