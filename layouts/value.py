"""Customer value: what customers are expected to bring, who brings it, how far to trust that."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "value-heading"
    LEDE = "value-lede"
    HELD_OUT = "value-held-out"


FACTS = CardIds("value-facts")
CHANCE = CardIds("value-chance")
CLUSTERS = CardIds("value-clusters")
RFM = CardIds("value-rfm")
TENTHS = CardIds("value-tenths")
BEST = CardIds("value-best")
CALIBRATION = CardIds("value-calibration")
MODEL = CardIds("value-model")
CARDS = (FACTS, CHANCE, CLUSTERS, RFM, TENTHS, BEST, CALIBRATION, MODEL)

FACTS_TITLE = "Customers and what they bring"
CHANCE_TITLE = "Who is likely still a customer"
CLUSTERS_TITLE = "Expected value by cluster"
RFM_TITLE = "Expected value by RFM segment"
TENTHS_TITLE = "What the best customers will bring"
BEST_TITLE = "How much hangs on how few"
CALIBRATION_TITLE = "Expected and real, on days held out"
MODEL_TITLE = "About this model"

NOT_LEARNED = (
    "This release was built before customers were valued: train again, with "
    "`python -m dashapp train` or on the Data page."
)

# Fewer bars than this are no thicker than so many would be.
LEAST_SLOTS = 5

VALUE, ORDERS = "value", "orders"
HELD_OUT = ((VALUE, "Value"), (ORDERS, "Orders"))
CHOICES = (Choice("value.held-out", Id.HELD_OUT, VALUE, tuple(key for key, _ in HELD_OUT)),)

FACT_COLUMNS = (
    Column("fact", "Fact", width=140, wrapped=True),
    Column("value", "Value", width=130, wrapped=True, number=True),
)
MODEL_COLUMNS = (
    Column("fact", "Fact", width=150, wrapped=True),
    Column("value", "Value", width=190, wrapped=True),
)
_SUMS = (
    Column("alive", "Likely still customers", Kind.COUNT, 110),
    Column("value_365", "Expected in 365 days", Kind.MONEY),
    Column("historic_clv", "Value so far", Kind.MONEY),
)
CHANCE_COLUMNS = (
    Column("label", "P(alive)", width=110),
    Column("customers", "Customers", Kind.COUNT, 96),
    Column("share", "Share of customers", Kind.PERCENT, 100),
    *_SUMS,
)
TENTH_COLUMNS = (
    Column("label", "Tenth of customers", width=130),
    Column("customers", "Customers", Kind.COUNT, 96),
    *_SUMS,
    Column("per_customer", "Expected per customer", Kind.MONEY),
)
BEST_COLUMNS = (
    Column("customers", "Best customers", Kind.COUNT, 110),
    Column("customer_share", "Share of customers", Kind.PERCENT, 110),
    Column("value", "Expected in 365 days", Kind.MONEY),
    Column("value_share", "Share of expected value", Kind.PERCENT, 120),
)
CALIBRATION_COLUMNS = (
    Column("label", "Tenth of customers", width=130),
    Column("customers", "Customers", Kind.COUNT, 96),
    Column("predicted_orders", "Orders expected", Kind.COUNT, 100),
    Column("actual_orders", "Orders that came", Kind.COUNT, 100),
    Column("orders_error", "Too many", Kind.PERCENT, 90),
    Column("predicted_value", "Value expected", Kind.MONEY),
    Column("actual_value", "Value that came", Kind.MONEY),
    Column("value_error", "Too much", Kind.PERCENT, 90),
)


def group_columns(label: str) -> tuple[Column, ...]:
    """Columns of the table behind the bars of clusters or segments."""
    return (
        Column("key", label, width=140),
        Column("customers", "Customers", Kind.COUNT, 96),
        Column("alive", "Likely still customers", Kind.COUNT, 110),
        Column("orders_365", "Orders in 365 days", Kind.COUNT, 100),
        Column("value_90", "Expected in 90 days", Kind.MONEY),
        Column("value_365", "Expected in 365 days", Kind.MONEY),
        Column("share", "Share of expected value", Kind.PERCENT, 110),
        Column("per_customer", "Expected per customer", Kind.MONEY),
        Column("historic_clv", "Value so far", Kind.MONEY),
    )


def layout() -> Component:
    """The page, without numbers."""
    held_out = components.segmented(Id.HELD_OUT, "Held-out days by", HELD_OUT, VALUE)
    return html.Div(
        [
            components.page_head(Id.HEADING, "Customer value", Id.LEDE),
            html.Div(
                [
                    cards.table_card(FACTS, FACTS_TITLE, FACT_COLUMNS, span=5, short=True),
                    cards.chart_card(CHANCE, CHANCE_TITLE, span=7, size="lg"),
                    cards.chart_card(CLUSTERS, CLUSTERS_TITLE, span=6, size="lg"),
                    cards.chart_card(RFM, RFM_TITLE, span=6, size="lg"),
                    cards.chart_card(TENTHS, TENTHS_TITLE, span=7, size="lg"),
                    cards.chart_card(BEST, BEST_TITLE, span=5, size="lg"),
                    cards.chart_card(
                        CALIBRATION, CALIBRATION_TITLE, span=7, size="lg", tools=[held_out]
                    ),
                    cards.table_card(MODEL, MODEL_TITLE, MODEL_COLUMNS, span=5, short=True),
                ],
                className="grid",
            ),
        ]
    )
