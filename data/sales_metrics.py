"""Metrics of the sales ladder, from list prices down to what is left and what was paid."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Metric

SALES = (
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
        "reversals_by_order",
        "Reversals by order day",
        "Value taken back of the orders of a day, whenever it was taken back. "
        "Shown as a positive number.",
        ("order_reversed",),
        f.one("order_reversed"),
        additive=True,
        dated=f.ORDER_DAY_TOO,
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
        dated=f.ORDER_DAY_TOO,
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
        "total_sales_by_order",
        "Total sales by order day",
        "Net sales by order day plus shipping and tax.",
        ("gross", "discount", "order_reversed", "shipping", "tax"),
        lambda m: f.order_basis_net(m) + m["shipping"] + m["tax"],
        additive=True,
        dated=f.ORDER_DAY_TOO,
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
