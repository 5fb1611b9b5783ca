"""RFM: who bought how lately, how often and for how much, and what to do with each of them."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import cards, components, model_facts
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.model_facts import ModelIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "rfm-heading"
    LEDE = "rfm-lede"
    BY = "rfm-by"


GRID = CardIds("rfm-grid")
SHARES = CardIds("rfm-shares")
SEGMENTS = CardIds("rfm-segments")
CLUSTERS = CardIds("rfm-clusters")
CARDS = (GRID, SHARES, SEGMENTS, CLUSTERS)
MODEL = ModelIds("rfm")

GRID_TITLE = "Recency against frequency and money"
SHARES_TITLE = "Customers and what they bring"
SEGMENTS_TITLE = "Segments and what to do first"
CLUSTERS_TITLE = "Segments against clusters"

# What the grid shows: column of the answer -> its words.
BY = {"customers": "Customers", "worth": "24-month sales", "net_sales": "Sales in the period"}
CHOICES = (Choice("rfm.by", Id.BY, "customers", tuple(BY)),)

GRID_COLUMNS = (
    Column("r_score", "R", Kind.COUNT, 60),
    Column("fm", "FM", Kind.COUNT, 60),
    Column("segment", "Segment", width=150),
    Column("customers", "Customers", Kind.COUNT),
    Column("worth", "Net sales, 24 months", Kind.MONEY),
    Column("buyers", "Bought in the period", Kind.COUNT),
    Column("orders", "Orders in the period", Kind.COUNT),
    Column("net_sales", "Net sales in the period", Kind.MONEY),
)
SHARE_COLUMNS = (
    Column("segment", "Segment", width=150),
    Column("customer_share", "Share of customers", Kind.PERCENT),
    Column("sales_share", "Share of 24-month sales", Kind.PERCENT),
)
SEGMENT_COLUMNS = (
    Column("segment", "Segment", width=162),
    Column("action", "First action", width=264),
    Column("customers", "Customers", Kind.COUNT, 96),
    Column("customer_share", "Share of customers", Kind.PERCENT, 96),
    Column("worth", "Net sales, 24 months", Kind.MONEY),
    Column("average_worth", "Average per customer", Kind.MONEY),
    Column("buyers", "Bought in the period", Kind.COUNT, 96),
    Column("orders", "Orders in the period", Kind.COUNT, 96),
    Column("net_sales", "Net sales in the period", Kind.MONEY),
    Column("shopify", "Shopify calls them", width=112),
)
CLUSTER_COLUMNS = (
    Column("segment", "Segment", width=150),
    Column("cluster", "Cluster", width=150),
    Column("customers", "Customers", Kind.COUNT),
    Column("share", "Share of the segment", Kind.PERCENT),
    Column("worth", "Net sales, 24 months", Kind.MONEY),
)


def layout() -> Component:
    """The page, without numbers."""
    by = components.segmented(Id.BY, "Shown in the grid", list(BY.items()), "customers")
    return html.Div(
        [
            components.page_head(Id.HEADING, "RFM segments", Id.LEDE),
            html.Div(
                [
                    cards.chart_card(GRID, GRID_TITLE, span=7, size="grid", tools=[by]),
                    cards.chart_card(SHARES, SHARES_TITLE, span=5, size="grid"),
                    cards.table_card(
                        SEGMENTS, SEGMENTS_TITLE, SEGMENT_COLUMNS, short=True, choosable=True
                    ),
                    cards.chart_card(CLUSTERS, CLUSTERS_TITLE, span=7, size="grid"),
                    model_facts.card(MODEL),
                ],
                className="grid",
            ),
        ]
    )
