"""The cards of a page: each is drawn from the question alone, whoever asks for it.

The page asks, and so do exports and everything else that needs the same card once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards
from callbacks.address import address_of
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.crossing import crossed
from callbacks.services import Services
from callbacks.theme import mode_of
from layouts import shell
from layouts.components import CardIds
from layouts.tabs import Tab, page_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """One card of a page and who draws it.

    `draw` takes the question and the face of the page (light or dark). Without a `graph` the card
    is a table. `field` is the field of `Filters` that a click on a mark, or a chosen row, filters
    by: `customdata` of a trace, and `key` of a row, hold the value. "days" stands for the period:
    its values are two days with a slash between them.
    """

    ids: CardIds
    title: str
    draw: Callable[[Asked, str], Card]
    graph: bool = True
    field: str = ""

    def card(self, asked: Asked, mode: str) -> Card:
        """The card, or the state that says why there is none."""
        return cards.drawn(self.title, lambda: self.draw(asked, mode))


def register(
    app: Dash,
    services: Services,
    tab: Tab,
    deck: Sequence[Drawn],
    lede: Callable[[Asked], str] | None = None,
) -> None:
    """Draw every card of a page while it is in sight, and the sentence under its heading."""
    for drawn in deck:
        _register_card(app, services, tab, drawn)
        if drawn.graph:
            register_table(app, services, drawn)
        if drawn.field:
            _register_click(app, drawn)
    if lede is not None:
        _register_lede(app, services, tab, lede)


def register_together(
    app: Dash,
    services: Services,
    tab: Tab,
    deck: Sequence[Drawn],
    lede: Callable[[Asked], str],
) -> None:
    """The same in one request, for a page whose cards are drawn from one long computation."""

    @app.callback(
        output={
            "cards": [outputs_of(drawn) for drawn in deck],
            "lede": Output(f"{tab.value}-lede", "children"),
        },
        inputs={
            "query": Input(page_of(tab).question_id, "data"),
            "mode": State(shell.Id.THEME, "data"),
            "opened": [State(d.ids.toggle, "n_clicks") for d in deck if d.graph],
        },
        prevent_initial_call=True,
    )
    def _draw(query: Any, mode: Any, opened: list[Any]) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked, clicks = read(services, query), iter(opened)
        shown = [
            values_of(one, one.card(asked, mode_of(mode)), next(clicks) if one.graph else None)
            for one in deck
        ]
        return {"cards": shown, "lede": lede(asked)}

    for drawn in deck:
        if drawn.graph:
            register_table(app, services, drawn)


def outputs_of(drawn: Drawn) -> dict[str, Output]:
    """Everything of the card that a callback sets."""
    return cards.outputs(drawn.ids) if drawn.graph else cards.table_outputs(drawn.ids)


def values_of(drawn: Drawn, card: Card, clicks: Any) -> dict[str, Any]:
    """The values of those outputs; `clicks` on what opens the table behind a drawing."""
    if not drawn.graph:
        return cards.table_values(card)
    return cards.values(card, drawn.ids, opened=is_open(clicks))


# A page that nobody looks at has no question: without `prevent_initial_call` the browser would ask
# for each of its cards once when it opens, only to be told that there is nothing to draw.


def _register_card(app: Dash, services: Services, tab: Tab, drawn: Drawn) -> None:
    asks = {
        "query": Input(page_of(tab).question_id, "data"),
        "mode": State(shell.Id.THEME, "data"),
    }
    if not drawn.graph:

        @app.callback(output=cards.table_outputs(drawn.ids), inputs=asks, prevent_initial_call=True)
        def _fill(query: Any, mode: Any) -> dict[str, Any]:
            if query is None:
                raise PreventUpdate
            return cards.table_values(drawn.card(read(services, query), mode_of(mode)))

        return

    @app.callback(
        output=cards.outputs(drawn.ids),
        inputs={**asks, "clicks": State(drawn.ids.toggle, "n_clicks")},
        prevent_initial_call=True,
    )
    def _draw(query: Any, mode: Any, clicks: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        card = drawn.card(read(services, query), mode_of(mode))
        return cards.values(card, drawn.ids, opened=is_open(clicks))


def register_table(app: Dash, services: Services, drawn: Drawn) -> None:
    """Bring the table behind a drawing when it is opened."""

    @app.callback(
        Output(drawn.ids.behind, "children", allow_duplicate=True),
        Input(drawn.ids.toggle, "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _open(clicks: Any, search: Any) -> Any:
        if not is_open(clicks):
            return None
        asked = read(services, address_of(search).question())
        return cards.behind(drawn.card(asked, mode_of(None)), drawn.ids)


def _register_click(app: Dash, drawn: Drawn) -> None:
    """A click on a mark, or a chosen row, filters; once more and it does so no longer."""
    said = (
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        State(shell.Id.LOCATION, "search"),
    )
    if not drawn.graph:

        @app.callback(
            said[0],
            Output(drawn.ids.table, "selectedRows"),
            Input(drawn.ids.table, "selectedRows"),
            said[1],
            prevent_initial_call=True,
        )
        def _choose(rows: Any, search: Any) -> tuple[str, list[Any]]:
            if not (isinstance(rows, list) and rows and isinstance(rows[0], dict)):
                raise PreventUpdate
            return crossed(search, drawn.field, rows[0].get("key")), []

        return

    @app.callback(
        said[0],
        # Emptied, because the same mark may be clicked again.
        Output(drawn.ids.graph, "clickData"),
        Input(drawn.ids.graph, "clickData"),
        said[1],
        prevent_initial_call=True,
    )
    def _click(click: Any, search: Any) -> tuple[str, None]:
        return crossed(search, drawn.field, mark_of(click)), None


def _register_lede(app: Dash, services: Services, tab: Tab, lede: Callable[[Asked], str]) -> None:
    @app.callback(
        Output(f"{tab.value}-lede", "children"),
        Input(page_of(tab).question_id, "data"),
        prevent_initial_call=True,
    )
    def _say(query: Any) -> Any:
        if query is None:
            raise PreventUpdate
        return lede(read(services, query))


def is_open(clicks: Any) -> bool:
    """Whether a disclosure that was clicked so many times stands open."""
    return isinstance(clicks, int) and clicks % 2 == 1


def mark_of(click: Any) -> Any:
    """What the clicked mark stands for; PreventUpdate for whatever is no click on one."""
    try:
        value = click["points"][0]["customdata"]
    except (TypeError, KeyError, IndexError):
        raise PreventUpdate from None
    return value[0] if isinstance(value, list) and value else value
