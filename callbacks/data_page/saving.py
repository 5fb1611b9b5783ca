"""The tables of the Data tab as files; named after the release, because no filter applies."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc

from callbacks.data_page import jobs
from callbacks.exports import csv_of
from callbacks.services import Services
from layouts import shell
from layouts.components import CardIds
from layouts.data_page import ids


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
