"""Long lists: turning their pages, and opening one of their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from callbacks.address import address_of
from callbacks.answers import Part
from callbacks.asked import Asked, read
from callbacks.services import Services
from data.answers.rows import page_of
from layouts import formatting, shell
from layouts.paging import Pager, rest_class

# One more than a file holds: that is how it knows that it was cut.
IN_FILE = 50_001

HIDDEN = (
    "Names are hidden: an operator can let you see personal data by naming you in "
    "PERSONAL_DATA_USERS."
)


def register_pager(
    app: Dash, services: Services, ids: Pager, key: str, pages: Callable[[Asked], int]
) -> None:
    """Turn the pages of a list; `pages` says how many there are."""

    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Input(ids.before, "n_clicks"),
        Input(ids.after, "n_clicks"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _turn(before: Any, after: Any, search: Any) -> str:
        if not (before or after):
            raise PreventUpdate
        address = address_of(search)
        last = pages(read(services, address.question()))
        step = -1 if ctx.triggered_id == ids.before else 1
        page = min(max(min(page_of(address.setting(key)), last) + step, 1), last)
        return address.with_settings({key: str(page)}).search()


def rest(place: str, key: str) -> Part:
    """The cards that need something to be open, shown while something is."""
    shown = Output(place, "className")
    return Part(shown, lambda asked, _mode: rest_class(shown=bool(asked.setting(key).strip())))


def opened(search: Any, key: str, value: Any) -> str:
    """The link with something open, or closed where it was open."""
    if not isinstance(value, str) or not value:
        raise PreventUpdate
    address = address_of(search)
    shown = address.setting(key) == value
    return address.with_settings({key: "" if shown else value}).search()


def place(first: int, shown: int, found: int, page: int, pages: int) -> str:
    """51–100 of 1,234, page 2 of 25; empty where all are seen."""
    if pages == 1:
        return ""
    rows = f"{formatting.count(first)}–{formatting.count(first + shown - 1)}"
    where = f"page {formatting.count(page)} of {formatting.count(pages)}"
    return f"{rows} of {formatting.count(found)}, {where}"
