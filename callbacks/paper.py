"""Pages as a PDF, drawn on the server with the filters of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from dash import Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from callbacks.address import Address, address_of
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.decks import DECKS, LEDES
from callbacks.scope import scope
from callbacks.services import Services
from callbacks.turns import Turns
from data.answers.kpis import kpis
from data.filters import FilterError
from layouts import changes, formatting, kpi, shell, taking
from layouts.paper.pages import PaperCard, PaperNumber, PaperPage
from layouts.stamp import Stamp
from layouts.tabs import Tab, page_of

# The drawing library is not made for several threads at once, and every card is asked again.
ONE_AT_A_TIME = Turns(1, "Another PDF is being drawn. Try again in a minute.")

BUSY, READY = "Drawing …", "All pages take up to a minute."


def register(app: Dash, services: Services) -> None:
    """Give the two buttons their files."""
    _register(app, services, taking.Id.THIS, lambda tab: [tab])
    _register(app, services, taking.Id.ALL, lambda _: list(DECKS))


def _register(
    app: Dash, services: Services, button: str, tabs_of: Callable[[Tab], list[Tab]]
) -> None:
    @app.callback(
        Output(shell.Id.DOWNLOAD, "data", allow_duplicate=True),
        Input(button, "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        running=[
            (Output(taking.Id.THIS, "disabled"), True, False),
            (Output(taking.Id.ALL, "disabled"), True, False),
            (Output(taking.Id.NOTE, "children"), BUSY, READY),
        ],
        prevent_initial_call=True,
    )
    def _save(clicks: Any, search: Any) -> dict[str, Any]:
        if not isinstance(clicks, int) or clicks < 1:
            raise PreventUpdate
        address = address_of(search)
        tabs = tabs_of(address.tab)
        asked = read(services, address.question())
        period = asked.period
        what = tabs[0].value if len(tabs) == 1 else "all"
        name = f"{what}_{period.start}_{period.end}.pdf"
        return dict(dcc.send_bytes(pdf(services, address, tabs), name))


def pdf(services: Services, address: Address, tabs: Iterable[Tab]) -> bytes:
    """The pages of these tabs with the filters and settings of an address.

    FilterError where none of them can be taken along; Refused while another PDF is drawn.
    """
    with ONE_AT_A_TIME.taken():
        return _drawn(services, address, tabs)


def _drawn(services: Services, address: Address, tabs: Iterable[Tab]) -> bytes:
    pages, asked = [], read(services, address.question())
    for tab in tabs:
        if tab in DECKS:
            there = read(services, Address(tab, address.selection, address.settings).question())
            pages.append(page(there, tab))
    if not pages:
        raise FilterError("This page holds no figures of the selection; open another one.")
    release = asked.view.release
    stamp = Stamp(
        f"{release.shop}, data to {release.last_day:%Y-%m-%d}",
        [*scope(asked), ("Currency", release.currency), ("Time zone", release.timezone)],
    )
    return _bound(pages, stamp, release.currency)


def _bound(pages: Sequence[PaperPage], stamp: Stamp, currency: str) -> bytes:
    """The PDF.

    What draws and binds is loaded when somebody first asks for paper: it would take a second of
    each worker's start, and a tenth of its memory.
    """
    binder = import_module("layouts.paper.document")
    made: bytes = binder.document(pages, stamp, currency)
    return made


def page(asked: Asked, tab: Tab) -> PaperPage:
    """A page with all its cards."""
    lede = LEDES.get(tab)
    return PaperPage(
        title=page_of(tab).label,
        lede=str(lede(asked)) if lede else "",
        numbers=_numbers(asked) if tab is Tab.OVERVIEW else (),
        cards=[_card(drawn, drawn.card(asked, "light")) for drawn in DECKS[tab]],
    )


def _card(drawn: Drawn, card: Card) -> PaperCard:
    state = card.state
    return PaperCard(
        title=card.title or drawn.title,
        subtitle=card.subtitle,
        note=card.note,
        message=f"{state.title}. {state.text}" if state.title else "",
        figure=card.figure,
        columns=card.columns,
        rows=card.rows,
    )


def _numbers(asked: Asked) -> list[PaperNumber]:
    """The headline numbers with their change."""
    chosen = asked.selection
    found = kpis(asked.view, kpi.KPIS, asked.filters, chosen.compare, chosen.basis)
    numbers = []
    for one in found:
        value = formatting.number(
            one.value, one.metric.format, currency=asked.currency, compact=True
        )
        moved = changes.said(one.change, one.metric, asked.currency)
        words = "" if moved.direction == "none" else f"{moved.words} against the comparison"
        numbers.append(PaperNumber(one.metric.label, value, words))
    return numbers
