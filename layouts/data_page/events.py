"""What happened to the shop: a list, and a form that adds, changes and removes."""

from __future__ import annotations

from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.notes.records import LONGEST_NAME, EventKind
from layouts import cards, components
from layouts.data_page import ids
from layouts.data_page.stages import button
from layouts.tables import Column, Kind


class Id(StrEnum):
    """Ids of the form. All begin with `data-`, as everything of the tab does."""

    WHICH = "data-event-which"
    CHANGED = "data-event-changed"
    START = "data-event-start"
    END = "data-event-end"
    KIND = "data-event-kind"
    TITLE = "data-event-title"
    SAVE = "data-event-save"
    REMOVE = "data-event-remove"
    CLEAR = "data-event-clear"
    SAY = "data-event-say"


COLUMNS = (
    Column("start", "From", Kind.DAY),
    Column("end", "To", Kind.DAY),
    Column("kind", "Kind", width=120),
    Column("title", "What happened", width=220, wrapped=True),
    Column("made_by", "By", width=110),
)
ADD, CHANGE = "Add", "Save the change"


def layout() -> list[Component]:
    """The card and the form below it, without events."""
    return [
        cards.table_card(
            ids.EVENTS,
            "Events",
            COLUMNS,
            subtitle="What explains a rise or a fall; charts name it. Choose a line to change it",
            short=True,
            choosable=True,
            explained=False,
        ),
        html.Section(_form(), className="cardx span-12", **{"aria-label": "Add an event"}),
    ]


def _form() -> list[Component]:
    return [
        dcc.Store(id=Id.WHICH),
        dcc.Store(id=Id.CHANGED),
        html.Div(
            [
                components.labelled("First day", _box(Id.START, "date")),
                components.labelled("Last day", _box(Id.END, "date")),
                components.labelled("Kind", _kinds()),
                html.Div(
                    components.labelled("What happened", _box(Id.TITLE, "text")),
                    className="field is-wide",
                ),
                button(Id.SAVE, ADD),
                button(Id.REMOVE, "Remove", quiet=True),
                button(Id.CLEAR, "Start over", quiet=True),
            ],
            className="note-form",
        ),
        html.P(id=Id.SAY, className="why", role="status"),
    ]


def _box(component_id: str, kind: str) -> Component:
    return dbc.Input(
        id=component_id,
        type=kind,
        value="",
        maxlength=LONGEST_NAME,
        class_name="box",
        autocomplete="off",
    )


def _kinds() -> Component:
    return dbc.Select(
        id=Id.KIND,
        options=[{"value": kind.value, "label": kind.label} for kind in EventKind],
        value=EventKind.CAMPAIGN.value,
        class_name="sel",
    )
