"""The sales ladder: from list prices down to what is left, and up to what customers paid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from data.answers.kpis import kpis
from data.basis import Basis
from data.filters import Filters
from data.metrics import metric
from data.periods import Comparison
from data.warehouse import View


class Step(StrEnum):
    """What a rung does."""

    LEVEL = "="
    LESS = "−"
    MORE = "+"


@dataclass(frozen=True, slots=True)
class Rung:
    """A metric of the ladder and what it does to the one before."""

    name: str
    step: Step


RUNGS = (
    Rung("gross_sales", Step.LEVEL),
    Rung("discounts", Step.LESS),
    Rung("reversals", Step.LESS),
    Rung("net_sales", Step.LEVEL),
    Rung("shipping", Step.MORE),
    Rung("tax", Step.MORE),
    Rung("total_sales", Step.LEVEL),
)


def ladder(view: View, filters: Filters, compare: Comparison, basis: Basis) -> pd.DataFrame:
    """One row per rung, from the top.

    Columns `metric` (its name on that basis), `label`, `step`, `value` and `comparison`; both
    missing where a product or category filter leaves no answer, and never 0 for it.
    """
    found = kpis(view, [rung.name for rung in RUNGS], filters, compare, basis)
    return pd.DataFrame(
        {
            "metric": [kpi.metric.name for kpi in found],
            "label": [metric(rung.name).label for rung in RUNGS],
            "step": [rung.step.value for rung in RUNGS],
            "value": np.array([kpi.value for kpi in found], dtype=float),
            "comparison": np.array([kpi.previous for kpi in found], dtype=float),
        }
    )
