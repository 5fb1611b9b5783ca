"""Targets: what each month is to bring, what it brought, and how the running one goes."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data.pacing import CHOSEN, Shape
from layouts import cards, components
from layouts.choices import Choice
from layouts.components import CardIds
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the page that belong to no card.

    What administrators press begins with `data-`: by that the server keeps it from everybody else.
    """

    HEADING = "targets-heading"
    LEDE = "targets-lede"
    SHAPE = "targets-shape"
    NONE = "targets-none"
    GRID = "targets-grid"
    EDITOR = "targets-editor"
    MONTH = "data-target-month"
    AMOUNT = "data-target-amount"
    SAVE = "data-target-save"
    REMOVE = "data-target-remove"
    SAY = "data-target-say"


PACE = CardIds("targets-pace")
NUMBERS = CardIds("targets-numbers")
MONTHS = CardIds("targets-months")
TABLE = CardIds("targets-table-card")
CARDS = (PACE, NUMBERS, MONTHS, TABLE)

CHOICES = (Choice("targets.shape", Id.SHAPE, Shape.WEEKDAYS.value, tuple(CHOSEN)),)
_SHAPES = ((Shape.WEEKDAYS.value, "Weekdays before"), (Shape.LAST_YEAR.value, "Last year"))

PACE_COLUMNS = (
    Column("day", "Day", Kind.DAY),
    Column("actual", "Sold up to it", Kind.MONEY),
    Column("expected", "Expected up to it", Kind.MONEY),
)
NUMBER_COLUMNS = (
    Column("what", "Figure", width=86, wrapped=True),
    Column("amount", "Amount", Kind.MONEY),
    Column("meaning", "What it means", width=108, wrapped=True),
)
MONTH_COLUMNS = (
    Column("month", "Month", width=96),
    Column("target", "Target", Kind.MONEY),
    Column("actual", "Net sales", Kind.MONEY),
    Column("attainment", "Reached", Kind.PERCENT, 92),
    Column("gap", "Beyond the target", Kind.MONEY),
    Column("state", "How far", width=150, wrapped=True),
)


def layout() -> Component:
    """The page, without numbers."""
    return html.Div(
        [
            components.page_head(Id.HEADING, "Targets", Id.LEDE),
            html.Div(_controls(), className="controls"),
            _none(),
            html.Div(
                [
                    cards.chart_card(PACE, "The month's pace", span=7, size="lg"),
                    cards.table_card(
                        NUMBERS, "Where the month stands", NUMBER_COLUMNS, span=5, short=True
                    ),
                    cards.chart_card(MONTHS, "Months against their targets", span=12, size="lg"),
                    cards.table_card(TABLE, "Targets by month", MONTH_COLUMNS, short=True),
                ],
                id=Id.GRID,
                className=grid_class(shown=True),
            ),
            _editor(),
        ]
    )


def grid_class(*, shown: bool) -> str:
    """Class of the page's cards: not there while there is no target."""
    return "grid" if shown else "grid is-hidden"


def none_class(*, shown: bool) -> str:
    """Class of what stands there instead."""
    return "cardx state target-none" if shown else "cardx state target-none is-hidden"


def editor_class(*, shown: bool) -> str:
    """Class of the form: only for administrators."""
    return "cardx target-editor" if shown else "cardx target-editor is-hidden"


def _controls() -> list[Component]:
    return [
        html.Div(
            [
                html.Span("Usual pace from", className="field-label", **{"aria-hidden": "true"}),
                components.segmented(Id.SHAPE, "Usual pace from", _SHAPES, Shape.WEEKDAYS.value),
            ],
            className="field",
        )
    ]


def _none() -> Component:
    return html.Div(
        [
            html.P("No targets are set", className="st-t"),
            html.P(
                [
                    "Say what net sales each month is to reach. An administrator can do it here, "
                    "or load a year at once from a file with the columns month and net_sales: ",
                    html.Code("python -m dashapp targets FILE.csv"),
                ],
                className="st-p",
            ),
        ],
        id=Id.NONE,
        className=none_class(shown=False),
    )


def _editor() -> Component:
    """Set or remove a month's target."""
    return html.Section(
        [
            html.H2("Set a target", id="targets-editor-title"),
            html.P(
                "For the whole shop, in the currency of its figures. A new amount takes the place "
                "of the old one.",
                className="card-sub",
            ),
            html.Div(
                [
                    components.labelled("Month", _box(Id.MONTH, "month", "2026-11")),
                    components.labelled("Net sales", _box(Id.AMOUNT, "text", "120000.50")),
                    html.Button(
                        "Save target", id=Id.SAVE, type="button", className="btn btn-primary"
                    ),
                    html.Button("Remove", id=Id.REMOVE, type="button", className="btn btn-outline"),
                ],
                className="note-form",
            ),
            html.P(id=Id.SAY, className="why", role="status"),
        ],
        id=Id.EDITOR,
        className=editor_class(shown=False),
        **{"aria-labelledby": "targets-editor-title"},
    )


def _box(component_id: str, kind: str, example: str) -> Component:
    more = {"inputmode": "decimal"} if kind == "text" else {}
    return dbc.Input(
        id=component_id,
        type=kind,
        value="",
        placeholder=example,
        maxlength=20,
        class_name="box",
        autocomplete="off",
        **more,
    )
