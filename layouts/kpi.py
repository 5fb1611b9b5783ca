"""The overview: twelve numbers, the trend of the chosen one, and where it comes from."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.metrics import METRICS, Metric
from data.periods import Grain
from layouts import cards, changes, components, drawer, tables
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.figures.sparkline import sparkline_uri
from layouts.numbers import CardContent, CardData, KpiIds, button_class, card_content
from layouts.tables import Column, Kind

__all__ = ["CardContent", "CardData", "Id", "KpiIds", "button_class", "card_content", "layout"]


class Id(StrEnum):
    """Ids of the overview that belong to no card."""

    HEADING = "overview-heading"
    LEDE = "overview-lede"
    CHOSEN = "overview-metric"
    GRAIN = "overview-grain"


TREND = CardIds("overview-trend")
LADDER = CardIds("overview-ladder")
FACTS = CardIds("overview-facts")
PRODUCTS = CardIds("overview-products")
SEGMENTS = CardIds("overview-segments")
PAYMENTS = CardIds("overview-payments")
CARDS = (TREND, LADDER, FACTS, PRODUCTS, SEGMENTS, PAYMENTS)

# In reading order: what came in, what stayed, who bought, what to watch.
KPIS = (
    "net_sales",
    "gross_sales",
    "orders",
    "average_order_value",
    "customers",
    "reversal_rate",
    "new_customers",
    "returning_customers",
    "purchase_frequency",
    "units",
    "items_per_order",
    "discounts",
)
FIRST_KPI = KPIS[0]
CHOICES = (
    Choice("overview.metric", Id.CHOSEN, FIRST_KPI, KPIS, prop="data"),
    Choice("overview.grain", Id.GRAIN, Grain.DAY.value, tuple(Grain)),
)

LADDER_COLUMNS = (
    Column("step", "", width=40),
    Column("label", "Rung", width=140),
    Column("value", "Value", Kind.MONEY),
    Column("comparison", "Value then", Kind.MONEY),
)
FACT_COLUMNS = (
    Column("label", "Figure", width=190),
    Column("value", "Value", width=90, number=True),
    Column("comparison", "Value then", width=90, number=True),
    Column("change", "Change", width=90, number=True),
)
TOP_COLUMNS = (
    Column("label", "Name", width=160),
    Column("value", "Value", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 80),
    Column("comparison", "Value then", Kind.MONEY),
)
PAYMENT_COLUMNS = (
    Column("label", "Method", width=120),
    Column("value", "Collected", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 80),
    Column("attempts", "Attempts", Kind.COUNT, 90),
    Column("succeeded", "Succeeded", Kind.COUNT, 90),
    Column("success_rate", "Success rate", Kind.PERCENT, 90),
)


def layout() -> Component:
    """The overview, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Overview", Id.LEDE),
            html.Div(
                [_card(METRICS[name]) for name in KPIS],
                className="kpis",
                role="group",
                **{"aria-label": "Key figures"},
            ),
            html.Div(
                [_trend(), _ladder(), _facts(), _products(), _segments(), _payments()],
                className="grid",
            ),
            dcc.Store(id=Id.CHOSEN, data=FIRST_KPI),
        ]
    )


def _card(metric: Metric) -> Component:
    ids = KpiIds(metric.name)
    return html.Div(
        [
            html.Button(
                html.Span(_card_lines(metric, ids), className="kpi-lines"),
                id=ids.button,
                type="button",
                className=button_class(chosen=metric.name == FIRST_KPI),
            ),
            _definition(metric, ids),
        ],
        className="kpi",
    )


def _card_lines(metric: Metric, ids: KpiIds) -> list[Component]:
    return [
        html.Span(metric.label, className="kpi-label"),
        html.Span(id=ids.value, className="kpi-value is-loading"),
        html.Span(
            [
                html.Span(id=ids.delta_prev, className=changes.NO_CHANGE.class_name),
                html.Span(id=ids.previous, className="kpi-prev"),
            ],
            className="kpi-foot",
        ),
        html.Span(
            [html.Span(id=ids.delta_year, className="year none neutral")], className="kpi-year"
        ),
        html.Span(id=ids.note, className="kpi-note"),
        html.Img(
            id=ids.spark, src=sparkline_uri(()), alt="", className="kpi-spark", draggable="false"
        ),
    ]


def _definition(metric: Metric, ids: KpiIds) -> Component:
    target = drawer.number_id(ids.metric)
    words = f"{metric.description} Dated by {metric.dated}; {metric.null_rule}."
    return html.Span(
        [
            html.Button(
                components.icon("info"),
                id=target,
                type="button",
                className="kpi-info",
                **{"aria-label": f"What {metric.label.lower()} means: {words} Show more."},
            ),
            dbc.Tooltip(words, target=target, placement="bottom", class_name="tip"),
        ]
    )


def _trend() -> Component:
    return cards.chart_card(
        TREND,
        METRICS[FIRST_KPI].label,
        span=12,
        size="md",
        tools=[components.segmented(Id.GRAIN, "Points", components.GRAINS, Grain.DAY.value)],
    )


def _ladder() -> Component:
    return cards.chart_card(LADDER, "Sales ladder", span=6, size="lg")


def _facts() -> Component:
    return cards.table_card(FACTS, "Orders and customers", FACT_COLUMNS, span=6, plain=True)


def _products() -> Component:
    return cards.chart_card(PRODUCTS, "Top products", span=4, size="lg")


def _segments() -> Component:
    return cards.chart_card(SEGMENTS, "Customer clusters", span=4, size="lg")


def _payments() -> Component:
    return cards.chart_card(PAYMENTS, "Payments", span=4, size="lg")


def trend_columns(metric: Metric) -> tuple[Column, ...]:
    """Columns of the trend's table for a metric: its label as heading, its kind of number."""
    kind = tables.kind_of(metric.format)
    return (
        Column("period", "From", Kind.DAY),
        Column("value", metric.label, kind),
        Column("comparison_period", "Compared with", Kind.DAY),
        Column("comparison", f"{metric.label} then", kind),
    )
