"""Products: what sells, what comes back, and how much hangs on a few of them."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from data.metrics import METRICS, Metric
from layouts import cards, components, tables
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "products-heading"
    LEDE = "products-lede"
    METRIC = "products-metric"


TOP = CardIds("products-top")
CATEGORIES = CardIds("products-categories")
TABLE = CardIds("products-table")
CARDS = (TOP, CATEGORIES, TABLE)

TOP_COUNT = 20
METRIC_NAMES = ("net_sales_by_order", "gross_sales", "units", "orders", "reversals")
FIRST_METRIC = METRIC_NAMES[0]
CHOICES = (Choice("products.by", Id.METRIC, FIRST_METRIC, METRIC_NAMES),)
TABLE_METRICS = ("net_sales_by_order", "units", "orders", "reversals")

# What the table calls a metric, where it is not by its own name.
TABLE_LABELS = {"net_sales_by_order": "Net sales"}

TABLE_COLUMNS = (
    Column("rank", "Rank", Kind.COUNT, 72),
    Column("product", "Product", width=220),
    Column("category", "Category", width=140),
    Column("net_sales_by_order", TABLE_LABELS["net_sales_by_order"], Kind.MONEY),
    Column("units", "Units", Kind.COUNT, 90),
    Column("orders", "Orders", Kind.COUNT, 90),
    Column("reversals", "Reversals", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 100),
)


def table_columns(chosen: Metric) -> tuple[Column, ...]:
    """Columns of the table for the metric it is ranked by: that one is there, and what is shared.

    Parts of what cannot be added up, such as orders with several products, have no share.
    """
    columns = list(TABLE_COLUMNS[:-1])
    if chosen.name not in TABLE_METRICS:
        columns.insert(3, Column(chosen.name, chosen.label, tables.kind_of(chosen.format)))
    if chosen.additive:
        label = TABLE_LABELS.get(chosen.name, chosen.label).lower()
        columns.append(replace(TABLE_COLUMNS[-1], label=f"Share of {label}"))
    return tuple(columns)


def layout() -> Component:
    """The tab, without numbers."""
    options = [(name, METRICS[name].label) for name in METRIC_NAMES]
    return html.Div(
        [
            components.page_head(Id.HEADING, "Products", Id.LEDE),
            html.Div(
                [components.segmented(Id.METRIC, "Rank products by", options, FIRST_METRIC)],
                className="controls",
            ),
            html.Div(
                [
                    cards.chart_card(TOP, f"Top {TOP_COUNT} products", span=7, size="tall"),
                    cards.chart_card(CATEGORIES, "Categories", span=5, size="lg"),
                    cards.table_card(TABLE, "All products", TABLE_COLUMNS, choosable=True),
                ],
                className="grid",
            ),
        ]
    )
