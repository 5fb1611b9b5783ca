"""Patterns: which hours and weekdays orders come in, and which months are strong."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from data.metrics import Format
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind, kind_of


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "patterns-heading"
    LEDE = "patterns-lede"
    METRIC = "patterns-metric"


HEAT = CardIds("patterns-heat")
WEEKDAYS = CardIds("patterns-weekdays")
SEASON = CardIds("patterns-season")
CARDS = (HEAT, WEEKDAYS, SEASON)

# Column of the answers -> label; the first is shown first.
MEASURED = {
    "orders": "Orders",
    "net_sales": "Net sales",
    "average_order_value": "Average order value",
}
FIRST = "orders"

# Means of counts are no whole numbers.
FORMATS = {
    "orders": Format.RATIO,
    "net_sales": Format.MONEY,
    "average_order_value": Format.MONEY,
}

CHOICES = (Choice("patterns.metric", Id.METRIC, FIRST, tuple(MEASURED)),)

_VALUES = (
    Column("days", "Such days", Kind.COUNT, 90),
    *(Column(name, label, kind_of(FORMATS[name])) for name, label in MEASURED.items()),
)
HOUR_COLUMNS = (
    Column("label", "Weekday", width=90),
    Column("hour", "Hour", Kind.COUNT, 80),
    *_VALUES,
)
WEEKDAY_COLUMNS = (Column("label", "Weekday", width=90), *_VALUES)


def season_columns(what: str, cycles: str) -> tuple[Column, ...]:
    """Columns of the seasonality index."""
    return (
        Column("label", what, width=90),
        Column("index", "Index", Kind.RATIO),
        Column("cycles", cycles, Kind.COUNT),
    )


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Patterns", Id.LEDE),
            html.Div(
                html.Div(
                    [
                        html.Span("Show", className="field-label", **{"aria-hidden": "true"}),
                        components.segmented(Id.METRIC, "Show", tuple(MEASURED.items()), FIRST),
                    ],
                    className="field",
                ),
                className="controls",
            ),
            html.Div(
                [
                    cards.chart_card(HEAT, "Hours of the week", size="lg"),
                    cards.chart_card(WEEKDAYS, "Weekdays", span=6),
                    cards.chart_card(SEASON, "Seasonality", span=6),
                ],
                className="grid",
            ),
        ]
    )
