"""The tables of the Data tab as files; named after the release, because no filter applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, dcc

from callbacks.data_page import jobs
from callbacks.services import Services
from data.csv_text import csv_text
from data.filters import FilterError
from layouts import shell
from layouts.components import CardIds
from layouts.data_page import ids

MAX_ROWS = 10_000


def register(app: Dash, services: Services) -> None:
    """Give every card's CSV button its file."""
    for card in ids.CARDS:
        _register_card(app, services, card)


def _register_card(app: Dash, services: Services, card: CardIds) -> None:
    @app.callback(
        Output(shell.Id.DOWNLOAD, "data", allow_duplicate=True),
        Input(card.export, "n_clicks"),
        State(card.table, "rowData"),
        State(card.table, "columnDefs"),
        prevent_initial_call=True,
    )
    def _save(clicks: Any, rows: Any, columns: Any) -> dict[str, Any]:
        services.desk.admin()
        jobs.clicked(clicks)
        name = f"{card.prefix}_{services.warehouse.view().release.id}.csv"
        return dict(dcc.send_string(csv_of(rows, columns), name))


def csv_of(rows: Any, columns: Any) -> str:
    """The rows as the table shows them; FilterError for what no table of ours could hold."""
    if not (isinstance(rows, list) and isinstance(columns, list) and len(rows) <= MAX_ROWS):
        raise FilterError("There is no such table to save.")
    header = {str(c.get("field")): str(c.get("headerName")) for c in columns if _is_record(c)}
    return csv_text([row for row in rows if _is_record(row)], header)


def _is_record(value: Any) -> bool:
    return isinstance(value, Mapping)
