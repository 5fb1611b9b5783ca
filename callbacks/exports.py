"""The table behind a chart as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from callbacks.address import address_of
from callbacks.asked import read
from callbacks.services import Services
from data.csv_text import csv_text
from data.filters import FilterError
from layouts import shell
from layouts.tabs import TABS

MAX_ROWS = 10_000


def register(app: Dash, services: Services) -> None:
    """Give every card's CSV button its file."""
    open_to_all = (page for page in TABS if not page.for_admins)
    for ids in (card for page in open_to_all for card in page.cards):
        _register_card(app, services, ids.export, ids.table)


def _register_card(app: Dash, services: Services, export: str, table: str) -> None:
    @app.callback(
        Output(shell.Id.DOWNLOAD, "data", allow_duplicate=True),
        Input(export, "n_clicks"),
        State(table, "rowData"),
        State(table, "columnDefs"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _save(clicks: Any, rows: Any, columns: Any, search: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        asked = read(services, address_of(search).selection.query())
        period = asked.period
        name = f"{export.removesuffix('-export')}_{period.start}_{period.end}.csv"
        return dict(dcc.send_string(csv_of(rows, columns), name))


def csv_of(rows: Any, columns: Any) -> str:
    """The rows as the table shows them; FilterError for what no table of ours could hold."""
    if not (isinstance(rows, list) and isinstance(columns, list) and len(rows) <= MAX_ROWS):
        raise FilterError("There is no such table to save.")
    header = {str(c.get("field")): str(c.get("headerName")) for c in columns if _is_record(c)}
    return csv_text([row for row in rows if _is_record(row)], header)


def _is_record(value: Any) -> bool:
    return isinstance(value, Mapping)
