"""The columns of the frame of orders."""

from __future__ import annotations

from data.features.column import Column, Unit

_ORDERS, _LINES, _BACK = "`fact_orders`", "`fact_lines`", "`fact_reversals`"
_GUEST = "for a guest"

ORDER_COLUMNS = (
    Column("order_id", "The order's own id.", Unit.TEXT, "`dim_order`"),
    Column("customer_id", "Who ordered.", Unit.TEXT, "`dim_customer`", _GUEST),
    Column("date", "Day it was placed, in the shop's time zone.", Unit.DAY, _ORDERS),
    Column("hour", "Hour of that day, 0 to 23.", Unit.COUNT, _ORDERS),
    Column("weekday", "1 is Monday, 7 Sunday.", Unit.COUNT, _ORDERS),
    Column(
        "order_rank",
        "Which of the customer's counting orders it is; 1 is the first ever.",
        Unit.COUNT,
        _ORDERS,
        _GUEST,
    ),
    Column(
        "days_since_previous",
        "Days since the customer's order before.",
        Unit.DAYS,
        _ORDERS,
        "for a guest and for a first order",
    ),
    Column("country", "Country of the order.", Unit.TEXT, _ORDERS),
    Column("channel", "Channel of the order.", Unit.TEXT, _ORDERS),
    Column("lines", "Order lines; 0 where nothing was ordered.", Unit.COUNT, _LINES),
    Column("products", "Different products.", Unit.COUNT, _LINES),
    Column("units", "Pieces.", Unit.COUNT, _ORDERS),
    Column("gross", "Before discounts, without tax and shipping.", Unit.MONEY, _ORDERS),
    Column("discount", "Taken off in the order.", Unit.MONEY, _ORDERS),
    Column("total", "Gross less discount.", Unit.MONEY, _ORDERS),
    Column("shipping", "Shipping charged.", Unit.MONEY, _ORDERS),
    Column("tax", "Tax charged.", Unit.MONEY, _ORDERS),
    Column("reversed", "Taken back of it by the day asked for.", Unit.MONEY, _BACK),
    Column("net", "Total less reversed.", Unit.MONEY, f"{_ORDERS}, {_BACK}"),
)
