"""Trends: one metric over time, by day, week, month or quarter, against a comparison."""

from __future__ import annotations

from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from data.metrics import METRICS
from data.periods import Grain
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "trends-heading"
    LEDE = "trends-lede"
    METRIC = "trends-metric"
    GRAIN = "trends-grain"


MAIN = CardIds("trends-main")
CARDS = (MAIN,)

FIRST_METRIC = "net_sales"
CHOICES = (
    Choice("trends.metric", Id.METRIC, FIRST_METRIC, tuple(METRICS)),
    Choice("trends.grain", Id.GRAIN, Grain.DAY.value, tuple(Grain)),
)


def layout() -> Component:
    """The tab, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Trends", Id.LEDE),
            html.Div(_controls(), className="controls"),
            html.Div(
                [cards.chart_card(MAIN, METRICS[FIRST_METRIC].label, size="xl")],
                className="grid",
            ),
        ]
    )


def _controls() -> list[Component]:
    return [
        components.labelled(
            "Metric",
            dcc.Dropdown(
                id=Id.METRIC,
                options=[{"label": m.label, "value": m.name} for m in METRICS.values()],
                value=FIRST_METRIC,
                clearable=False,
                maxHeight=360,
                className="f",
            ),
        ),
        html.Div(
            [
                html.Span("Points", className="field-label", **{"aria-hidden": "true"}),
                components.segmented(Id.GRAIN, "Points", components.GRAINS, Grain.DAY.value),
            ],
            className="field",
        ),
    ]
