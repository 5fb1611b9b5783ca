"""What is watched, and who is told: a list of alerts, and a form that adds one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.metrics import METRICS
from data.notes.alert_records import AlertKind, Side
from data.periods import Comparison
from data.windows import Window
from layouts import cards, components
from layouts.data_page import ids
from layouts.data_page.stages import button
from layouts.tables import Column


class Id(StrEnum):
    """Ids of the form. All begin with `data-`, as everything of the tab does."""

    WHICH = "data-alert-which"
    CHANGED = "data-alert-changed"
    NAME = "data-alert-name"
    METRIC = "data-alert-metric"
    KIND = "data-alert-kind"
    SIDE = "data-alert-side"
    VALUE = "data-alert-value"
    WINDOW = "data-alert-window"
    COMPARISON = "data-alert-comparison"
    RECIPIENTS = "data-alert-recipients"
    ADD = "data-alert-add"
    SNOOZE = "data-alert-snooze"
    WAKE = "data-alert-wake"
    REMOVE = "data-alert-remove"
    SAY = "data-alert-say"


COLUMNS = (
    Column("state", "State", width=120, tone=True),
    Column("name", "Alert", width=150, wrapped=True),
    Column("condition", "Fires when", width=220, wrapped=True),
    Column("detail", "Last found", width=220, wrapped=True),
    Column("checked", "Last checked", width=150, wrapped=True),
    Column("recipients", "Tells", width=150, wrapped=True),
)
_LONGEST = 2_000


def layout() -> list[Component]:
    """The card and the form below it, without alerts."""
    return [
        cards.table_card(
            ids.ALERTS,
            "Alerts",
            COLUMNS,
            subtitle="Metrics that are watched by mail; choose a line to snooze or remove it",
            short=True,
            choosable=True,
            explained=False,
        ),
        html.Section(_form(), className="cardx span-12", **{"aria-label": "Add an alert"}),
    ]


def _form() -> list[Component]:
    return [
        dcc.Store(id=Id.WHICH),
        dcc.Store(id=Id.CHANGED),
        html.Div(
            [
                components.labelled("Name", _box(Id.NAME, 80)),
                components.labelled("Metric", _choice(Id.METRIC, _metrics(), "net_sales")),
                components.labelled("Over", _choice(Id.WINDOW, _words(Window), Window.WEEK)),
                components.labelled("Against", _choice(Id.KIND, _words(AlertKind), "threshold")),
                components.labelled("Fires", _choice(Id.SIDE, _words(Side), Side.BELOW)),
                components.labelled("Value", _box(Id.VALUE, 20)),
                components.labelled(
                    "A change against", _choice(Id.COMPARISON, _comparisons(), Comparison.PREVIOUS)
                ),
                html.Div(
                    components.labelled("Mail addresses", _box(Id.RECIPIENTS, _LONGEST)),
                    className="field is-wide",
                ),
                button(Id.ADD, "Add"),
                button(Id.SNOOZE, "Snooze 7 days", quiet=True),
                button(Id.WAKE, "Wake", quiet=True),
                button(Id.REMOVE, "Remove", quiet=True),
            ],
            className="note-form",
        ),
        html.P(id=Id.SAY, className="why", role="status"),
    ]


def _box(component_id: str, longest: int) -> Component:
    return dbc.Input(
        id=component_id,
        type="text",
        value="",
        maxlength=longest,
        class_name="box",
        autocomplete="off",
    )


def _choice(component_id: str, options: list[tuple[str, str]], value: str) -> Component:
    return dbc.Select(
        id=component_id,
        options=[{"value": key, "label": label} for key, label in options],
        value=str(value),
        class_name="sel",
    )


def _metrics() -> list[tuple[str, str]]:
    return [(name, found.label) for name, found in METRICS.items()]


def _words(kind: Iterable[Window | AlertKind | Side]) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in kind]


def _comparisons() -> list[tuple[str, str]]:
    return [(c.value, c.label) for c in Comparison if c is not Comparison.NONE]
