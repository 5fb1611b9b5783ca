"""Buyers who are alike to the model, counted: what it learns from instead of single customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The models count time in weeks, which keeps their parameters near 1 and the fit well conditioned.
DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Cells:
    """Arrays of one length: `customers` buyers share the same history.

    `x`: days with an order after the first one. `t_x`: weeks from the first to the last order.
    `age`: weeks from the first order to the day it is looked at from. (Fader, Hardie and Lee call
    them x, t_x and T; t_x is the age at the last order and not the days since.)
    """

    x: Floats
    t_x: Floats
    age: Floats
    customers: Floats

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Self:
        """From the columns repeat_days, last_age, age (in days) and, where counted, customers."""
        size = len(frame)
        counted = frame["customers"].to_numpy("float64") if "customers" in frame else np.ones(size)
        return cls(
            frame["repeat_days"].to_numpy("float64"),
            frame["last_age"].to_numpy("float64") / DAYS_PER_WEEK,
            frame["age"].to_numpy("float64") / DAYS_PER_WEEK,
            np.asarray(counted, "float64"),
        )

    def every(self, step: int) -> Self:
        """One of so many cells, in their order."""
        parts = (self.x, self.t_x, self.age, self.customers)
        x, t_x, age, customers = (values[::step] for values in parts)
        return type(self)(x, t_x, age, customers)

    @property
    def total(self) -> float:
        """How many customers there are."""
        return float(self.customers.sum())


@dataclass(frozen=True, slots=True)
class Coded:
    """Values that occur again and again, each once, and where they stand.

    A logarithm or a gamma function is computed for the few values instead of for every cell.
    """

    values: Floats
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, values: Floats) -> Self:
        """The distinct values in ascending order."""
        distinct, place = np.unique(values, return_inverse=True)
        return cls(distinct, place)

    def spread(self, computed: Floats) -> Floats:
        """What was computed for the distinct values, for every cell."""
        return computed[self.place]
