"""Metrics of volume: orders, pieces, customers, and what an order is worth."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Format, Metric

VOLUME = (
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
        f.net_units,
        Format.COUNT,
        additive=True,
        dated=f.BOTH_DAYS,
    ),
    Metric(
        "net_units_by_order",
        "Net units by order day",
        "Pieces ordered less what was ever taken back of them.",
        ("quantity", "order_reversed_quantity"),
        f.order_basis_units,
        Format.COUNT,
        additive=True,
        dated=f.ORDER_DAY_TOO,
    ),
    Metric(
        "items_per_order",
        "Items per order",
        "Net units divided by orders.",
        ("quantity", "reversed_quantity", "orders"),
        f.ratio(f.net_units, f.one("orders")),
        Format.RATIO,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
    Metric(
        "items_per_order_by_order",
        "Items per order by order day",
        "Net units by order day divided by orders.",
        ("quantity", "order_reversed_quantity", "orders"),
        f.ratio(f.order_basis_units, f.one("orders")),
        Format.RATIO,
        dated=f.ORDER_DAY_TOO,
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
        dated=f.ORDER_DAY_TOO,
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
