"""Metrics of reversals: how much of what was sold is taken back."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Format, Metric

REVERSAL_RATES = (
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
        "reversal_rate_by_order",
        "Reversal rate by order day",
        "Share of the gross sales of a day's orders that was ever taken back.",
        ("order_reversed", "gross"),
        f.ratio(f.one("order_reversed"), f.one("gross")),
        Format.PERCENT,
        dated=f.ORDER_DAY_TOO,
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
    Metric(
        "reversed_unit_rate_by_order",
        "Units reversed by order day",
        "Share of the pieces ordered that was ever taken back.",
        ("order_reversed_quantity", "quantity"),
        f.ratio(f.one("order_reversed_quantity"), f.one("quantity")),
        Format.PERCENT,
        dated=f.ORDER_DAY_TOO,
        up_is_good=False,
        null_rule=f.NOTHING_TO_DIVIDE,
    ),
)
