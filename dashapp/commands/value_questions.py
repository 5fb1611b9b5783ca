"""`query clv`, `value-deciles` and `next-orders`: what customers are expected to bring."""

from __future__ import annotations

from typing import Any

import pandas as pd

from callbacks.value_facts import ready
from dashapp.commands.errors import Misused
from data.answers import next_orders, value
from data.filters import Filters
from data.value_metrics import VALUE
from data.warehouse import View


def value_rows(view: View, filters: Filters) -> pd.DataFrame:
    """Columns `metric`, `label`, `value`; the range of the next year has two rows of its own."""
    found = _expected(view, filters)
    rows = [
        {"metric": metric.name, "label": metric.label, "value": found.values[metric.name]}
        for metric in VALUE
    ]
    ends = (("low", found.low), ("high", found.high))
    rows += [
        {"metric": f"expected_value_365_{end}", "label": f"80% range, {end}", "value": amount}
        for end, amount in ends
    ]
    return pd.DataFrame(rows).astype({"value": "float64"})


def value_object(view: View, filters: Filters) -> dict[str, Any]:
    """Metric name -> value under `metrics`; the range of the next year, and the holdout's error."""
    found = _expected(view, filters)
    return {
        "metrics": {name: {"value": amount} for name, amount in found.values.items()},
        "expected_value_365_range": {"level": 80, "low": found.low, "high": found.high},
        "holdout_value_error": found.off,
    }


def _expected(view: View, filters: Filters) -> value.Expected:
    _whenever(filters)
    ready(view)
    return value.expected(view, filters)


def calibration_rows(view: View) -> pd.DataFrame:
    """The held-out days by tenth of customers; the last row, without `decile`, is all of them."""
    ready(view)
    return value.calibration(view)


def next_order_rows(
    view: View, filters: Filters, show: next_orders.Show, limit: int
) -> pd.DataFrame:
    """The customers who are due, overdue, or all, by expected value; nobody's name."""
    _whenever(filters)
    ready(view)
    return next_orders.all_next_orders(view, filters, next_orders.Wanted(show), limit=limit)


def _whenever(filters: Filters) -> None:
    if filters.start or filters.end:
        raise Misused(
            "Customer value looks ahead from the last day of the data, so a period changes nothing "
            "in it: leave out --from, --to and --month."
        )
