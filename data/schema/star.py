"""The star: what the sources said, one table per kind of thing."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import Money, Rate, table

customers = table(
    "customers",
    "One person (not one account per order).",
    sa.Column("customer_id", sa.String, nullable=False),
    sa.Column("name", sa.String),
    sa.Column("email", sa.String),
    sa.Column("country", sa.String),
    sa.Column("city", sa.String),
    sa.Column("signed_up_at", sa.DateTime),
)

products = table(
    "products",
    "One sellable thing. `is_product` is false for postage, fees, samples and other codes that "
    "are sold but are not merchandise: they stay in sales and are left out of rankings.",
    sa.Column("product_id", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("category", sa.String),
    sa.Column("unit_price", Money, comment="list price"),
    sa.Column("unit_cost", Money),
    sa.Column("is_product", sa.Boolean, nullable=False),
)

orders = table(
    "orders",
    "One order. `customer_id` is null for guests. Also one row per reversal document that names "
    "no original order (its status does not count as an order).",
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("customer_id", sa.String),
    sa.Column("ordered_at", sa.DateTime, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("country", sa.String),
    sa.Column("channel", sa.String),
    sa.Column("currency", sa.String, nullable=False),
    sa.Column("shipping", Money, nullable=False),
    sa.Column("tax", Money, nullable=False),
    sa.Column("total", Money, comment="what the source says had to be paid for the order"),
)

order_items = table(
    "order_items",
    "One line of an order. `unit_price` is the list price charged before `discount`; `discount` "
    "is the money taken off the whole line (its own and its share of the order's).",
    sa.Column("order_item_id", sa.String, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("product_id", sa.String, nullable=False),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("unit_price", Money, nullable=False),
    sa.Column("discount", Money, nullable=False),
)

refunds = table(
    "refunds",
    "One reversal of (part of) a line or order, positive unless it corrects one. `order_id` is "
    "the reversed order, or the reversal document itself where the original is not known.",
    sa.Column("refund_id", sa.String, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("order_item_id", sa.String),
    sa.Column("product_id", sa.String),
    sa.Column("refunded_at", sa.DateTime, nullable=False),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("reason", sa.String),
)

payments = table(
    "payments",
    "One payment attempt; status is succeeded, failed or pending.",
    sa.Column("payment_id", sa.String, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("paid_at", sa.DateTime, nullable=False),
)

# The meaning of a status that no source describes.
UNDESCRIBED = "Counts: nothing says otherwise."

order_statuses = table(
    "order_statuses",
    "What a status of the source means. Only orders whose status counts reach the facts.",
    sa.Column("status", sa.String, nullable=False),
    sa.Column("counts_as_order", sa.Boolean, nullable=False),
    sa.Column("meaning", sa.String, nullable=False),
)

currency_rates = table(
    "currency_rates",
    "What one unit of a currency was worth in another, the shop's reporting one, from a day on.",
    sa.Column("currency", sa.String, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("rate", Rate, nullable=False),
    sa.Column("quoted_in", sa.String, comment="that other currency"),
)

STAR = (
    customers,
    products,
    orders,
    order_items,
    refunds,
    payments,
    order_statuses,
    currency_rates,
)
