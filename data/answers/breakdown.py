"""Metrics by the values of a dimension."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.answers.kpis import values
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Metric
from data.queries.ranking import MAX_ROWS, ranked
from data.warehouse import View


def breakdown(
    view: View,
    metrics: Sequence[Metric],
    filters: Filters,
    dimension: Dimension,
    limit: int = MAX_ROWS,
) -> pd.DataFrame:
    """Columns `key`, `label`, (`category` of products,) one per metric, `share`; best first.

    `share` is the first metric's part of the whole selection; missing where parts do not add up
    to a whole: averages, different customers, or orders paid in several ways.
    """
    statement = ranked(metrics, filters, dimension, last_day=view.release.last_day, limit=limit)
    frame = view.frame(statement)
    first = metrics[0]
    whole = values(view, [first], filters)[first.name] if _adds_up(first, dimension) else None
    frame["share"] = frame[first.name] / whole if whole else float("nan")
    return frame


def _adds_up(metric: Metric, dimension: Dimension) -> bool:
    return metric.additive and dimension is not Dimension.PAYMENT_METHOD
