"""Next orders: whom to write to, when, what that is worth and what to offer."""

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

    HEADING = "next-orders-heading"
    LEDE = "next-orders-lede"
    FIND = "next-orders-find"
    SHOW = "next-orders-show"
    SORT = "next-orders-sort"


LIST = CardIds("next-orders-list")
CARDS = (LIST,)
PAGER = Pager("next-orders")
TITLE = "Next orders"

DUE = "due"
SHOW = ((DUE, "Due in 30 days"), ("overdue", "Overdue"), ("all", "All"))
FIRST_SORT = "value"
SORTS = {
    FIRST_SORT: "Expected value, 90 days",
    "soonest": "Expected soonest",
    "order": "Value per order",
    "year": "Expected value, 365 days",
    "alive": "Most likely still a customer",
    "quiet": "Longest without an order",
}
PAGE = "next-orders.page"
CHOICES = (
    Choice("next-orders.find", Id.FIND, "", restarts=PAGE),
    Choice("next-orders.show", Id.SHOW, DUE, tuple(key for key, _ in SHOW), restarts=PAGE),
    Choice("next-orders.sort", Id.SORT, FIRST_SORT, tuple(SORTS), restarts=PAGE),
    Choice(PAGE, PAGER.page, "1"),
)

_NAME = Column("name", "Name", width=130, wrapped=True)
# Who, whether it is worth writing, when and what to offer: as much as a usual screen is wide.
_WORK = (
    Column("p_alive", "P(alive)", Kind.PERCENT, 76),
    Column("value_90", "Expected, 90 days", Kind.MONEY),
    Column("next_order_on", "Next order", Kind.DAY),
    Column("next_order_from", "10% sooner", Kind.DAY),
    Column("next_order_to", "10% later", Kind.DAY),
    Column("next_product", "Product to offer", width=160, wrapped=True),
    Column("why", "Why this product", width=326, wrapped=True),
    Column("overdue", "Overdue", width=84),
    Column("value_per_order", "Value per order", Kind.MONEY),
)
_REACHED = (Column("email", "E-mail", width=180), Column("city", "City", width=110))
_KNOWN = (
    Column("last_order_on", "Last order", Kind.DAY),
    Column("orders", "Orders so far", Kind.COUNT, 84),
    Column("historic_clv", "Value so far", Kind.MONEY),
    Column("value_365", "Expected, 365 days", Kind.MONEY),
    Column("rfm_segment", "RFM segment", width=130),
    Column("cluster", "Cluster", width=140),
    Column("country", "Country", width=120),
)


def columns(*, people: bool = False) -> tuple[Column, ...]:
    """Columns of the list; names, addresses and cities where they may be shown."""
    first = Column("customer_id", "Customer", width=104)
    if not people:
        return (first, *_WORK, *_KNOWN)
    return (first, _NAME, *_WORK, *_REACHED, *_KNOWN)


def layout() -> Component:
    """The page, without numbers."""
    show = html.Div(
        [
            html.Span("Show", className="field-label", **{"aria-hidden": "true"}),
            components.segmented(Id.SHOW, "Show", SHOW, DUE),
        ],
        className="field",
    )
    controls = [
        paging.search_box(Id.FIND, "Find a customer", "Customer id"),
        show,
        paging.sorting(Id.SORT, SORTS, FIRST_SORT),
    ]
    return html.Div(
        [
            components.page_head(Id.HEADING, TITLE, Id.LEDE),
            html.Div(controls, className="controls product-controls people-controls"),
            html.Div([cards.table_card(LIST, TITLE, columns(), choosable=True)], className="grid"),
            paging.pager(PAGER, "next orders"),
        ]
    )
