"""Bring data in: choose files, look at what would be loaded, publish it."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import components, tables
from layouts.data_page import mapping, stages
from layouts.data_page.ids import Id
from layouts.data_page.stages import Stage
from layouts.tables import Column, Kind

TICK_MS = 1000

FILE_COLUMNS = (
    Column("source", "File", width=180, wrapped=True),
    Column("role", "Read as", width=130, wrapped=True),
    Column("read", "Rows read", Kind.COUNT),
    Column("loaded", "New or changed", Kind.COUNT),
    Column("unchanged", "Unchanged", Kind.COUNT),
    Column("rejected", "Set aside", Kind.COUNT),
    Column("amount_loaded", "Worth", Kind.MONEY),
    Column("amount_rejected", "Set aside, worth", Kind.MONEY),
)
MATCH_COLUMNS = (
    Column("source", "File", width=160),
    Column("ours", "What we need", width=160),
    Column("theirs", "Your column", width=180),
)
ASIDE_COLUMNS = (
    Column("source", "File", width=150),
    Column("row", "Row", Kind.COUNT, 84),
    Column("column", "Column", width=120),
    Column("value", "Value", width=120),
    Column("amount", "Worth", Kind.MONEY),
    Column("reason", "Why", width=280, wrapped=True),
)


def layout() -> Component:
    """The card, without a file."""
    return html.Section(
        [
            html.Div(
                html.Div(
                    [
                        html.H2("Load data", id="data-intake-title"),
                        html.P(
                            "Nothing is published before you have seen it and said so",
                            className="card-sub",
                        ),
                    ],
                    className="card-titles",
                ),
                className="card-head",
            ),
            stages.steps(),
            html.Div(
                [
                    _choose(),
                    _sending(),
                    stages.running(),
                    _preview(),
                    mapping.layout(),
                    stages.failed(),
                    _result(),
                ],
                id=Id.INTAKE,
                className=stages.OPENING,
            ),
            html.P(id=Id.SAY, className="visually-hidden", role="status"),
            *_memory(),
        ],
        className="cardx span-12 intake-card",
        **{"aria-labelledby": "data-intake-title"},
    )


def _choose() -> Component:
    """The button is what keyboards reach; `assets/50-data.js` opens the dialog and takes drops."""
    return stages.part(
        Stage.CHOOSE,
        [
            html.Div(
                [
                    html.Span(components.icon("upload"), className="st-i"),
                    html.P("Drop your shop's files here", className="st-t"),
                    html.P(
                        "Orders, order lines, products, customers, refunds or payments: CSV, "
                        "Excel, Parquet or JSON lines, also zipped. Exports of Shopify and "
                        "WooCommerce are recognised by their columns; others you match once.",
                        className="st-p",
                    ),
                    stages.button(Id.CHOOSE, "Choose files"),
                ],
                id=Id.DROP,
                className="drop",
            ),
            html.P(id=Id.SEND_ERROR, className="why", role="alert"),
        ],
    )


def _sending() -> Component:
    return stages.part(
        Stage.SENDING,
        [
            html.H3("Sending the files"),
            stages.progress(
                Id.SENDING_BAR, Id.SENDING_TEXT, "data-sending-percent", "How much is sent"
            ),
            stages.actions(stages.button(Id.STOP_SENDING, "Stop", quiet=True)),
        ],
    )


def _preview() -> Component:
    return stages.part(
        Stage.PREVIEW,
        [
            html.H3(id=Id.PREVIEW_TITLE),
            html.P(id=Id.PREVIEW_TEXT, className="why"),
            stages.actions(
                stages.button(Id.PUBLISH, "Publish"),
                stages.button(Id.BY_HAND, "Match the columns yourself", quiet=True),
                stages.button(Id.AGAIN_PREVIEW, "Choose other files", quiet=True),
            ),
            html.H4("Files"),
            tables.grid(Id.FILES_TABLE, FILE_COLUMNS, label="Files", short=True),
            _samples(),
            _aside(),
            html.Details(
                [
                    html.Summary(
                        [components.icon("table"), html.Span("Columns as matched")],
                        className="table-toggle",
                    ),
                    tables.grid(Id.COLUMNS_TABLE, MATCH_COLUMNS, label="Columns as matched"),
                ],
                className="table-behind",
            ),
        ],
    )


def _samples() -> Component:
    menu = dbc.Select(id=Id.SAMPLE_OF, options=[], value="", class_name="sel")
    return html.Div(
        [
            html.Div(
                [
                    html.H4("Rows as they will be stored"),
                    components.labelled("Show", menu, hidden=True),
                ],
                className="with-menu",
            ),
            tables.grid(Id.SAMPLE_TABLE, (), label="A few rows as they will be stored", short=True),
        ],
        id=Id.SAMPLES,
        className="is-hidden",
    )


def _aside() -> Component:
    return html.Div(
        [
            html.H4("Rows set aside"),
            html.P(id=Id.ASIDE_TEXT, className="card-sub"),
            tables.grid(Id.ASIDE_TABLE, ASIDE_COLUMNS, label="Rows set aside", short=True),
            stages.save(Id.PREVIEW_REJECTS),
        ],
        id=Id.ASIDE,
        className="is-hidden",
    )


def _result() -> Component:
    return stages.part(
        Stage.RESULT,
        [
            html.Div(
                [
                    html.Span(components.icon("check"), className="st-i is-good"),
                    html.Div(
                        [
                            html.H3(id=Id.RESULT_TITLE),
                            html.P(id=Id.RESULT_TEXT, className="why"),
                        ]
                    ),
                ],
                className="stopped",
            ),
            tables.grid(Id.RESULT_TABLE, FILE_COLUMNS, label="What was loaded", short=True),
            html.Div(
                [stages.button(Id.AGAIN_RESULT, "Load more files"), stages.save(Id.RESULT_REJECTS)],
                className="actions",
            ),
        ],
    )


def _memory() -> list[Component]:
    return [
        dcc.Store(id=Id.UPLOAD),
        dcc.Store(id=Id.STAGE),
        dcc.Interval(id=Id.TICK, interval=TICK_MS, disabled=True),
    ]
