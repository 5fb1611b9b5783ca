"""Roll-ups: sums of the facts over days and months, by what the filter bar keeps of whole orders.

Filled when a release is published, after customers have their clusters. Columns of sums are named
like the measures they answer. A row says by `orders`, `reversals` and `order_reversals` how many
rows of a fact it holds; a fact has rows of a place and day exactly where that number is not 0.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import Money, table

PLACES = ("date", "country", "channel", "segment")
COUNTS = ("orders", "customer_orders", "new_orders", "reversals", "order_reversals")
LINE_SUMS = ("quantity", "reversed_quantity", "order_reversed_quantity")
LINE_MONEY = ("gross", "discount", "reversed", "order_reversed")
ORDER_COUNTS = ("free_orders", "reversed_orders")
ORDER_MONEY = ("shipping", "tax")

OF_LINES = (*COUNTS, *LINE_SUMS, *LINE_MONEY)
OF_ORDERS = (*OF_LINES, *ORDER_COUNTS, *ORDER_MONEY)


def _rolled(
    name: str, comment: str, *keys: sa.Column[object], sums: tuple[str, ...] = OF_ORDERS
) -> sa.Table:
    money = (*LINE_MONEY, *ORDER_MONEY)
    return table(
        name,
        comment,
        sa.Column("date", sa.Date, nullable=False, comment="of a month: its first day"),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("segment", sa.String, nullable=False, comment="the customer's cluster"),
        *keys,
        *(
            sa.Column(column, Money if column in money else sa.BigInteger, nullable=False)
            for column in sums
        ),
    )


def _mask() -> sa.Column[object]:
    return sa.Column("payment_mask", sa.BigInteger, nullable=False, comment="methods that paid")


def _category() -> sa.Column[object]:
    return sa.Column("category", sa.String, comment="null: reversals that name no product")


_WHAT = "Sums of orders by order day, of reversals by their own day and by the day of their order"
sales_by_day = _rolled("sales_by_day", f"{_WHAT}.")
sales_by_month = _rolled("sales_by_month", f"{_WHAT}; by month.")
paid_sales_by_day = _rolled("paid_sales_by_day", f"{_WHAT}, by the methods that paid.", _mask())
paid_sales_by_month = _rolled(
    "paid_sales_by_month", f"{_WHAT}, by the methods that paid; by month.", _mask()
)
_LINES = "Sums of order lines and reversals by category; `orders` hold a line of it"
category_sales_by_day = _rolled("category_sales_by_day", f"{_LINES}.", _category(), sums=OF_LINES)
category_sales_by_month = _rolled(
    "category_sales_by_month", f"{_LINES}; by month.", _category(), sums=OF_LINES
)

ROLLUPS = (
    sales_by_day,
    sales_by_month,
    paid_sales_by_day,
    paid_sales_by_month,
    category_sales_by_day,
    category_sales_by_month,
)
