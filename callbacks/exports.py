"""The table behind a chart as a file."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from callbacks.address import address_of
from callbacks.asked import read
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.decks import all_cards
from callbacks.services import Services
from callbacks.theme import mode_of
from data.csv_text import csv_text
from layouts import shell


def register(app: Dash, services: Services) -> None:
    """Give every card's CSV button its file."""
    for drawn in all_cards():
        _register_card(app, services, drawn)


def _register_card(app: Dash, services: Services, drawn: Drawn) -> None:
    @app.callback(
        Output(shell.Id.DOWNLOAD, "data", allow_duplicate=True),
        Input(drawn.ids.export, "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _save(clicks: Any, search: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        asked = read(services, address_of(search).question())
        period = asked.period
        name = f"{drawn.ids.prefix}_{period.start}_{period.end}.csv"
        return dict(dcc.send_string(csv_of(drawn.card(asked, mode_of(None))), name))


def csv_of(card: Card) -> str:
    """The card's rows as its table shows them."""
    return csv_text(card.rows, {column.field: column.label for column in card.columns})
