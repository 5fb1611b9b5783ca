"""The releases there are, and serving another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks import errors
from callbacks.cards import Card
from callbacks.data_page import jobs, shown
from callbacks.desk import Desk
from callbacks.published import said
from callbacks.services import Services
from callbacks.words import counted
from data.release_info import ReleaseInfo
from data.releases import NoRelease
from layouts import dates, shell, tables
from layouts.data_page import ids
from layouts.data_page.ids import Id

TITLE = "Releases"


def register(app: Dash, services: Services) -> None:
    """List the releases; ask before another one is served."""
    desk = services.desk
    _on_look(app, desk)
    _on_choice(app, desk)
    _on_answer(app, desk)


def _on_look(app: Dash, desk: Desk) -> None:
    @app.callback(
        output=shown.outputs(ids.RELEASES), inputs=shown.when_asked(), prevent_initial_call=True
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        shown.asked_by_admin(desk, query)
        return shown.values(TITLE, lambda: card(desk.store.list(), desk.store.current_id()))


def _on_choice(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.SERVE, "is_open"),
        Output(Id.SERVE_TEXT, "children"),
        Input(Id.SERVE_WHICH, "data"),
        prevent_initial_call=True,
    )
    def _ask(pressed: Any) -> tuple[bool, str]:
        desk.admin()
        return True, question(one_of(desk.store.list(), pressed))


def _on_answer(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.SERVE, "is_open", allow_duplicate=True),
        Output(shell.Id.PUBLISHED, "data", allow_duplicate=True),
        Input(Id.SERVE_YES, "n_clicks"),
        State(Id.SERVE_WHICH, "data"),
        prevent_initial_call=True,
    )
    def _serve(clicks: Any, pressed: Any) -> tuple[bool, Any]:
        desk.admin()
        jobs.clicked(clicks)
        return False, served(desk, pressed)

    @app.callback(
        Output(Id.SERVE, "is_open", allow_duplicate=True),
        Input(Id.SERVE_NO, "n_clicks"),
        prevent_initial_call=True,
    )
    def _leave(clicks: Any) -> bool:
        desk.admin()
        jobs.clicked(clicks)
        return False


def served(desk: Desk, pressed: Any) -> Any:
    """Serve the release; what the page is to know of it, or a word why that cannot be."""
    info = one_of(desk.store.list(), pressed)
    try:
        desk.store.rollback(info.id)
    except NoRelease as error:
        errors.say("This release cannot be served", str(error))
        return no_update
    return said(info.id)


def one_of(releases: Sequence[ReleaseInfo], pressed: Any) -> ReleaseInfo:
    """The release on whose row the button was; nothing happens for what is not one of ours."""
    wanted = pressed.get("release") if isinstance(pressed, dict) else None
    found = next((info for info in releases if info.id == wanted), None)
    if found is None:
        raise PreventUpdate
    return found


def question(info: ReleaseInfo) -> str:
    """What is asked before a release is served."""
    return (
        f"Everybody will see the figures of {info.shop} up to {dates.day(info.last_day)}, with "
        f"{counted(info.orders, 'order')}, as they were made on {shown.instant(info.created_at)}. "
        "The next load goes on from there. You can serve the present release again at any time, "
        "as long as it is listed here."
    )


def card(releases: Sequence[ReleaseInfo], current: str | None) -> Card:
    """One row per release, newest first."""
    if not releases:
        return shown.nothing(TITLE, "There is no release yet", "Load files to make the first one.")
    rows = [
        {
            "served": "Served" if info.id == current else "",
            "release": info.id,
            "shop": f"{info.shop} (simulated)" if info.simulated else info.shop,
            "orders": info.orders,
            "lines": info.lines,
            "last_day": info.last_day.isoformat(),
            "created": shown.instant(info.created_at),
            "source": info.source,
        }
        for info in releases
    ]
    return Card(
        rows=tables.rows(pd.DataFrame(rows), ""),
        title=TITLE,
        subtitle=f"{counted(len(rows), 'release')} kept; one is served to everybody",
    )
