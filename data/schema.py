"""Tables of a release.

Three layers live in one database file. The *star* holds what the sources said, one table per kind
of thing. The *derived* tables are computed from it once, at publish time, and are what pages read.
The *books* say where everything came from and what was set aside.

Money is ``DECIMAL(18, 4)``, never a float. Instants (``*_at``) are naive UTC timestamps; ``date``
columns are days in the business time zone, converted once when the release is built.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

Money = sa.Numeric(18, 4)


def _table(name: str, comment: str, *columns: sa.Column[object]) -> sa.Table:
    return sa.Table(name, METADATA, *columns, comment=comment)


# --- star ------------------------------------------------------------------------------------

customers = _table(
    "customers",
    "One person (not one account per order).",
    sa.Column("customer_id", sa.String, nullable=False),
    sa.Column("name", sa.String),
    sa.Column("email", sa.String),
    sa.Column("country", sa.String),
    sa.Column("city", sa.String),
    sa.Column("signed_up_at", sa.DateTime),
)

products = _table(
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

orders = _table(
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
)

order_items = _table(
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

refunds = _table(
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

payments = _table(
    "payments",
    "One payment attempt; status is succeeded, failed or pending.",
    sa.Column("payment_id", sa.String, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("paid_at", sa.DateTime, nullable=False),
)

order_statuses = _table(
    "order_statuses",
    "What a status of the source means. Only orders whose status counts reach the facts.",
    sa.Column("status", sa.String, nullable=False),
    sa.Column("counts_as_order", sa.Boolean, nullable=False),
    sa.Column("meaning", sa.String, nullable=False),
)

STAR = (customers, products, orders, order_items, refunds, payments, order_statuses)

# --- books -----------------------------------------------------------------------------------

loads = _table(
    "loads",
    "One source file of one load. rows_read = rows_loaded + rows_unchanged + rows_rejected.",
    sa.Column("load_id", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("layout", sa.String, nullable=False),
    sa.Column("file_hash", sa.String, nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("finished_at", sa.DateTime, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("rows_loaded", sa.BigInteger, nullable=False),
    sa.Column("rows_unchanged", sa.BigInteger, nullable=False),
    sa.Column("rows_rejected", sa.BigInteger, nullable=False),
    sa.Column("amount_read", Money),
    sa.Column("amount_loaded", Money),
    sa.Column("amount_unchanged", Money),
    sa.Column("amount_rejected", Money),
)

rejects = _table(
    "rejects",
    "One row that was set aside, and why. `row_number` is the physical row, the header being 1.",
    sa.Column("load_id", sa.String, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("row_number", sa.BigInteger, nullable=False),
    sa.Column("column", sa.String),
    sa.Column("value", sa.String),
    sa.Column("amount", Money),
    sa.Column("reason", sa.String, nullable=False),
)

release_info = _table(
    "release_info",
    "Facts about the release as a whole, one per row: shop, currency, last_day and so on.",
    sa.Column("key", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
)

BOOKS = (loads, rejects, release_info)

# --- derived ---------------------------------------------------------------------------------

dim_product = _table(
    "dim_product",
    "A product with the integer key the facts use; its category is never null.",
    sa.Column("product_key", sa.Integer, nullable=False),
    sa.Column("product_id", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("category", sa.String, nullable=False),
    sa.Column("unit_price", Money),
    sa.Column("unit_cost", Money),
    sa.Column("is_product", sa.Boolean, nullable=False),
)

dim_customer = _table(
    "dim_customer",
    "A customer with the integer key the facts use. No personal data.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.String, nullable=False),
    sa.Column("country", sa.String),
)

payment_methods = _table(
    "payment_methods",
    "A payment method and its bit (a power of two) in every `payment_mask`.",
    sa.Column("method", sa.String, nullable=False),
    sa.Column("bit", sa.BigInteger, nullable=False),
)


def _shared() -> list[sa.Column[object]]:
    """Columns that every fact has under the same name, so that one filter fits all."""
    return [
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("order_key", sa.BigInteger, nullable=False),
        sa.Column("customer_key", sa.Integer),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("payment_mask", sa.BigInteger, nullable=False, comment="methods that paid it"),
    ]


# --- derived: facts (sorted by date; only orders whose status counts) ----------------------------
fact_orders = _table(
    "fact_orders",
    "One counting order by order day. `order_rank` 1: the customer's first counting order ever "
    "(null for guests). `reversed`: what was ever taken back of it.",
    *_shared(),
    sa.Column("hour", sa.SmallInteger, nullable=False, comment="business hour 0-23"),
    sa.Column("order_rank", sa.Integer),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("gross", Money, nullable=False),
    sa.Column("discount", Money, nullable=False),
    sa.Column("shipping", Money, nullable=False),
    sa.Column("tax", Money, nullable=False),
    sa.Column("reversed", Money, nullable=False),
)

fact_lines = _table(
    "fact_lines",
    "One line of a counting order, dated by order day.",
    *_shared(),
    sa.Column("product_key", sa.Integer, nullable=False),
    sa.Column("category", sa.String, nullable=False),
    sa.Column("order_rank", sa.Integer),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("gross", Money, nullable=False),
    sa.Column("discount", Money, nullable=False),
)

fact_reversals = _table(
    "fact_reversals",
    "One reversal, dated by its own day; `order_date` is the day of the reversed order, or its "
    "own day where that order is not known. Amount and quantity are positive.",
    *_shared(),
    sa.Column("order_date", sa.Date, nullable=False),
    sa.Column("product_key", sa.Integer),
    sa.Column("category", sa.String),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("amount", Money, nullable=False),
)

fact_payments = _table(
    "fact_payments",
    "One payment attempt of a counting order, dated by its own business day.",
    *_shared(),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("amount", Money, nullable=False),
)

FACTS = (fact_orders, fact_lines, fact_reversals, fact_payments)

monthly_sales = _table(
    "monthly_sales",
    "One calendar month of the whole shop, gaps filled with 0; reversals by their own date.",
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("customers", sa.BigInteger, nullable=False),
    sa.Column("units", sa.BigInteger, nullable=False),
    sa.Column("gross_sales", Money, nullable=False),
    sa.Column("discounts", Money, nullable=False),
    sa.Column("reversals", Money, nullable=False),
    sa.Column("net_sales", Money, nullable=False),
    sa.Column("is_complete", sa.Boolean, nullable=False),
)

customer_features = _table(
    "customer_features",
    "One customer with a counting order, as of the release's last day. R, F and M look back 24 "
    "months (recency is null when nothing was bought in them); scores 1 to 5, 5 best.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("first_order_on", sa.Date, nullable=False),
    sa.Column("last_order_on", sa.Date, nullable=False),
    sa.Column("tenure_days", sa.Integer, nullable=False, comment="first order to last day"),
    sa.Column("orders", sa.Integer, nullable=False, comment="ever"),
    sa.Column("recency_days", sa.Integer, comment="last order to last day of the release"),
    sa.Column("frequency", sa.Integer, nullable=False, comment="distinct order days"),
    sa.Column("monetary", Money, nullable=False, comment="net sales, order basis"),
    sa.Column("historic_clv", Money, nullable=False, comment="net sales to date, order basis"),
    sa.Column("r_score", sa.SmallInteger),
    sa.Column("f_score", sa.SmallInteger),
    sa.Column("m_score", sa.SmallInteger),
    sa.Column("rfm_segment", sa.String),
)

customer_segments = _table(
    "customer_segments",
    "The K-Means cluster of each customer that has RFM features, under its rule-given name.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("cluster", sa.SmallInteger, nullable=False),
    sa.Column("segment", sa.String, nullable=False),
)

segment_profiles = _table(
    "segment_profiles",
    "One named cluster: its size and centre (medians).",
    sa.Column("cluster", sa.SmallInteger, nullable=False),
    sa.Column("segment", sa.String, nullable=False),
    sa.Column("customers", sa.BigInteger, nullable=False),
    sa.Column("recency_days", sa.Double, nullable=False),
    sa.Column("frequency", sa.Double, nullable=False),
    sa.Column("monetary", sa.Double, nullable=False),
)

FEATURES = (monthly_sales, customer_features, customer_segments, segment_profiles)
DERIVED = (dim_product, dim_customer, payment_methods, *FACTS, *FEATURES)
