"""What is expected of single customers: the rows of `customer_value`.

Customers come in pieces of bounded size. Whatever depends on repeat orders and age alone is
computed once for those who are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import pandas as pd

from models.value.cells import DAYS_PER_WEEK, Cells, Coded, Floats
from models.value.counts import Standing, expected_if_alive, quantile
from models.value.gamma_gamma import GammaGamma
from models.value.intervals import LOWER, UPPER, ValueLimits
from models.value.next_order import LATE, MEDIAN, SOON, wait_days
from models.value.purchasing import Purchasing

DAYS_PER_MONTH = 365.25 / 12
_MANY = 100_000.0


@dataclass(frozen=True, slots=True)
class Horizon:
    """Expected orders and their value within so many days.

    `discount` is a yearly rate: what comes in the nth month is divided by (1 + discount)^(n / 12).
    The limits of a discounted value are shrunk as the value is.
    """

    law: Purchasing
    spend: GammaGamma
    days: int
    discount: float = 0.0

    @property
    def weeks(self) -> float:
        """Its length in the models' unit of time."""
        return self.days / DAYS_PER_WEEK

    def orders(self, now: Standing) -> Floats:
        """The expected number of order days."""
        return self._expected(now, self.weeks)

    def discounted(self, now: Standing) -> Floats:
        """The same, each order counting as much as its money is worth today."""
        if not self.discount:
            return self.orders(now)
        months = np.arange(1, int(np.ceil(self.days / DAYS_PER_MONTH)) + 1)
        total, before = np.zeros(len(now.x)), np.zeros(len(now.x))
        for month in months:
            until = self._expected(now, min(month * DAYS_PER_MONTH, self.days) / DAYS_PER_WEEK)
            total += (until - before) * (1.0 + self.discount) ** (-month / 12.0)
            before = until
        return total

    def _expected(self, now: Standing, weeks: float) -> Floats:
        alike = Coded.of(now.x * _MANY + np.round(now.age * DAYS_PER_WEEK))
        x, days = np.divmod(alike.values, _MANY)
        found = expected_if_alive(self.law, x, days / DAYS_PER_WEEK, weeks)
        return now.p_alive * alike.spread(found)


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores customers as of a day; made once, used for piece after piece.

    `law` says how many orders come, `alive` who is still a customer and when those order next.
    """

    law: Purchasing
    alive: Purchasing
    spend: GammaGamma
    as_of: date
    horizons: tuple[Horizon, ...]
    limits: ValueLimits

    @classmethod
    def of(
        cls,
        models: tuple[Purchasing, Purchasing, GammaGamma],
        as_of: date,
        cells: pd.DataFrame,
        days: tuple[int, ...],
        discount: float = 0.0,
    ) -> Self:
        """For horizons of so many days; the last one has limits.

        `models`: the law of orders, that of being alive, and that of what orders bring.

        `cells` (repeat_days, last_age, age) say within what range customers lie.
        """
        law, alive, spend = models
        ranges = Cells.of(cells)
        horizons = tuple(Horizon(law, spend, horizon, discount) for horizon in days)
        limits = ValueLimits.of(law, spend, horizons[-1].weeks, ranges.x, ranges.age)
        return cls(law, alive, spend, as_of, horizons, limits)

    def score(self, customers: pd.DataFrame) -> pd.DataFrame:
        """One row each, in the given order.

        Needs repeat_days, last_age, age and mean (of repeat order days; anything without one).
        Gives repeat_days, p_alive, value_per_order, the dates of the next order, and for each
        horizon d orders_d and value_d; for the last one also orders_d_lo, orders_d_hi,
        value_d_lo and value_d_hi.
        """
        cells = Cells.of(customers)
        now = self._standing(cells)
        worth = self.spend.expected(cells.x, np.nan_to_num(customers["mean"].to_numpy("float64")))
        columns: dict[str, object] = {
            "repeat_days": cells.x.astype("int64"),
            "p_alive": self.alive.p_alive(cells.x, cells.t_x, cells.age),
            "value_per_order": worth,
        }
        for horizon in self.horizons:
            columns[f"orders_{horizon.days}"] = horizon.orders(now)
            columns[f"value_{horizon.days}"] = horizon.discounted(now) * worth
        return pd.DataFrame(columns | self._limits(now, worth) | self._dates(now))

    def _limits(self, now: Standing, worth: Floats) -> dict[str, Floats]:
        horizon = self.horizons[-1]
        low, high = self.limits.limits(now)
        shrunk = worth * _ratio(horizon.discounted(now), horizon.orders(now))
        return {
            f"value_{horizon.days}_lo": low * shrunk,
            f"value_{horizon.days}_hi": high * shrunk,
        }

    def order_limits(self, customers: pd.DataFrame) -> tuple[Floats, Floats]:
        """Between how many orders 80 % of such customers place within the last horizon."""
        now = self._standing(Cells.of(customers))
        weeks = self.horizons[-1].weeks
        low, high = (quantile(self.law, now, weeks, level) for level in (LOWER, UPPER))
        return low, high

    def _standing(self, cells: Cells) -> Standing:
        alive = self.law.p_alive(cells.x, cells.t_x, cells.age)
        return Standing(cells.x, cells.age, alive)

    def _dates(self, now: Standing) -> dict[str, pd.Series]:
        shares = {"next_order_on": MEDIAN, "next_order_from": SOON, "next_order_to": LATE}
        start = pd.Timestamp(self.as_of)
        waits = {name: wait_days(self.alive, now.x, now.age, at) for name, at in shares.items()}
        return {
            name: (start + pd.Series(pd.to_timedelta(days, unit="D"))).astype("datetime64[us]")
            for name, days in waits.items()
        }


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.ones(len(part)), where=whole > 0))
