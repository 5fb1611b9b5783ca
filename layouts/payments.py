"""Payments: which methods pay, how often they fail, what that costs, and whether sums agree."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from data.periods import Grain
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "payments-heading"
    LEDE = "payments-lede"
    GRAIN = "payments-grain"
    ORDERS = "payments-orders"


class Listed(StrEnum):
    """Which orders the list at the end holds."""

    DIFFERING = "differing"
    UNPAID = "unpaid"


SUMMARY = CardIds("payments-summary")
MIX = CardIds("payments-mix")
RATES = CardIds("payments-rates")
TREND = CardIds("payments-trend")
LOST = CardIds("payments-lost")
METHODS = CardIds("payments-methods")
CLASSES = CardIds("payments-classes")
ORDERS = CardIds("payments-orders-list")
CARDS = (SUMMARY, MIX, RATES, TREND, LOST, METHODS, CLASSES, ORDERS)

_GRAINS = tuple((grain.value, grain.value.capitalize()) for grain in (Grain.WEEK, Grain.MONTH))
_LISTED = ((Listed.DIFFERING.value, "Too much or too little"), (Listed.UNPAID.value, "Not paid"))

CHOICES = (
    Choice("payments.grain", Id.GRAIN, Grain.WEEK.value, tuple(grain for grain, _ in _GRAINS)),
    Choice("payments.orders", Id.ORDERS, Listed.DIFFERING.value, tuple(Listed)),
)

SUMMARY_COLUMNS = (
    Column("label", "Number", width=190),
    Column("now", "This period", number=True),
    Column("before", "Compared with", number=True),
    Column("change", "Change", number=True),
    Column("meaning", "What it says", width=320, wrapped=True),
)
MIX_COLUMNS = (
    Column("label", "Method", width=150),
    Column("value", "Collected", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 80),
    Column("comparison", "Collected then", Kind.MONEY),
    Column("attempts", "Attempts", Kind.COUNT, 90),
    Column("succeeded", "Succeeded", Kind.COUNT, 90),
)
RATES_COLUMNS = (
    Column("label", "Method", width=150),
    Column("attempts", "Attempts", Kind.COUNT, 90),
    Column("success_rate", "Of attempts", Kind.PERCENT, 90),
    Column("orders_tried", "Orders tried", Kind.COUNT, 90),
    Column("paid_rate", "Of orders, in the end", Kind.PERCENT, 100),
    Column("orders_lost", "Orders lost", Kind.COUNT, 90),
    Column("lost", "Lost at most", Kind.MONEY),
    Column("orders_recovered", "Paid after a failure", Kind.COUNT, 100),
    Column("recovered", "Worth", Kind.MONEY),
)
TREND_COLUMNS = (Column("period", "From", Kind.DAY), *RATES_COLUMNS[1:])
METHODS_COLUMNS = (
    Column("method", "Method of the order", width=130),
    Column("orders", "Orders", Kind.COUNT, 80),
    Column("order_share", "Share", Kind.PERCENT, 80),
    Column("collected", "Collected", Kind.MONEY),
    Column("refunded", "Taken back", Kind.MONEY),
    Column("refund_rate", "Of collected", Kind.PERCENT, 90),
)
_AMOUNTS = (
    Column("ordered", "Ordered", Kind.MONEY),
    Column("paid", "Paid", Kind.MONEY),
    Column("refunded", "Taken back", Kind.MONEY),
    Column("difference", "Paid less ordered", Kind.MONEY),
)
CLASSES_COLUMNS = (
    Column("label", "What was paid", width=170),
    Column("orders", "Orders", Kind.COUNT, 80),
    *_AMOUNTS,
)
ORDERS_COLUMNS = (
    Column("order_id", "Order", width=130),
    Column("date", "Day", Kind.DAY),
    Column("label", "What was paid", width=140),
    *_AMOUNTS,
)


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Payments", Id.LEDE),
            html.Div(_cards(), className="grid"),
        ]
    )


def _cards() -> list[Component]:
    return [
        cards.table_card(SUMMARY, "Payments in short", SUMMARY_COLUMNS, short=True),
        cards.chart_card(MIX, "Collected by method", span=6),
        cards.chart_card(RATES, "How often payments succeed", span=6),
        cards.chart_card(
            TREND, "Success over time", span=12, tools=[_choice("Points", Id.GRAIN, _GRAINS)]
        ),
        cards.chart_card(LOST, "Lost to failed payments, and won back", span=12),
        cards.table_card(
            METHODS, "Orders and refunds by method", METHODS_COLUMNS, short=True, choosable=True
        ),
        cards.table_card(CLASSES, "Paid against ordered", CLASSES_COLUMNS, short=True),
        cards.table_card(
            ORDERS,
            "Orders to look at",
            ORDERS_COLUMNS,
            tools=[_choice("Orders", Id.ORDERS, _LISTED)],
        ),
    ]


def _choice(label: str, component_id: str, options: Sequence[tuple[str, str]]) -> Component:
    """A switch in the head of the first card that follows it."""
    return components.segmented(component_id, label, options, options[0][0])
