"""Customers: who bought in the selection, and one of them in full."""

from __future__ import annotations

from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from layouts import cards, components, paging
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.paging import Pager
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "customers-heading"
    LEDE = "customers-lede"
    FIND = "customers-find"
    OVERDUE = "customers-overdue"
    SORT = "customers-sort"
    CUSTOMER = "customers-customer"
    PEOPLE = "customers-people"
    PERSON = "customers-person"
    FOUND = "customers-found"
    REST = "customers-rest"


LIST = CardIds("customers-list")
FACTS = CardIds("customers-facts")
HISTORY = CardIds("customers-history")
AHEAD = CardIds("customers-ahead")
ORDERS = CardIds("customers-orders")
GOODS = CardIds("customers-goods")
PAYMENTS = CardIds("customers-payments")
CARDS = (LIST, FACTS, HISTORY, AHEAD, ORDERS, GOODS, PAYMENTS)
PAGER = Pager("customers")

SORTS = {
    "net": "Net sales in the period",
    "orders": "Orders in the period",
    "last-order": "Ordered last",
    "historic": "Historic value",
    "quiet": "Longest without an order",
}
EVERYBODY = "all"
OVERDUE = (
    (EVERYBODY, "All"),
    ("at-risk", "At risk"),
    ("lapsed", "Lapsed"),
)

CHOICES = (
    Choice("customers.find", Id.FIND, "", restarts="customers.page"),
    Choice(
        "customers.overdue",
        Id.OVERDUE,
        EVERYBODY,
        tuple(key for key, _ in OVERDUE),
        restarts="customers.page",
    ),
    Choice("customers.sort", Id.SORT, "net", tuple(SORTS), restarts="customers.page"),
    Choice("customers.page", PAGER.page, "1"),
    Choice("customers.customer", Id.CUSTOMER, ""),
)

_PERSONAL = (
    Column("name", "Name", width=130),
    Column("email", "E-mail", width=180),
    Column("city", "City", width=110),
)
_COLUMNS = (
    Column("country", "Country", width=120),
    Column("first_order_on", "First order", Kind.DAY),
    Column("last_order_on", "Last order", Kind.DAY),
    Column("orders", "Orders", Kind.COUNT, 80),
    Column("net", "Net sales", Kind.MONEY),
    Column("historic_clv", "Historic value", Kind.MONEY),
    Column("rfm_segment", "RFM segment", width=130),
    Column("cluster", "Cluster", width=150),
    Column("days_since", "Days since last order", Kind.COUNT, 100),
    Column("overdue", "Overdue", width=90),
)
FACT_COLUMNS = (Column("fact", "Fact", width=150), Column("value", "Value", width=200))
AHEAD_TITLE = "What to expect"
AHEAD_COLUMNS = (
    Column("fact", "Fact", width=130),
    Column("value", "Value", width=190, wrapped=True),
)
HISTORY_COLUMNS = (
    Column("day", "Month end", Kind.DAY),
    Column("segment", "Segment", width=140),
    Column("r_score", "R", Kind.COUNT, 60),
    Column("f_score", "F", Kind.COUNT, 60),
    Column("m_score", "M", Kind.COUNT, 60),
    Column("recency_days", "Days since last order", Kind.COUNT, 100),
    Column("frequency", "Order days in 24 months", Kind.COUNT, 100),
    Column("monetary", "Net sales in 24 months", Kind.MONEY),
)
ORDER_COLUMNS = (
    Column("date", "Date", Kind.DAY),
    Column("order_id", "Order", width=140),
    Column("paid_by", "Paid by", width=110),
    Column("units", "Units", Kind.COUNT, 80),
    Column("gross", "Gross sales", Kind.MONEY),
    Column("discount", "Discounts", Kind.MONEY),
    Column("reversed", "Reversed", Kind.MONEY),
    Column("net", "Net sales", Kind.MONEY),
    Column("status", "Status", width=120),
)
GOODS_COLUMNS = (
    Column("product", "Product", width=180),
    Column("orders", "Orders", Kind.COUNT, 80),
    Column("units", "Units", Kind.COUNT, 80),
    Column("reversed_units", "Units reversed", Kind.COUNT, 90),
    Column("net", "Net sales", Kind.MONEY),
    Column("last_on", "Last bought", Kind.DAY),
)
PAYMENT_COLUMNS = (
    Column("method", "Method", width=130),
    Column("attempts", "Attempts", Kind.COUNT, 90),
    Column("succeeded", "Succeeded", Kind.COUNT, 90),
    Column("amount", "Paid", Kind.MONEY),
    Column("last_on", "Last", Kind.DAY),
)


def columns(*, people: bool = False) -> tuple[Column, ...]:
    """Columns of the list; names, addresses and cities where they may be shown."""
    first = Column("customer_id", "Customer", width=120)
    return (first, *(_PERSONAL if people else ()), *_COLUMNS)


def people_class(*, shown: bool) -> str:
    """Class of the box that finds people by name: there for those who may see them."""
    return "field people-field" if shown else "is-hidden"


def found(people: list[tuple[str, str]]) -> list[Component]:
    """People that were found: what they are called, each a link to the customer."""
    return [html.Li(dcc.Link(label, href=href, className="linkish")) for label, href in people]


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Customers", Id.LEDE),
            html.Div(_controls(), className="controls product-controls people-controls"),
            html.Ul(id=Id.FOUND, className="people-found", **{"aria-label": "People found"}),
            html.Div(
                [cards.table_card(LIST, "Customers", columns(), choosable=True)],
                className="grid",
            ),
            paging.pager(PAGER, "customers"),
            html.Div(
                [
                    cards.table_card(FACTS, "One customer", FACT_COLUMNS, span=5, short=True),
                    html.Div(
                        [
                            cards.chart_card(HISTORY, "Segments at the end of months", size="xl"),
                            cards.table_card(AHEAD, AHEAD_TITLE, AHEAD_COLUMNS, short=True),
                        ],
                        className="span-7 stack",
                    ),
                ],
                className="grid",
            ),
            html.Div(
                [
                    cards.table_card(ORDERS, "Their orders", ORDER_COLUMNS),
                    cards.table_card(GOODS, "What they bought", GOODS_COLUMNS, span=7),
                    cards.table_card(PAYMENTS, "How they pay", PAYMENT_COLUMNS, span=5, short=True),
                ],
                id=Id.REST,
                className=paging.rest_class(shown=False),
            ),
        ]
    )


def _controls() -> list[Component]:
    return [
        paging.search_box(Id.FIND, "Find a customer", "Customer id"),
        html.Div(
            paging.search_box(Id.PERSON, "Find a person", "Name or e-mail address"),
            id=Id.PEOPLE,
            className=people_class(shown=False),
        ),
        html.Div(
            [
                html.Span("Overdue", className="field-label", **{"aria-hidden": "true"}),
                components.segmented(Id.OVERDUE, "Overdue", OVERDUE, EVERYBODY),
            ],
            className="field",
        ),
        paging.sorting(Id.SORT, SORTS, "net"),
        paging.search_box(Id.CUSTOMER, "Open a customer", "The whole id"),
    ]
