"""Forecast: the coming months with honest ranges, and how good such forecasts were before."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "forecast-heading"
    LEDE = "forecast-lede"
    HORIZON = "forecast-horizon"
    NEXT_LABEL = "forecast-next-label"
    NEXT_VALUE = "forecast-next-value"
    NEXT_RANGE = "forecast-next-range"
    MODEL = "forecast-model"
    ERROR = "forecast-error"
    BASELINE = "forecast-baseline"
    INSIDE = "forecast-inside"
    TRAINED_TO = "forecast-trained-to"
    BACKTEST_TEXT = "forecast-backtest-text"


MAIN = CardIds("forecast-main")
NUMBERS = CardIds("forecast-numbers")
BACKTEST = CardIds("forecast-backtest")
MODELS = CardIds("forecast-models")
CARDS = (MAIN, NUMBERS, BACKTEST, MODELS)

# Places beside the drawing whose `children` (text) belong to one forecast.
FACTS = (
    Id.NEXT_LABEL,
    Id.NEXT_VALUE,
    Id.NEXT_RANGE,
    Id.MODEL,
    Id.ERROR,
    Id.BASELINE,
    Id.INSIDE,
    Id.TRAINED_TO,
    Id.BACKTEST_TEXT,
)

MAX_HORIZON = 6
FIRST_HORIZON = 3
CHOICES = (
    Choice(
        "forecast.horizon",
        Id.HORIZON,
        str(FIRST_HORIZON),
        tuple(str(n) for n in range(1, MAX_HORIZON + 1)),
    ),
)

MAIN_COLUMNS = (
    Column("period", "Month", Kind.DAY),
    Column("value", "Actual", Kind.MONEY),
    Column("yhat", "Forecast", Kind.MONEY),
)
NUMBER_COLUMNS = (
    Column("period", "Month", width=110),
    Column("yhat", "Forecast", Kind.MONEY),
    Column("lo80", "80% from", Kind.MONEY),
    Column("hi80", "80% to", Kind.MONEY),
    Column("lo95", "95% from", Kind.MONEY),
    Column("hi95", "95% to", Kind.MONEY),
)
BACKTEST_COLUMNS = (
    Column("period", "Month", Kind.DAY),
    Column("actual", "Actual", Kind.MONEY),
    Column("yhat", "Forecast made before", Kind.MONEY),
    Column("error", "Error", Kind.MONEY),
)
MODEL_COLUMNS = (
    Column("model", "Model", width=150),
    Column("error", "Error (WAPE)", Kind.PERCENT),
    Column("inside_80", "Inside the 80% range", Kind.PERCENT),
    Column("folds", "Tests", Kind.COUNT, 80),
)


def layout() -> Component:
    """The tab, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Forecast", Id.LEDE),
            html.Div(
                components.labelled("Months ahead", _horizon()),
                className="controls",
            ),
            html.Div(
                [
                    cards.chart_card(
                        MAIN,
                        "Net sales by month",
                        size="xl",
                        aside=_next_month(),
                    ),
                    cards.table_card(NUMBERS, "The numbers", NUMBER_COLUMNS, short=True),
                    cards.chart_card(
                        BACKTEST,
                        "How earlier forecasts did",
                        subtitle="Each forecast was made without knowing the months it is held "
                        "against",
                        span=7,
                        size="md",
                    ),
                    cards.table_card(MODELS, "Models tried", MODEL_COLUMNS, span=5, short=True),
                ],
                className="grid",
            ),
        ]
    )


def _horizon() -> Component:
    options = [
        {"label": f"{n} month" if n == 1 else f"{n} months", "value": str(n)}
        for n in range(1, MAX_HORIZON + 1)
    ]
    return dbc.Select(id=Id.HORIZON, options=options, value=str(FIRST_HORIZON), class_name="sel")


def _next_month() -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Span("Next month", id=Id.NEXT_LABEL, className="kpi-label"),
                    html.Span("–", id=Id.NEXT_VALUE, className="kpi-value"),
                    html.Span(id=Id.NEXT_RANGE, className="kpi-prev"),
                ],
                className="fc-a",
            ),
            components.facts(
                [
                    ("Model", Id.MODEL),
                    ("Error in back-tests (WAPE)", Id.ERROR),
                    ("Error of the baseline", Id.BASELINE),
                    ("Forecasts inside the 80% range", Id.INSIDE),
                    ("Trained to", Id.TRAINED_TO),
                ]
            ),
            html.P(id=Id.BACKTEST_TEXT, className="note"),
        ],
        className="fc-side",
    )
