"""The derived tables: computed from the star when a release is built, and read by the pages."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.following import FOLLOWING
from data.schema.memberships import MEMBERSHIPS
from data.schema.predicted import PREDICTED
from data.schema.quality import QUALITY
from data.schema.rollups import ROLLUPS
from data.schema.tables import Money, Rate, table
from data.schema.valued import VALUED

dim_product = table(
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

dim_customer = table(
    "dim_customer",
    "A customer with the integer key the facts use. No personal data.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.String, nullable=False),
    sa.Column("country", sa.String),
)

payment_methods = table(
    "payment_methods",
    "A payment method and its bit (a power of two) in every `payment_mask`.",
    sa.Column("method", sa.String, nullable=False),
    sa.Column("bit", sa.BigInteger, nullable=False),
)

categories = table(
    "categories",
    "A category and its bit in every `category_mask`; empty where there are more than 62.",
    sa.Column("category", sa.String, nullable=False),
    sa.Column("bit", sa.BigInteger, nullable=False),
)

dim_order = table(
    "dim_order",
    "Every row of `orders` with the integer key the facts use, following (ordered_at, order_id). "
    "Shipping and tax are in the reporting currency; null where there is no rate.",
    sa.Column("order_key", sa.BigInteger, nullable=False),
    sa.Column("order_id", sa.String, nullable=False),
    sa.Column("counts", sa.Boolean, nullable=False, comment="whether it reaches the facts"),
    sa.Column("left_out", sa.String, comment="why it does not count: status or rate"),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("hour", sa.SmallInteger, nullable=False, comment="business hour 0-23"),
    sa.Column("customer_key", sa.Integer),
    sa.Column("country", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("payment_mask", sa.BigInteger, nullable=False, comment="methods that paid it"),
    sa.Column("currency", sa.String, nullable=False, comment="what its amounts were in"),
    sa.Column("rate", Rate, comment="what one unit of that was worth in the reporting currency"),
    sa.Column("shipping", Money),
    sa.Column("tax", Money),
    sa.Column("order_rank", sa.Integer, comment="1: the customer's first counting order ever"),
    sa.Column("previous_on", sa.Date, comment="day of the customer's counting order before"),
    sa.Column("next_on", sa.Date, comment="day of the customer's counting order after"),
)

unconverted = table(
    "unconverted",
    "What is in none of the facts, because there is no rate for it; in its own currency.",
    sa.Column("currency", sa.String, nullable=False),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("amount", Money, nullable=False, comment="gross - discounts"),
    sa.Column("reversed", Money, nullable=False, comment="what was taken back"),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
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


def _categories() -> sa.Column[object]:
    return sa.Column("category_mask", sa.BigInteger, nullable=False, comment="of its lines")


def _segment() -> sa.Column[object]:
    return sa.Column("segment", sa.String, comment="the customer's cluster, once there are any")


# --- derived: facts (sorted by date; only orders whose status counts) ----------------------------
fact_orders = table(
    "fact_orders",
    "One counting order by order day. `order_rank` 1: the customer's first counting order ever "
    "(null for guests). `previous_on`: the day of that customer's counting order before, null for "
    "a first one; `next_on`: of the one after. `reversed`: what was ever taken back of it.",
    *_shared(),
    _categories(),
    _segment(),
    sa.Column("hour", sa.SmallInteger, nullable=False, comment="business hour 0-23"),
    sa.Column("order_rank", sa.Integer),
    sa.Column("previous_on", sa.Date),
    sa.Column("next_on", sa.Date),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("gross", Money, nullable=False),
    sa.Column("discount", Money, nullable=False),
    sa.Column("shipping", Money, nullable=False),
    sa.Column("tax", Money, nullable=False),
    sa.Column("reversed", Money, nullable=False),
)

fact_lines = table(
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

fact_reversals = table(
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

fact_payments = table(
    "fact_payments",
    "One payment attempt of a counting order, dated by its own business day.",
    *_shared(),
    _categories(),
    sa.Column("method", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("amount", Money, nullable=False),
)

fact_tried = table(
    "fact_tried",
    "One counting order that somebody tried to pay, by order day. `payment_mask` holds the methods "
    "that were tried. `due`: the whole order, before anything was taken back.",
    *_shared(),
    _categories(),
    _segment(),
    sa.Column("due", Money, nullable=False),
    sa.Column("outcome", sa.String, nullable=False, comment="paid, on its way or lost"),
    sa.Column("recovered", sa.Integer, nullable=False, comment="1: paid after a failure"),
)

FACTS = (fact_orders, fact_lines, fact_reversals, fact_payments, fact_tried)

constants = table(
    "constants",
    "A number that the whole history decides, whatever is filtered by.",
    sa.Column("name", sa.String, nullable=False),
    sa.Column("value", sa.Double, comment="null: there is nothing to tell it by"),
)

monthly_sales = table(
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

customer_features = table(
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

customer_segments = table(
    "customer_segments",
    "The K-Means cluster of each customer that has RFM features, under its rule-given name.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("cluster", sa.SmallInteger, nullable=False),
    sa.Column("segment", sa.String, nullable=False),
)

segment_profiles = table(
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
DERIVED = (
    dim_product,
    dim_customer,
    dim_order,
    unconverted,
    payment_methods,
    categories,
    *FACTS,
    constants,
    *FEATURES,
    *ROLLUPS,
    *MEMBERSHIPS,
    *FOLLOWING,
    *VALUED,
    *QUALITY,
    *PREDICTED,
)
