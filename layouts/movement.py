"""Movement: who went from one RFM segment to another between two month ends."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.rfm import LADDER
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card."""

    HEADING = "movement-heading"
    LEDE = "movement-lede"
    FROM = "movement-from"
    TO = "movement-to"
    BY = "movement-by"


FLOWS = CardIds("movement-flows")
MOVES = CardIds("movement-moves")
SIZES = CardIds("movement-sizes")
CARDS = (FLOWS, MOVES, SIZES)

FLOWS_TITLE = "From segment to segment"
MOVES_TITLE = "Moves with the most money"
SIZES_TITLE = "Segments then and now"

CUSTOMERS, WORTH = "customers", "worth"
BY = ((CUSTOMERS, "Customers"), (WORTH, "24-month sales"))
# A month end is written as its month, YYYY-MM.
USUAL = "usual"
CHOICES = (
    Choice("movement.from", Id.FROM, USUAL),
    Choice("movement.to", Id.TO, USUAL),
    Choice("movement.by", Id.BY, CUSTOMERS, tuple(key for key, _ in BY)),
)

MOVE_COLUMNS = (
    Column("source", "From", width=140),
    Column("target", "To", width=140),
    Column("direction", "Moved", width=80),
    Column("customers", "Customers", Kind.COUNT, 96),
    Column("at_stake", "At stake", Kind.MONEY),
    Column("worth_before", "Brought then", Kind.MONEY),
    Column("worth_after", "Bring now", Kind.MONEY),
)
SIZE_COLUMNS = (
    Column("segment", "Segment", width=140),
    Column("customers_before", "Customers then", Kind.COUNT, 92),
    Column("customers_after", "Customers now", Kind.COUNT, 92),
    Column("customers_change", "Change", Kind.COUNT, 84),
    Column("worth_before", "Brought then", Kind.MONEY),
    Column("worth_after", "Bring now", Kind.MONEY),
    Column("worth_change", "Change", Kind.MONEY),
)


def matrix_columns(kind: Kind) -> tuple[Column, ...]:
    """From each segment to each other, as a table."""
    return (
        Column("source", "From / to", width=140),
        *(Column(name, name, kind, 96) for name in LADDER),
        Column("total", "Total", kind, 96),
    )


def layout() -> Component:
    """The page, without numbers."""
    by = components.segmented(Id.BY, "Width of the ribbons", BY, CUSTOMERS)
    return html.Div(
        [
            components.page_head(Id.HEADING, "Movement between segments", Id.LEDE),
            html.Div(
                [
                    components.labelled("From the end of", _months(Id.FROM, EARLIER)),
                    components.labelled("To the end of", _months(Id.TO, LATEST)),
                ],
                className="controls",
            ),
            html.Div(
                [
                    cards.chart_card(FLOWS, FLOWS_TITLE, size="flows", tools=[by]),
                    cards.table_card(MOVES, MOVES_TITLE, MOVE_COLUMNS),
                    cards.table_card(SIZES, SIZES_TITLE, SIZE_COLUMNS, short=True),
                ],
                className="grid",
            ),
        ]
    )


EARLIER = "Three months before"
LATEST = "Last month of the period"


def _months(component_id: str, usual: str) -> Component:
    """A menu of months; which ones there are is known with the data."""
    return dbc.Select(
        id=component_id, options=[{"label": usual, "value": USUAL}], value=USUAL, class_name="sel"
    )
