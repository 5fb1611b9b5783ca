"""The table of a card as a file: CSV or XLSX, drawn on the server once more and stamped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate

from callbacks.address import address_of
from callbacks.asked import Asked, choice, read
from callbacks.cards import Card, Rows
from callbacks.deck import Drawn
from callbacks.decks import all_cards
from callbacks.scope import stamp
from callbacks.services import Services
from callbacks.theme import mode_of
from callbacks.turns import Turns
from data.csv_text import csv_text, defused_comment
from layouts import cards, shell
from layouts.components import CardIds
from layouts.stamp import Stamp, commented
from layouts.tables import rows
from layouts.workbook import workbook

# More than this is no file to be made while somebody waits; the stamp says that it was cut.
MAX_ROWS = 50_000

# A large workbook takes seconds and all of a processor.
TWO_AT_A_TIME = Turns(2, "Other files are being made. Try again in a moment.")


def register(app: Dash, services: Services) -> None:
    """Give every card's CSV and XLSX buttons their files."""

    @app.callback(
        Output(shell.Id.DOWNLOAD, "data", allow_duplicate=True),
        Input({"type": "take", "card": ALL, "form": ALL}, "n_clicks"),
        State(shell.Id.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def _save(clicks: list[Any], search: Any) -> dict[str, Any]:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        known = {drawn.ids.prefix: drawn for drawn in all_cards()}
        drawn = known[choice(ctx.triggered_id.get("card"), list(known), "Card")]
        form = choice(ctx.triggered_id.get("form"), list(cards.FORMS), "File")
        asked = read(services, address_of(search).question())
        with TWO_AT_A_TIME.taken():
            made = file_of(asked, drawn, form)
        return dict(dcc.send_bytes(made, name_of(asked, drawn.ids, form)))


def name_of(asked: Asked, ids: CardIds, form: str) -> str:
    """products-table_2026-10-25_2026-11-21.xlsx."""
    period = asked.period
    return f"{ids.prefix}_{period.start}_{period.end}.{form}"


def file_of(asked: Asked, drawn: Drawn, form: str) -> bytes:
    """The card's table in a form; csv or xlsx."""
    card = drawn.card(asked, mode_of(None))
    found, cut = all_rows(card, asked.currency)
    said = stamp(asked, card, drawn.title)
    if cut:
        said = Stamp(said.title, [*said.facts, ("Cut", f"the first {MAX_ROWS:,} rows only")])
    return _FORMS[form](card, found, said)


def all_rows(card: Card, currency: str) -> tuple[Rows, bool]:
    """Every row of the card's table, also those it has no room for; and whether it was cut."""
    found = card.rows if card.whole is None else rows(card.whole(), currency)
    return found[:MAX_ROWS], len(found) > MAX_ROWS


def _csv(card: Card, found: Rows, said: Stamp) -> bytes:
    """With the mark by which spreadsheets know that letters are UTF-8."""
    header = {column.field: column.label for column in card.columns}
    return ("\ufeff" + defused_comment(commented(said)) + csv_text(found, header)).encode()


def _xlsx(card: Card, found: Rows, said: Stamp) -> bytes:
    return workbook(found, card.columns, said)


_FORMS: dict[str, Callable[[Card, Rows, Stamp], bytes]] = {"csv": _csv, "xlsx": _xlsx}
