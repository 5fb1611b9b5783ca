"""Customer clusters: who is in them, what they bring."""

from __future__ import annotations

import pandas as pd

from data.answers.breakdown import breakdown
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.queries import customers
from data.warehouse import View

SCATTER_POINTS = 2_000
_METRICS = ("net_sales_by_order", "orders", "customers", "average_order_value")


def segments(view: View, filters: Filters) -> pd.DataFrame:
    """One row per cluster, and one for guests: what they bought in the selection.

    Columns `segment`, `customers`, `customer_share`, `net_sales_by_order`, `share`, `orders`,
    `average_order_value`, and the medians of the cluster's customers over their whole look-back:
    `recency_days`, `frequency`, `monetary`.
    """
    sales = breakdown(view, [metric(n) for n in _METRICS], filters, Dimension.SEGMENT)
    sales = sales.rename(columns={"key": "segment"}).drop(columns="label")
    total = sales["customers"].sum()
    sales["customer_share"] = sales["customers"] / total if total else float("nan")
    medians = view.frame(customers.profiles(filters)).drop(columns="members")
    return sales.merge(medians, on="segment", how="left")


def scatter(view: View, filters: Filters) -> pd.DataFrame:
    """At most SCATTER_POINTS clustered customers who bought in the selection.

    Columns `segment`, `recency_days`, `frequency`, `monetary`; the sample is the same every time.
    """
    return view.frame(customers.scatter(filters, SCATTER_POINTS))


def cluster_names(view: View) -> tuple[str, ...]:
    """The clusters' names, the most valuable first."""
    return tuple(view.frame(customers.names())["segment"])
