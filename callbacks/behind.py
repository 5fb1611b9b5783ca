"""The tables behind drawings: each is brought when it is opened."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks import cards
from callbacks.address import address_of
from callbacks.answers import Answer, put
from callbacks.asked import read
from callbacks.deck import Drawn, is_open
from callbacks.decks import all_cards
from callbacks.services import Services
from callbacks.theme import mode_of
from layouts import shell


def register(app: Dash, services: Services) -> None:
    """One callback for all of them: browsers spend time on each callback that there is."""
    by_toggle = {drawn.ids.toggle: drawn for drawn in all_cards() if drawn.graph}

    @app.callback(
        Output(shell.Id.OPENED, "data"),
        inputs={
            "clicks": {toggle: Input(toggle, "n_clicks") for toggle in by_toggle},
            "search": State(shell.Id.SELECTION, "data"),
        },
        prevent_initial_call=True,
    )
    def _open(clicks: dict[str, Any], search: Any) -> Answer:
        toggle = ctx.triggered_id
        if toggle not in by_toggle:
            raise PreventUpdate
        return table(services, by_toggle[toggle], search, opened=is_open(clicks[toggle]))


def table(services: Services, drawn: Drawn, search: Any, *, opened: bool) -> Answer:
    """The table behind a drawing of the selection in a link; nothing where it was closed."""
    shown = None
    if opened:
        asked = read(services, address_of(search).question())
        shown = cards.behind(drawn.card(asked, mode_of(None)), drawn.ids)
    answer: Answer = {}
    put(answer, Output(drawn.ids.behind, "children"), shown)
    return answer
