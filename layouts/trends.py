"""Trends: one metric over time, by day, week, month or quarter, against a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from dash import dcc, html
from dash.development.base_component import Component

from data.dimensions import Dimension
from data.metrics import METRICS, Format, Metric
from data.periods import Grain
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind, kind_of


class Id(StrEnum):
    """Ids of the tab that belong to no card."""

    HEADING = "trends-heading"
    LEDE = "trends-lede"
    METRIC = "trends-metric"
    GRAIN = "trends-grain"
    ROLLING = "trends-rolling"
    BY = "trends-by"


MAIN = CardIds("trends-main")
UNUSUAL = CardIds("trends-unusual")
CARDS = (MAIN, UNUSUAL)

FIRST_METRIC = "net_sales"
NONE = "none"
ROLLING = {NONE: "Off", "7": "7 days", "28": "28 days"}
DIMENSIONS = (
    Dimension.CATEGORY,
    Dimension.COUNTRY,
    Dimension.CHANNEL,
    Dimension.SEGMENT,
    Dimension.PAYMENT_METHOD,
)

CHOICES = (
    Choice("trends.metric", Id.METRIC, FIRST_METRIC, tuple(METRICS)),
    Choice("trends.grain", Id.GRAIN, Grain.DAY.value, tuple(Grain)),
    Choice("trends.rolling", Id.ROLLING, NONE, tuple(ROLLING)),
    Choice("trends.by", Id.BY, NONE, (NONE, *(dimension.value for dimension in DIMENSIONS))),
)

PART_COLUMNS = (Column("period", "From", Kind.DAY), Column("part", "Part", width=150))


def part_columns(metric: Metric) -> tuple[Column, ...]:
    """Columns of the table behind a split trend."""
    return (*PART_COLUMNS, Column("value", metric.label, kind_of(metric.format)))


def rolling_columns(metric: Metric, days: int) -> tuple[Column, ...]:
    """Columns of the table behind a rolling trend."""
    kind = kind_of(metric.format)
    return (
        Column("period", "Day", Kind.DAY),
        Column("value", f"{metric.label}, {days} days up to it", kind),
        Column("day", "That day alone", kind),
        Column("comparison_period", "Compared with", Kind.DAY),
        Column("comparison", f"{days} days up to then", kind),
    )


def unusual_columns(fmt: Format) -> tuple[Column, ...]:
    """Columns of the list of unusual days."""
    kind = kind_of(fmt)
    return (
        Column("period", "Day", Kind.DAY),
        Column("value", "Value", kind),
        Column("expected", "Expected", kind),
        Column("difference", "Difference", kind),
        Column("relative", "In percent", Kind.PERCENT, 90),
        Column("why", "What made the difference", width=250, wrapped=True),
        Column("events", "What happened", width=150, wrapped=True),
    )


def layout() -> Component:
    """The tab, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Trends", Id.LEDE),
            html.Div(_controls(), className="controls"),
            html.Div(
                [
                    cards.chart_card(MAIN, METRICS[FIRST_METRIC].label, size="xl"),
                    cards.table_card(
                        UNUSUAL,
                        "Unusual days",
                        unusual_columns(Format.MONEY),
                        short=True,
                        choosable=True,
                    ),
                ],
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
        _named("Points", Id.GRAIN, components.GRAINS, Grain.DAY.value),
        _named("Rolling", Id.ROLLING, tuple(ROLLING.items()), NONE),
        components.labelled(
            "Split by",
            dcc.Dropdown(
                id=Id.BY,
                options=[
                    {"label": "Nothing", "value": NONE},
                    *({"label": d.label, "value": d.value} for d in DIMENSIONS),
                ],
                value=NONE,
                clearable=False,
                className="f",
            ),
        ),
    ]


def _named(label: str, component: Id, options: Sequence[tuple[str, str]], value: str) -> Component:
    return html.Div(
        [
            html.Span(label, className="field-label", **{"aria-hidden": "true"}),
            components.segmented(component, label, options, value),
        ],
        className="field",
    )
