"""The columns of the frame of customers."""

from __future__ import annotations

from data.features.column import Column, Unit

_ORDERS, _LINES, _BACK = "`fact_orders`", "`fact_lines`", "`fact_reversals`"
_BOTH = f"{_ORDERS}, {_BACK}"
_RECENTLY = "without an order in the 24 months to the day"
_NO_VALUE = "where the orders came to 0"
_ONE_DAY = "with one day with an order"

_RFM = (
    Column("customer_id", "The customer's own id.", Unit.TEXT, "`dim_customer`"),
    Column("first_order_on", "Day of the first counting order ever.", Unit.DAY, _ORDERS),
    Column("last_order_on", "Day of the last one by the day asked for.", Unit.DAY, _ORDERS),
    Column("tenure_days", "Days from the first order to the day (T).", Unit.DAYS, _ORDERS),
    Column("orders", "Counting orders ever.", Unit.COUNT, _ORDERS),
    Column("recency_days", "Days since the last order (R).", Unit.DAYS, _ORDERS, _RECENTLY),
    Column("frequency", "Days with an order in 24 months (F).", Unit.COUNT, _ORDERS),
    Column("monetary", "Net of the orders of 24 months (M).", Unit.MONEY, _BOTH),
    Column("historic_clv", "Net of all orders.", Unit.MONEY, _BOTH),
    Column("r_score", "Fifth of R among who bought in 24 months.", Unit.SCORE, _BOTH, _RECENTLY),
    Column("f_score", "By fixed cuts of F: 1, 2, 3, 4 to 5, 6.", Unit.SCORE, _BOTH, _RECENTLY),
    Column("m_score", "Fifth of M among who bought in 24 months.", Unit.SCORE, _BOTH, _RECENTLY),
    Column("rfm_segment", "Name of the cell of the scores.", Unit.TEXT, _BOTH, _RECENTLY),
)
_RHYTHM = (
    Column("days_since_last_order", "Days since the last order ever.", Unit.DAYS, _ORDERS),
    Column("order_days", "Days with an order ever.", Unit.COUNT, _ORDERS),
    Column("repeat_days", "Order days after the first (x).", Unit.COUNT, _ORDERS),
    Column("age_at_last_order", "Days from first to last order (t_x).", Unit.DAYS, _ORDERS),
    Column("mean_gap_days", "Mean days between order days.", Unit.DAYS, _ORDERS, _ONE_DAY),
    Column(
        "median_gap_days",
        "Median days between order days.",
        Unit.DAYS,
        _ORDERS,
        "with fewer than three days with an order",
    ),
    Column("orders_90", "Orders in the 90 days to the day.", Unit.COUNT, _ORDERS),
    Column("orders_365", "Orders in the 365 days to the day.", Unit.COUNT, _ORDERS),
    Column("total_90", "Gross less discounts of these 90 days.", Unit.MONEY, _ORDERS),
    Column("total_365", "Gross less discounts of these 365 days.", Unit.MONEY, _ORDERS),
    Column("weekend_share", "Orders placed on a Saturday or Sunday.", Unit.SHARE, _ORDERS),
)
_BASKET = (
    Column("average_order_value", "Gross less discounts by orders.", Unit.MONEY, _ORDERS),
    Column("units_per_order", "Pieces by orders.", Unit.RATIO, _ORDERS),
    Column("lines_per_order", "Order lines by orders.", Unit.RATIO, _LINES),
    Column("products", "Different products ever.", Unit.COUNT, _LINES),
    Column("categories", "Different categories ever.", Unit.COUNT, _LINES),
    Column("discount_share", "Discounts by gross.", Unit.SHARE, _ORDERS, _NO_VALUE),
    Column("discounted_orders_share", "Orders with a discount.", Unit.SHARE, _ORDERS),
    Column(
        "reversed_share",
        "Taken back by the day, by gross less discounts; may pass 1 where an order is not known.",
        Unit.SHARE,
        _BOTH,
        _NO_VALUE,
    ),
    Column("first_country", "Country of the first order.", Unit.TEXT, _ORDERS),
    Column("first_channel", "Channel of the first order.", Unit.TEXT, _ORDERS),
)
CUSTOMER_COLUMNS = (*_RFM, *_RHYTHM, *_BASKET)
