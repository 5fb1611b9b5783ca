"""Orders: the rows behind every number, and one of them in full."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import cards, components, paging
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.paging import Pager
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "orders-heading"
    LEDE = "orders-lede"
    FIND = "orders-find"
    SORT = "orders-sort"
    ORDER = "orders-order"
    REST = "orders-rest"


LIST = CardIds("orders-list")
GOODS = CardIds("orders-goods")
PAYMENTS = CardIds("orders-payments")
REVERSALS = CardIds("orders-reversals")
CARDS = (LIST, GOODS, PAYMENTS, REVERSALS)
PAGER = Pager("orders")

SORTS = {
    "newest": "Newest",
    "oldest": "Oldest",
    "net": "Largest net sales",
    "least-net": "Smallest net sales",
    "units": "Most units",
    "discount": "Largest discount",
    "reversed": "Most reversed",
}

CHOICES = (
    Choice("orders.find", Id.FIND, "", restarts="orders.page"),
    Choice("orders.sort", Id.SORT, "newest", tuple(SORTS), restarts="orders.page"),
    Choice("orders.page", PAGER.page, "1"),
    Choice("orders.order", Id.ORDER, ""),
)

_NAME = Column("name", "Name", width=130)
_FIRST = (
    Column("date", "Date", Kind.DAY),
    Column("order_id", "Order", width=140),
    Column("customer_id", "Customer", width=110),
)
_LAST = (
    Column("country", "Country", width=120),
    Column("channel", "Channel", width=90),
    Column("paid_by", "Paid by", width=110),
    Column("units", "Units", Kind.COUNT, 80),
    Column("gross", "Gross sales", Kind.MONEY),
    Column("discount", "Discounts", Kind.MONEY),
    Column("reversed", "Reversed", Kind.MONEY),
    Column("net", "Net sales", Kind.MONEY),
)
_OF_WHOLE_ORDERS = (
    Column("shipping", "Shipping", Kind.MONEY),
    Column("tax", "Tax", Kind.MONEY),
)
_STATUS = Column("status", "Status", width=130)

GOODS_COLUMNS = (
    Column("product", "Product", width=200),
    Column("product_id", "Code", width=100),
    Column("units", "Units", Kind.COUNT, 80),
    Column("price", "Price", Kind.MONEY),
    Column("gross", "Gross sales", Kind.MONEY),
    Column("discount", "Discount", Kind.MONEY),
    Column("reversed", "Reversed", Kind.MONEY),
    Column("net", "Net sales", Kind.MONEY),
)
PAYMENT_COLUMNS = (
    Column("date", "Date", Kind.DAY),
    Column("method", "Method", width=120),
    Column("status", "Status", width=100),
    Column("amount", "Amount", Kind.MONEY),
)
REVERSAL_COLUMNS = (
    Column("date", "Date", Kind.DAY),
    Column("product", "Product", width=140),
    Column("quantity", "Units", Kind.COUNT, 80),
    Column("amount", "Amount", Kind.MONEY),
)


def columns(*, people: bool = False, whole_orders: bool = True) -> tuple[Column, ...]:
    """Columns of the list: names where they may be shown, shipping and tax where they are known."""
    named = (_NAME,) if people else ()
    whole = _OF_WHOLE_ORDERS if whole_orders else ()
    return (*_FIRST, *named, *_LAST, *whole, _STATUS)


def layout() -> Component:
    """The page, without numbers."""
    controls = [
        paging.search_box(Id.FIND, "Find an order", "Order or customer id"),
        paging.sorting(Id.SORT, SORTS, "newest"),
        paging.search_box(Id.ORDER, "Open an order", "Its whole id"),
    ]
    return html.Div(
        [
            components.page_head(Id.HEADING, "Orders", Id.LEDE),
            html.Div(controls, className="controls product-controls people-controls"),
            html.Div(
                [cards.table_card(LIST, "Orders", columns(), choosable=True)], className="grid"
            ),
            paging.pager(PAGER, "orders"),
            html.Div(
                [cards.table_card(GOODS, "One order", GOODS_COLUMNS, short=True)],
                className="grid",
            ),
            html.Div(
                [
                    cards.table_card(PAYMENTS, "Its payments", PAYMENT_COLUMNS, span=6, short=True),
                    cards.table_card(
                        REVERSALS, "Its reversals", REVERSAL_COLUMNS, span=6, short=True
                    ),
                ],
                id=Id.REST,
                className=paging.rest_class(shown=False),
            ),
        ]
    )
