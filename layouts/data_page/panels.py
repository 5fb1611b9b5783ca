"""What is known about the data that are served: quality, reconciliation, releases, loads."""

from __future__ import annotations

from functools import partial

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import cards
from layouts.data_page import ids, stages
from layouts.data_page.ids import Id
from layouts.tables import Column, Kind

QUALITY_COLUMNS = (
    Column("title", "What was looked for", width=200, wrapped=True),
    Column("severity", "Severity", width=100, tone=True),
    Column("rows", "Rows", Kind.COUNT, 84),
    Column("amount", "Worth", Kind.MONEY),
    Column("share", "Of net sales", Kind.PERCENT, 104),
    Column("sentence", "What it means, and what to do", width=340, wrapped=True),
)
EXAMPLE_COLUMNS = (
    Column("table_name", "Table", width=110),
    Column("row_id", "Id", width=150),
    Column("amount", "Worth", Kind.MONEY),
    Column("detail", "What was found", width=260),
)
PAIR_COLUMNS = (
    Column("light", "Light", width=84, tone=True),
    Column("left_name", "Compared", width=180, wrapped=True),
    Column("left_amount", "Sum", Kind.MONEY),
    Column("right_name", "With", width=180, wrapped=True),
    Column("right_amount", "Its sum", Kind.MONEY),
    Column("difference", "Difference", Kind.MONEY),
    Column("orders", "Rows that differ", Kind.COUNT, 104),
)
DIFFERENCE_COLUMNS = (
    Column("table_name", "Table", width=110),
    Column("row_id", "Id", width=150),
    # In each row's own currency, which its last column names; the pair's own names come with it.
    Column("left_amount", "Compared", Kind.RATIO, 170),
    Column("right_amount", "With", Kind.RATIO, 170),
    Column("difference", "Difference", Kind.RATIO),
    Column("detail", "What was found", width=220),
)
LOAD_COLUMNS = (
    Column("finished_at", "When", width=180),
    Column("source", "File", width=180, wrapped=True),
    Column("layout", "Read as", width=130),
    Column("rows_read", "Rows read", Kind.COUNT),
    Column("rows_loaded", "Loaded", Kind.COUNT),
    Column("rows_unchanged", "Unchanged", Kind.COUNT),
    Column("rows_rejected", "Set aside", Kind.COUNT),
    Column("amount_rejected", "Set aside, worth", Kind.MONEY),
)
RESTATED_COLUMNS = (
    Column("month", "Month", width=100),
    Column("cause", "Why", width=150),
    Column("orders", "Orders", Kind.COUNT, 92),
    Column("gross_sales", "Gross sales", Kind.MONEY),
    Column("discounts", "Discounts", Kind.MONEY),
    Column("reversals", "Reversals", Kind.MONEY),
    Column("net_sales", "Net sales", Kind.MONEY),
)
RELEASE_COLUMNS = (
    Column("served", "Served", width=140, renderer="ServeRelease"),
    Column("release", "Release", width=190),
    Column("shop", "Shop", width=150, wrapped=True),
    Column("orders", "Orders", Kind.COUNT, 92),
    Column("lines", "Lines", Kind.COUNT, 92),
    Column("last_day", "Data to", Kind.DAY),
    Column("created", "Made", width=180),
    Column("source", "From", width=180, wrapped=True),
)
CURRENCY_COLUMNS = (
    Column("code", "Currency", width=96),
    Column("orders", "Orders", Kind.COUNT, 92),
    Column("amount", "Worth", Kind.MONEY),
    Column("reversed", "Taken back", Kind.MONEY),
    Column("first_day", "From", Kind.DAY),
    Column("last_day", "To", Kind.DAY),
)
RESTATED_ORDER_COLUMNS = (
    Column("cause", "Why", width=150),
    Column("order_id", "Order", width=170),
    Column("net_before", "Net sales before", Kind.MONEY),
    Column("net_after", "Net sales now", Kind.MONEY),
    Column("change", "Change", Kind.MONEY),
)


# Data about the data: what they are from stands in docs/operations.md, not behind a button.
_table = partial(cards.table_card, explained=False)


def layout() -> list[Component]:
    """All panels, without data."""
    return [
        _reconciliation(),
        _table(
            ids.QUALITY,
            "Data quality",
            QUALITY_COLUMNS,
            subtitle="What is wrong, and what it is worth; choose a line for examples",
            short=True,
            choosable=True,
        ),
        _table(ids.EXAMPLES, "Examples", EXAMPLE_COLUMNS),
        _table(
            ids.CURRENCIES,
            "Not included for want of an exchange rate",
            CURRENCY_COLUMNS,
            short=True,
        ),
        _table(
            ids.RESTATED,
            "Closed months that changed",
            RESTATED_COLUMNS,
            subtitle="By how much, and why; choose a line for its orders",
            short=True,
            choosable=True,
        ),
        _table(ids.RESTATED_ORDERS, "Orders behind a change", RESTATED_ORDER_COLUMNS),
        _table(ids.RELEASES, "Releases", RELEASE_COLUMNS, short=True),
        _table(ids.LOADS, "Files loaded", LOAD_COLUMNS),
        _serving(),
    ]


def _reconciliation() -> Component:
    return html.Div([_light(), _pairs(), _differences()], className="span-12 reconciled")


def _light() -> Component:
    """A light that says its colour in a word, too."""
    return html.Div(
        [
            html.Span(className="lamp", **{"aria-hidden": "true"}),
            html.Div(
                [
                    html.P(
                        [
                            html.Span("Reconciliation: "),
                            html.Strong("not looked at yet", id=Id.LIGHT_WORD),
                        ],
                        className="light-word",
                    ),
                    html.P(id=Id.LIGHT_TEXT, className="why"),
                ]
            ),
        ],
        id=Id.LIGHT,
        className="cardx light is-unknown",
        role="status",
    )


def _pairs() -> Component:
    return _table(
        ids.PAIRS,
        "Orders, lines and payments",
        PAIR_COLUMNS,
        subtitle="Each pair has to be the same; choose a line for the rows that differ",
        short=True,
        choosable=True,
    )


def _differences() -> Component:
    return _table(ids.DIFFERENCES, "Rows that differ", DIFFERENCE_COLUMNS)


def _serving() -> Component:
    """Asked before another release is served: everybody's figures change at once."""
    return html.Div(
        [
            dcc.Store(id=Id.SERVE_WHICH),
            dbc.Modal(
                [
                    dbc.ModalHeader(
                        dbc.ModalTitle("Serve another release?", id="data-serve-title", tag="h2"),
                        close_button=False,
                    ),
                    dbc.ModalBody(html.P(id=Id.SERVE_TEXT)),
                    dbc.ModalFooter(
                        [
                            stages.button(Id.SERVE_NO, "Leave it as it is", quiet=True),
                            stages.button(Id.SERVE_YES, "Serve this one"),
                        ]
                    ),
                ],
                id=Id.SERVE,
                is_open=False,
                centered=True,
                class_name="dialog",
                labelledby="data-serve-title",
            ),
        ]
    )
