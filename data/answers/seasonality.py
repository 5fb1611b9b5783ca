"""Whole months and days of the history: what a season may be read from."""

from __future__ import annotations

import pandas as pd

from data.answers.history import complete_months
from data.answers.series import series
from data.filters import Filters
from data.formulas import Metric
from data.periods import Grain
from data.warehouse import View

__all__ = ["complete_days", "complete_months"]


def complete_days(view: View, metric: Metric, filters: Filters) -> pd.Series:
    """The metric by day over the whole history; dimensions filter, the period does not.

    Missing where a ratio has nothing to divide by.
    """
    frame = series(view, [metric], filters.within(None), Grain.DAY)
    return frame.set_index("period")[metric.name]
