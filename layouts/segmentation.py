"""Customer clusters: who they are, what they are worth, and how far to trust the grouping."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from layouts import cards, components, model_facts
from layouts.components import CardIds
from layouts.model_facts import ModelIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "segments-heading"
    LEDE = "segments-lede"


SCATTER = CardIds("segments-scatter")
SHARES = CardIds("segments-shares")
PROFILE = CardIds("segments-profile")
SILHOUETTE = CardIds("segments-silhouette")
MODEL = ModelIds("segments")
CARDS = (SCATTER, SHARES, PROFILE, SILHOUETTE)

SCATTER_COLUMNS = (
    Column("segment", "Cluster", width=140),
    Column("recency", "Days since last order", Kind.COUNT),
    Column("frequency", "Days with orders", Kind.COUNT),
    Column("monetary", "Spend", Kind.MONEY),
)
SHARE_COLUMNS = (
    Column("segment", "Cluster", width=140),
    Column("customer_share", "Share of customers", Kind.PERCENT),
    Column("sales_share", "Share of net sales", Kind.PERCENT),
)
PROFILE_COLUMNS = (
    Column("segment", "Cluster", width=150),
    Column("customers", "Customers", Kind.COUNT),
    Column("customer_share", "Share of customers", Kind.PERCENT, 100),
    Column("net_sales", "Net sales", Kind.MONEY),
    Column("sales_share", "Share of sales", Kind.PERCENT, 100),
    Column("recency", "Median days since order", Kind.COUNT),
    Column("frequency", "Median order days", Kind.COUNT),
    Column("monetary", "Median spend", Kind.MONEY),
    Column("average_order_value", "Average order value", Kind.MONEY),
)
SILHOUETTE_COLUMNS = (
    Column("k", "Clusters", Kind.COUNT),
    Column("silhouette", "Silhouette", Kind.RATIO),
    Column("agreement", "Agreement when repeated", Kind.RATIO),
    Column("spread", "Spread of agreement", Kind.RATIO),
)
SILHOUETTE_SUBTITLE = "How clearly they stand apart, and whether they come out again"


def layout() -> Component:
    """The tab, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Customer clusters", Id.LEDE),
            html.Div(
                [
                    cards.chart_card(SCATTER, "Recency and spend", span=7, size="lg"),
                    cards.chart_card(SHARES, "Customers and what they bring", span=5, size="lg"),
                    cards.table_card(
                        PROFILE,
                        "Profile of each cluster",
                        PROFILE_COLUMNS,
                        short=True,
                        choosable=True,
                    ),
                    cards.chart_card(
                        SILHOUETTE,
                        "How many clusters",
                        subtitle=SILHOUETTE_SUBTITLE,
                        span=7,
                        size="sm",
                    ),
                    model_facts.card(MODEL),
                ],
                className="grid",
            ),
        ]
    )
