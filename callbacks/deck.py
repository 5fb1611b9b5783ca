"""The cards of a page: each is drawn from the question alone, whoever asks for it.

The page asks, and so do exports and everything else that needs the same card once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, filters
from callbacks.answers import Answer, Part, put, put_parts, written
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.once import Together, once
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
    *parts: Part,
    together: Callable[[Asked], Together] | None = None,
) -> None:
    """Draw a page while it is in sight: its cards, the sentence under its heading, and the rest.

    All of it is one request, in which each of them fails alone. `together`: what several of them
    ask for.
    """
    said = (filters.PART, *(() if lede is None else (sentence(tab, lede),)), *parts)

    def answer(asked: Asked, mode: str, opened: Collection[str]) -> Answer:
        found: Answer = {}
        for drawn in deck:
            put_card(found, drawn, drawn.card(asked, mode), opened)
        put_parts(found, said, asked, mode)
        return found

    register_answer(app, services, tab, deck, answer, together=together)


def register_answer(
    app: Dash,
    services: Services,
    tab: Tab,
    deck: Sequence[Drawn],
    answer: Callable[[Asked, str, Collection[str]], Answer],
    *,
    together: Callable[[Asked], Together] | None = None,
) -> None:
    """Ask for `answer` while a page is in sight, and leave it at the page's store.

    It is asked with the question, the face, and the prefixes of cards whose tables stand open.
    """
    graphs = [drawn for drawn in deck if drawn.graph]

    # A page that nobody looks at has no question: without `prevent_initial_call` the browser would
    # ask for each page once when it opens, only to be told that there is nothing to draw.
    @app.callback(
        Output(page_of(tab).answer_id, "data"),
        inputs={
            "query": Input(page_of(tab).question_id, "data"),
            "mode": State(shell.Id.THEME, "data"),
            "clicks": [State(drawn.ids.toggle, "n_clicks") for drawn in graphs],
        },
        running=[(Output(shell.Id.ASKING, "className"), shell.ASKING, shell.AT_REST)],
        prevent_initial_call=True,
    )
    def _show(query: Any, mode: Any, clicks: list[Any]) -> orjson.Fragment:
        if query is None:
            raise PreventUpdate
        pairs = zip(graphs, clicks, strict=True)
        opened = {drawn.ids.prefix for drawn, n in pairs if is_open(n)}
        asked = read(services, query)
        with once(None if together is None else together(asked)):
            return written(answer(asked, mode_of(mode), opened))


def put_card(answer: Answer, drawn: Drawn, card: Card, opened: Collection[str]) -> None:
    """Add a card to an answer, with the table behind it where that stands open."""
    if drawn.graph:
        shown = cards.values(card, drawn.ids, opened=drawn.ids.prefix in opened)
        put(answer, cards.outputs(drawn.ids), shown)
    else:
        put(answer, cards.table_outputs(drawn.ids), cards.table_values(card))


def sentence(tab: Tab, lede: Callable[[Asked], Any]) -> Part:
    """The sentence under a page's heading."""
    return Part(Output(f"{tab.value}-lede", "children"), lambda asked, _mode: lede(asked))


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
