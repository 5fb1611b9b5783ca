"""Tables of what customers are expected to bring; empty where the data cannot carry the claim."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import table

customer_value = table(
    "customer_value",
    "What one buyer is expected to order from the day after the release's last day on. Intervals "
    "hold 80 %; the next order is given that the customer still buys.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("repeat_days", sa.Integer, nullable=False, comment="order days after the first"),
    sa.Column("p_alive", sa.Double, nullable=False, comment="chance of still being a customer"),
    sa.Column("orders_90", sa.Double, nullable=False, comment="expected order days in 90 days"),
    sa.Column("orders_365", sa.Double, nullable=False),
    sa.Column("value_90", sa.Double, nullable=False, comment="expected net sales, order basis"),
    sa.Column("value_365", sa.Double, nullable=False),
    sa.Column("value_365_lo", sa.Double, nullable=False, comment="80 % interval"),
    sa.Column("value_365_hi", sa.Double, nullable=False, comment="80 % interval"),
    sa.Column("value_per_order", sa.Double, nullable=False, comment="expected, per order day"),
    sa.Column("next_order_on", sa.Date, comment="median; null where it lies beyond 100 years"),
    sa.Column("next_order_from", sa.Date, comment="10 % order sooner"),
    sa.Column("next_order_to", sa.Date, comment="10 % order later"),
    sa.Column("overdue", sa.Boolean, nullable=False, comment="longer ago than usual for them"),
)

value_calibration = table(
    "value_calibration",
    "Buyers known before the held-out days, in tenths by predicted orders (1: the fewest): what "
    "was predicted of the held-out days without them, and what came.",
    sa.Column("decile", sa.SmallInteger, nullable=False),
    sa.Column("customers", sa.BigInteger, nullable=False),
    sa.Column("predicted_orders", sa.Double, nullable=False),
    sa.Column("actual_orders", sa.Double, nullable=False),
    sa.Column("predicted_value", sa.Double, nullable=False),
    sa.Column("actual_value", sa.Double, nullable=False),
)

VALUED = (customer_value, value_calibration)
