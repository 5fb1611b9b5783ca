"""Forecast: the coming months, weeks or days with honest ranges, and how good such were before."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.dimensions import Dimension
from data.periods import Grain
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "forecast-heading"
    LEDE = "forecast-lede"
    GRAIN = "forecast-grain"
    HORIZON = "forecast-horizon"
    LEVEL = "forecast-level"
    PART = "forecast-part"
    KEY = "forecast-key"
    DRIFT = "forecast-drift"
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
PARTS = CardIds("forecast-parts")
HISTORY = CardIds("forecast-history")
CARDS = (MAIN, NUMBERS, PARTS, BACKTEST, MODELS, HISTORY)

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
GRAINS = (
    (Grain.MONTH.value, "Months"),
    (Grain.WEEK.value, "13 weeks"),
    (Grain.DAY.value, "28 days"),
)
# How many periods of the past stand before those to come.
PAST = {Grain.MONTH: 1200, Grain.WEEK: 104, Grain.DAY: 120}
LEVELS = (
    (Dimension.CATEGORY.value, "Categories"),
    (Dimension.PRODUCT.value, "Products"),
    (Dimension.COUNTRY.value, "Countries"),
    (Dimension.SEGMENT.value, "Clusters"),
)
CHOICES = (
    Choice("forecast.grain", Id.GRAIN, Grain.MONTH.value, tuple(key for key, _ in GRAINS)),
    # A part of one way to take the shop apart is none of another.
    Choice(
        "forecast.level",
        Id.LEVEL,
        Dimension.CATEGORY.value,
        tuple(key for key, _ in LEVELS),
        restarts="forecast.key",
    ),
    # What is no part means the whole shop.
    Choice("forecast.key", Id.KEY, "", prop="data"),
    Choice(
        "forecast.horizon",
        Id.HORIZON,
        str(FIRST_HORIZON),
        tuple(str(n) for n in range(1, MAX_HORIZON + 1)),
    ),
)

MAIN_COLUMNS = (
    Column("period", "Begins on", Kind.DAY),
    Column("value", "Actual", Kind.MONEY),
    Column("yhat", "Forecast", Kind.MONEY),
)
NUMBER_COLUMNS = (
    Column("period", "When", width=130),
    Column("yhat", "Forecast", Kind.MONEY),
    Column("lo80", "80% from", Kind.MONEY),
    Column("hi80", "80% to", Kind.MONEY),
    Column("lo95", "95% from", Kind.MONEY),
    Column("hi95", "95% to", Kind.MONEY),
)
BACKTEST_COLUMNS = (
    Column("period", "Begins on", Kind.DAY),
    Column("actual", "Actual", Kind.MONEY),
    Column("yhat", "Forecast made before", Kind.MONEY),
    Column("error", "Error", Kind.MONEY),
)
MODEL_COLUMNS = (
    Column("model", "Model", width=190, wrapped=True),
    Column("weight", "Weight", Kind.PERCENT, 84),
    Column("mase", "Error (MASE)", Kind.RATIO, 84),
    Column("wape", "Error (WAPE)", Kind.PERCENT, 84),
    Column("coverage80", "Inside 80%", Kind.PERCENT, 84),
    Column("coverage95", "Inside 95%", Kind.PERCENT, 84),
    Column("folds", "Tests", Kind.COUNT, 70),
)
PART_COLUMNS = (
    Column("label", "Part", width=180),
    Column("yhat", "Next period", Kind.MONEY),
    Column("lo80", "80% from", Kind.MONEY),
    Column("hi80", "80% to", Kind.MONEY),
    Column("share", "Share", Kind.PERCENT, 84),
    Column("wape", "Error (WAPE)", Kind.PERCENT, 90),
    Column("verdict", "Against naive", width=130),
    Column("model", "Model", width=150),
)
HISTORY_COLUMNS = (
    Column("period", "Month", Kind.DAY),
    Column("made_on", "Made after", Kind.DAY),
    Column("yhat", "Forecast", Kind.MONEY),
    Column("lo80", "80% from", Kind.MONEY),
    Column("hi80", "80% to", Kind.MONEY),
    Column("actual", "Actual", Kind.MONEY),
    Column("error", "Error", Kind.MONEY),
    Column("inside", "In the 80% range", width=110),
)


def layout() -> Component:
    """The tab, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Forecast", Id.LEDE),
            html.Div(_controls(), className="controls fc-controls"),
            dcc.Store(id=Id.KEY, data=""),
            html.P(id=Id.DRIFT, className="banner warn fc-drift", role="status"),
            html.Div(
                [
                    cards.chart_card(
                        MAIN,
                        "Net sales by month",
                        size="xl",
                        aside=_next_month(),
                    ),
                    cards.table_card(NUMBERS, "The numbers", NUMBER_COLUMNS, short=True),
                    cards.table_card(PARTS, "The parts", PART_COLUMNS, choosable=True),
                    cards.chart_card(
                        BACKTEST,
                        "How earlier forecasts did",
                        subtitle="Each forecast was made without knowing the months it is held "
                        "against",
                        span=6,
                        size="md",
                    ),
                    cards.chart_card(
                        HISTORY,
                        "Forecasts that were kept",
                        subtitle="What was expected of each month before it began",
                        span=6,
                        size="md",
                    ),
                    cards.table_card(MODELS, "Models tried", MODEL_COLUMNS, short=True),
                ],
                className="grid",
            ),
        ]
    )


def _controls() -> list[Component]:
    grain = components.segmented(Id.GRAIN, "Forecast by", GRAINS, Grain.MONTH.value)
    levels = [{"label": label, "value": key} for key, label in LEVELS]
    return [
        html.Div(
            [html.Span("Ahead", className="field-label", **{"aria-hidden": "true"}), grain],
            className="field",
        ),
        html.Div(components.labelled("Months ahead", _horizon()), className="fc-horizon"),
        components.labelled(
            "Parts",
            dbc.Select(
                id=Id.LEVEL, options=levels, value=Dimension.CATEGORY.value, class_name="sel"
            ),
        ),
        components.labelled(
            "Forecast of",
            dcc.Dropdown(
                id=Id.PART, options=[], placeholder="Whole shop", searchable=True, className="f"
            ),
        ),
    ]


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
                    html.Span("Next", id=Id.NEXT_LABEL, className="kpi-label"),
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
