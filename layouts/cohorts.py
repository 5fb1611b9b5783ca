"""Cohorts: who came first together, whether they came again, and how long customers wait."""

from __future__ import annotations

from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from data.cohorts import Clock
from data.periods import Grain
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "cohorts-heading"
    LEDE = "cohorts-lede"
    GRAIN = "cohorts-grain"
    CLOCK = "cohorts-clock"
    WORTH = "cohorts-worth"
    WITHIN = "cohorts-within"


RETENTION = CardIds("cohorts-retention")
VALUE = CardIds("cohorts-value")
REPEAT = CardIds("cohorts-repeat")
ODDS = CardIds("cohorts-odds")
GAPS = CardIds("cohorts-gaps")
CURVE = CardIds("cohorts-curve")
CARDS = (RETENTION, VALUE, REPEAT, ODDS, GAPS, CURVE)

GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER)
PER_CUSTOMER, TOTAL = "customer", "total"
HORIZONS = ("90", "180", "365")

CHOICES = (
    Choice("cohorts.by", Id.GRAIN, Grain.MONTH.value, tuple(grain.value for grain in GRAINS)),
    Choice("cohorts.clock", Id.CLOCK, Clock.MONTHS.value, tuple(clock.value for clock in Clock)),
    Choice("cohorts.worth", Id.WORTH, PER_CUSTOMER, (PER_CUSTOMER, TOTAL)),
    Choice("cohorts.within", Id.WITHIN, HORIZONS[0], HORIZONS),
)

GRID_COLUMNS = (
    Column("label", "First order", width=150),
    Column("size", "Customers", Kind.COUNT, 100),
    Column("k", "Window", Kind.COUNT, 90),
    Column("active", "Active", Kind.COUNT, 90),
    Column("retention", "Share active", Kind.PERCENT, 100),
    Column("value", "Net sales so far", Kind.MONEY),
    Column("value_per_customer", "Per customer", Kind.MONEY),
    Column("status", "What is shown", width=150),
)
REPEAT_COLUMNS = (
    Column("label", "Second order within", width=140),
    Column("observed", "Customers watched so long", Kind.COUNT),
    Column("came", "Ordered again", Kind.COUNT),
    Column("rate", "Share", Kind.PERCENT),
)
ODDS_COLUMNS = (Column("label", "Order and the next", width=140), *REPEAT_COLUMNS[1:])
GAP_COLUMNS = (
    Column("label", "Days between orders", width=140),
    Column("gaps", "Gaps that ended", Kind.COUNT),
    Column("share", "Share", Kind.PERCENT),
)
CURVE_COLUMNS = (
    Column("day", "Days since the order", Kind.COUNT),
    Column("at_risk", "Still watched and waiting", Kind.COUNT, 130),
    Column("events", "Ordered again that day", Kind.COUNT, 130),
    Column("censored", "Watched no longer", Kind.COUNT, 130),
    Column("came", "Ordered again by then", Kind.PERCENT, 130),
)


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Cohorts", Id.LEDE),
            html.Div(_controls(), className="controls"),
            html.Div(
                [
                    cards.chart_card(RETENTION, "Who came again", size="xl"),
                    cards.chart_card(VALUE, "What they are worth", size="xl", tools=[_worth()]),
                    cards.chart_card(REPEAT, "Second order", span=6),
                    cards.chart_card(ODDS, "The next order", span=6, tools=[_within()]),
                    cards.chart_card(GAPS, "Time between orders", span=6),
                    cards.chart_card(CURVE, "Time to the next order", span=6),
                ],
                className="grid cohort-cards",
            ),
        ]
    )


def _controls() -> list[Component]:
    by = [(grain.value, grain.value.capitalize()) for grain in GRAINS]
    clocks = [(clock.value, clock.label) for clock in Clock]
    return [
        _named("Customers by", Id.GRAIN, by, Grain.MONTH.value),
        _named("Time since in", Id.CLOCK, clocks, Clock.MONTHS.value),
    ]


def _named(label: str, component: Id, options: list[tuple[str, str]], value: str) -> Component:
    return html.Div(
        [
            html.Span(label, className="field-label", **{"aria-hidden": "true"}),
            components.segmented(component, label, options, value),
        ],
        className="field",
    )


def _worth() -> Component:
    options = [(PER_CUSTOMER, "Per customer"), (TOTAL, "Total")]
    return components.segmented(Id.WORTH, "Net sales of a cohort", options, PER_CUSTOMER)


def _within() -> Component:
    options = [(days, f"{days} days") for days in HORIZONS]
    return components.segmented(Id.WITHIN, "Next order within", options, HORIZONS[0])
