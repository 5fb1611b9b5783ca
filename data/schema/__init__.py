"""Tables of a release.

Three layers live in one database. The *star* holds what the sources said, one table per kind of
thing. The *derived* tables are computed from it once, at publish time, and are what pages read. The
*books* say where everything came from, what was set aside and what changed.

Money is ``DECIMAL(18, 4)``, never a float. Instants (``*_at``) are naive UTC timestamps; ``date``
columns are days in the business time zone, converted once when the release is built.
"""

from data.schema.books import BOOKS, loads, rejects, release_info, watermarks
from data.schema.derived import (
    DERIVED,
    FACTS,
    FEATURES,
    categories,
    constants,
    customer_features,
    customer_segments,
    dim_customer,
    dim_order,
    dim_product,
    fact_lines,
    fact_orders,
    fact_payments,
    fact_reversals,
    fact_tried,
    monthly_sales,
    payment_methods,
    segment_profiles,
    unconverted,
)
from data.schema.following import FOLLOWING, customer_next_product, product_partners
from data.schema.formats import Format
from data.schema.memberships import MEMBERSHIPS, former_clusters
from data.schema.predicted import PREDICTED, forecast_scores, forecasts
from data.schema.quality import (
    QUALITY,
    quality_examples,
    quality_findings,
    reconciliation,
    reconciliation_orders,
)
from data.schema.restated import Cause, restated_orders, restatements
from data.schema.rollups import (
    ROLLUPS,
    category_sales_by_day,
    category_sales_by_month,
    paid_sales_by_day,
    paid_sales_by_month,
    sales_by_day,
    sales_by_month,
)
from data.schema.star import (
    STAR,
    UNDESCRIBED,
    currency_rates,
    customers,
    order_items,
    order_statuses,
    orders,
    payments,
    products,
    refunds,
)
from data.schema.tables import METADATA, Money, Rate
from data.schema.upgrade import bring_up_to_date
from data.schema.valued import VALUED, customer_value, value_calibration

__all__ = [
    "BOOKS",
    "DERIVED",
    "FACTS",
    "FEATURES",
    "FOLLOWING",
    "MEMBERSHIPS",
    "METADATA",
    "PREDICTED",
    "QUALITY",
    "ROLLUPS",
    "STAR",
    "UNDESCRIBED",
    "VALUED",
    "Cause",
    "Format",
    "Money",
    "Rate",
    "bring_up_to_date",
    "categories",
    "category_sales_by_day",
    "category_sales_by_month",
    "constants",
    "currency_rates",
    "customer_features",
    "customer_next_product",
    "customer_segments",
    "customer_value",
    "customers",
    "dim_customer",
    "dim_order",
    "dim_product",
    "fact_lines",
    "fact_orders",
    "fact_payments",
    "fact_reversals",
    "fact_tried",
    "forecast_scores",
    "forecasts",
    "former_clusters",
    "loads",
    "monthly_sales",
    "order_items",
    "order_statuses",
    "orders",
    "paid_sales_by_day",
    "paid_sales_by_month",
    "payment_methods",
    "payments",
    "product_partners",
    "products",
    "quality_examples",
    "quality_findings",
    "reconciliation",
    "reconciliation_orders",
    "refunds",
    "rejects",
    "release_info",
    "restated_orders",
    "restatements",
    "sales_by_day",
    "sales_by_month",
    "segment_profiles",
    "unconverted",
    "value_calibration",
    "watermarks",
]
