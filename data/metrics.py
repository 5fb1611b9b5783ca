"""The semantic layer: every number of the product, defined once (in words: `docs/metrics.md`)."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Format, Metric
from data.measures import REPEAT_DAYS

__all__ = ["METRICS", "Format", "Metric", "UnknownMetric", "metric"]

_SALES = (
    Metric(
        "gross_sales",
        "Gross sales",
        "List price times quantity of every counting order, before discounts, "
        "reversals, shipping and tax.",
        ("gross",),
        f.one("gross"),
        additive=True,
    ),
    Metric(
        "discounts",
        "Discounts",
        "Money taken off lines and orders when they were placed.",
        ("discount",),
        f.one("discount"),
        additive=True,
        up_is_good=None,
    ),
    Metric(
        "reversals",
        "Reversals",
        "Value taken back through refunds, returns and cancellations, on the day "
        "it was taken back. Shown as a positive number.",
        ("reversed",),
        f.one("reversed"),
        additive=True,
        dated="reversal day",
        up_is_good=False,
    ),
    Metric(
        "net_sales",
        "Net sales",
        "Gross sales less discounts and reversals, without shipping and tax.",
        ("gross", "discount", "reversed"),
        f.net,
        additive=True,
        dated=f.BOTH_DAYS,
    ),
    Metric(
        "net_sales_by_order",
        "Net sales by order day",
        "Net sales with each reversal taken off the day of the order it belongs to.",
        ("gross", "discount", "order_reversed"),
        f.order_basis_net,
        additive=True,
        dated="order day, reversals too",
    ),
    Metric(
        "demand_sales",
        "Demand sales",
        "Gross sales less discounts, free of later reversals.",
        ("gross", "discount"),
        f.demand,
        additive=True,
    ),
    Metric(
        "shipping",
        "Shipping",
        "What customers were charged for delivery.",
        ("shipping",),
        f.one("shipping"),
        additive=True,
        up_is_good=None,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
    Metric(
        "tax",
        "Tax",
        "Tax charged on top of prices.",
        ("tax",),
        f.one("tax"),
        additive=True,
        up_is_good=None,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
    Metric(
        "total_sales",
        "Total sales",
        "Net sales plus shipping and tax.",
        ("gross", "discount", "reversed", "shipping", "tax"),
        lambda m: f.net(m) + m["shipping"] + m["tax"],
        additive=True,
        dated=f.BOTH_DAYS,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
    Metric(
        "collected",
        "Collected",
        "Money received through successful payments, on the day it was paid. "
        "A cash view: never to be mixed with sales.",
        ("collected",),
        f.one("collected"),
        additive=True,
        dated="payment day",
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
)

_VOLUME = (
    Metric(
        "orders",
        "Orders",
        "Orders placed whose status counts.",
        ("orders",),
        f.one("orders"),
        Format.COUNT,
    ),
    Metric(
        "units",
        "Units",
        "Pieces ordered, before reversals.",
        ("quantity",),
        f.one("quantity"),
        Format.COUNT,
        additive=True,
    ),
    Metric(
        "net_units",
        "Net units",
        "Pieces ordered less pieces taken back.",
        ("quantity", "reversed_quantity"),
        lambda m: m["quantity"] - m["reversed_quantity"],
        Format.COUNT,
        additive=True,
        dated=f.BOTH_DAYS,
    ),
    Metric(
        "items_per_order",
        "Items per order",
        "Net units divided by orders.",
        ("quantity", "reversed_quantity", "orders"),
        f.ratio(lambda m: m["quantity"] - m["reversed_quantity"], f.one("orders")),
        Format.RATIO,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "customers",
        "Customers",
        "Different known customers with at least one counting order. Guests are "
        "not counted; months do not add up.",
        ("customers",),
        f.one("customers"),
        Format.COUNT,
    ),
    Metric(
        "average_order_value",
        "Average order value",
        "Gross sales less discounts, divided by orders.",
        ("gross", "discount", "orders"),
        f.ratio(f.demand, f.one("orders")),
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "net_average_order_value",
        "Net average order value",
        "Net sales on the order day, divided by orders.",
        ("gross", "discount", "order_reversed", "orders"),
        f.ratio(f.order_basis_net, f.one("orders")),
        dated="order day, reversals too",
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "median_order_value",
        "Median order value",
        "Half of the orders were worth more, half less (gross sales less discounts).",
        ("median_order",),
        f.one("median_order"),
        null_rule=f.ORDERS_TO_DIVIDE,
    ),
    Metric(
        "free_orders",
        "Free orders",
        "Orders worth nothing after discounts; they count as orders.",
        ("free_orders",),
        f.one("free_orders"),
        Format.COUNT,
        up_is_good=None,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
)

_LOYALTY = (
    Metric(
        "new_customers",
        "New customers",
        "Customers whose first order ever falls into the period.",
        ("new_customers",),
        f.one("new_customers"),
        Format.COUNT,
    ),
    Metric(
        "returning_customers",
        "Returning customers",
        "Customers with a second or later order in the period. "
        "Somebody who came and came back counts as new and as returning.",
        ("returning_customers",),
        f.one("returning_customers"),
        Format.COUNT,
    ),
    Metric(
        "new_orders",
        "New orders",
        "First orders ever of known customers.",
        ("new_orders",),
        f.one("new_orders"),
        Format.COUNT,
    ),
    Metric(
        "returning_orders",
        "Returning orders",
        "Second and later orders of known customers.",
        ("customer_orders", "new_orders"),
        lambda m: m["customer_orders"] - m["new_orders"],
        Format.COUNT,
    ),
    Metric(
        "purchase_frequency",
        "Purchase frequency",
        "Orders of known customers per customer.",
        ("customer_orders", "customers"),
        f.ratio(f.one("customer_orders"), f.one("customers")),
        Format.RATIO,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "repeat_rate",
        "Repeat rate",
        f"Share of customers first seen in the period who ordered again within "
        f"{REPEAT_DAYS} days; only customers observed for {REPEAT_DAYS} days.",
        ("cohort_repeated", "cohort"),
        f.ratio(f.one("cohort_repeated"), f.one("cohort")),
        Format.PERCENT,
        dated="day of the first order",
        null_rule="blank until somebody was observed long enough",
    ),
)

_REVERSAL = (
    Metric(
        "reversal_rate",
        "Reversal rate",
        "Value of reversals as a share of gross sales.",
        ("reversed", "gross"),
        f.ratio(f.one("reversed"), f.one("gross")),
        Format.PERCENT,
        dated=f.BOTH_DAYS,
        up_is_good=False,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "reversed_order_rate",
        "Orders reversed",
        "Share of orders of which something was ever taken back.",
        ("reversed_orders", "orders"),
        f.ratio(f.one("reversed_orders"), f.one("orders")),
        Format.PERCENT,
        up_is_good=False,
        null_rule=f.ORDERS_TO_DIVIDE,
    ),
    Metric(
        "reversed_unit_rate",
        "Units reversed",
        "Pieces taken back as a share of pieces ordered.",
        ("reversed_quantity", "quantity"),
        f.ratio(f.one("reversed_quantity"), f.one("quantity")),
        Format.PERCENT,
        dated=f.BOTH_DAYS,
        up_is_good=False,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
)

METRICS: dict[str, Metric] = {m.name: m for m in (*_SALES, *_VOLUME, *_LOYALTY, *_REVERSAL)}


class UnknownMetric(ValueError):
    """A metric that the registry does not hold."""


def metric(name: str) -> Metric:
    """The metric of that name; UnknownMetric lists the ones there are."""
    found = METRICS.get(name)
    if found is None:
        raise UnknownMetric(f"There is no metric {name!r}. Choose one of: {', '.join(METRICS)}.")
    return found
