"""Metrics by the values of a dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.answers.known import known_of
from data.answers.kpis import baseline_period, values
from data.dimensions import Dimension
from data.filters import Filters
from data.formulas import Metric
from data.periods import Comparison
from data.prepared import prepared
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
    known = known_of(view)
    statement = prepared(ranked, metrics, filters, dimension, limit=limit, **known)
    frame = view.frame(statement)
    first = metrics[0]
    whole = values(view, [first], filters)[first.name] if _adds_up(first, dimension) else None
    frame["share"] = frame[first.name] / whole if whole else float("nan")
    return frame


def _adds_up(metric: Metric, dimension: Dimension) -> bool:
    return metric.additive and dimension is not Dimension.PAYMENT_METHOD


def compared(
    view: View,
    frame: pd.DataFrame,
    metric: Metric,
    filters: Filters,
    *,
    dimension: Dimension,
    comparison: Comparison,
) -> pd.DataFrame:
    """A breakdown with the metric's value of the period compared with, as column `baseline`.

    0 where a sum had no rows then; missing where there is no such period, or for averages.
    """
    period = baseline_period(view, filters, comparison)
    if period is None or frame.empty:
        return frame.assign(baseline=float("nan"))
    then = filters.within(period)
    if dimension is Dimension.PRODUCT:
        # Only the products shown: they need not be among the best of the other period.
        then = then.changed("products", tuple(frame["key"]))
    statement = prepared(ranked, [metric], then, dimension, **known_of(view))
    before = view.frame(statement)
    known = dict(zip(before["key"], before[metric.name], strict=True))
    baseline = np.array([known.get(key, np.nan) for key in frame["key"]], dtype=float)
    if metric.fills_gaps:
        baseline[np.isnan(baseline)] = 0
    return frame.assign(baseline=baseline)
