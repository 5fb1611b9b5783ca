"""The semantic layer: every number of the product, defined once (in words: `docs/metrics.md`)."""

from __future__ import annotations

from data.basis import Basis
from data.formulas import Format, Metric
from data.loyalty_metrics import LOYALTY
from data.payment_metrics import PAYMENTS
from data.reversal_metrics import REVERSAL_RATES
from data.sales_metrics import SALES
from data.volume_metrics import VOLUME

__all__ = ["METRICS", "TWINS", "Format", "Metric", "UnknownMetric", "metric", "on_basis"]

METRICS: dict[str, Metric] = {
    m.name: m for m in (*SALES, *VOLUME, *LOYALTY, *REVERSAL_RATES, *PAYMENTS)
}

# What counts reversals on their own day -> the same number with reversals on the order's day.
TWINS = {
    "reversals": "reversals_by_order",
    "net_sales": "net_sales_by_order",
    "total_sales": "total_sales_by_order",
    "net_units": "net_units_by_order",
    "items_per_order": "items_per_order_by_order",
    "reversal_rate": "reversal_rate_by_order",
    "reversed_unit_rate": "reversed_unit_rate_by_order",
}


class UnknownMetric(ValueError):
    """A metric that the registry does not hold."""


def metric(name: str) -> Metric:
    """The metric of that name; UnknownMetric lists the ones there are."""
    found = METRICS.get(name)
    if found is None:
        raise UnknownMetric(f"There is no metric {name!r}. Choose one of: {', '.join(METRICS)}.")
    return found


def on_basis(chosen: Metric, basis: Basis) -> Metric:
    """The metric with reversals on the day the basis says; itself where it has no other form.

    A metric that names its basis (`net_sales_by_order`) was chosen as such and stays.
    """
    if basis is Basis.ORDER_DAY and chosen.name in TWINS:
        return METRICS[TWINS[chosen.name]]
    return chosen
