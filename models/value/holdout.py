"""Calibration: what was predicted of days that were held out, against what came.

The last days are cut off, the models are fitted to what was known before the cut, and every buyer
known by then is predicted. Nothing after the cut reaches the fit or the prediction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from models.value.cells import DAYS_PER_WEEK, Cells, Floats
from models.value.counts import Standing, chance_of, expected_if_alive
from models.value.gamma_gamma import GammaGamma
from models.value.purchasing import Purchasing

DECILES = 10
# At most half a year, and never more than a third of the history.
LONGEST_DAYS = 182
_SHARE = 3
# Less of a difference between two errors of the whole is chance.
_NEARER = 0.01


def held_out_days(history_days: int) -> int:
    """How many of the last days are held out."""
    return min(LONGEST_DAYS, history_days // _SHARE)


@dataclass(frozen=True, slots=True)
class Holdout:
    """What came of the held-out days, over all `customers` that were known at the `cut`.

    `log_score` is the mean logarithm of the chance that was given to the number of orders that
    came (nearer to 0 is better); it is what a newly trained model and the former are compared by.
    """

    cut: date
    days: int
    customers: int
    predicted_orders: float
    actual_orders: float
    predicted_value: float
    actual_value: float
    log_score: float

    @property
    def orders_error(self) -> float | None:
        """Predicted less actual orders, as a share of the actual ones; None where none came."""
        return _error(self.predicted_orders, self.actual_orders)

    @property
    def value_error(self) -> float | None:
        """The same of their value."""
        return _error(self.predicted_value, self.actual_value)

    def sentence(self) -> str:
        """How far off the whole was."""
        orders, value = _off(self.orders_error), _off(self.value_error)
        return (
            f"Held against the last {self.days} days, which it had not seen: predicted orders were "
            f"{orders}, and their value {value}."
        )

    def state(self) -> dict[str, Any]:
        """Its plain values."""
        return {**asdict(self), "cut": self.cut.isoformat()}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """From `state`."""
        return cls(**{**state, "cut": date.fromisoformat(state["cut"])})


def nearer(one: Holdout, other: Holdout) -> bool:
    """Whether the one came nearer to the number of orders by more than a point."""
    if one.orders_error is None or other.orders_error is None:
        return False
    return abs(other.orders_error) - abs(one.orders_error) > _NEARER


def held_against(
    law: Purchasing, spend: GammaGamma, outcomes: pd.DataFrame, cut: date, days: int
) -> tuple[Holdout, pd.DataFrame]:
    """The whole, and by tenths of customers: the rows of `value_calibration`.

    `outcomes` counts customers that are alike at the cut and came equally often later: repeat_days,
    last_age, age (days), came (order days held out), customers, mean_sum (of their mean repeat
    values, never below 0) and value (what came). Customers with equal predictions stay together, so
    tenths differ in size.
    """
    cells = Cells.of(outcomes)
    weeks = days / DAYS_PER_WEEK
    alive = law.p_alive(cells.x, cells.t_x, cells.age)
    each = alive * expected_if_alive(law, cells.x, cells.age, weeks)
    came = outcomes["came"].to_numpy("float64")
    chance = chance_of(law, Standing(cells.x, cells.age, alive), weeks, came)
    per_order = _per_order(spend, cells, outcomes["mean_sum"].to_numpy("float64"))
    frame = pd.DataFrame(
        {
            "decile": _deciles(each, cells.customers),
            "customers": outcomes["customers"],
            "predicted_orders": each * cells.customers,
            "actual_orders": came * cells.customers,
            "predicted_value": each * per_order,
            "actual_value": outcomes["value"].astype("float64"),
        }
    )
    tenths = frame.groupby("decile", as_index=False).sum()
    whole = tenths.sum()
    score = float((cells.customers * np.log(np.maximum(chance, 1e-300))).sum()) / max(
        cells.total, 1.0
    )
    sums = {name: float(whole[name]) for name in tenths.columns[2:]}
    return Holdout(cut, days, int(whole["customers"]), log_score=score, **sums), tenths


def _per_order(spend: GammaGamma, cells: Cells, mean_sum: Floats) -> Floats:
    """The expected values of an order, added up over the customers of each cell."""
    mean = mean_sum / np.maximum(cells.customers, 1.0)
    return cells.customers * spend.expected(cells.x, mean)


def _deciles(each: Floats, customers: Floats) -> Floats:
    """1 to 10 by the middle place of all customers with that prediction."""
    values, place = np.unique(each, return_inverse=True)
    sizes = np.bincount(place, weights=customers, minlength=len(values))
    middle = np.cumsum(sizes) - sizes / 2.0
    decile = 1 + np.floor(DECILES * middle / max(sizes.sum(), 1.0)).astype("int64")
    return np.asarray(np.minimum(decile, DECILES)[place])


def _error(predicted: float, actual: float) -> float | None:
    return (predicted - actual) / actual if actual > 0 else None


def _off(error: float | None) -> str:
    if error is None:
        return "not to be compared with any that came"
    if abs(error) < 0.005:
        return "right to within half a percent"
    return f"{abs(error):.0%} too {'high' if error > 0 else 'low'}"
