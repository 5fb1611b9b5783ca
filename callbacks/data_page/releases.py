"""The releases there are, and serving another one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks import errors
from callbacks.cards import Card
from callbacks.data_page import jobs, shown
from callbacks.desk import Desk
from callbacks.services import Services
from callbacks.words import counted
from data.release_info import ReleaseInfo
from data.releases import NoRelease
from data.warehouse import LOOK_EVERY
from layouts import dates, shell, tables
from layouts.data_page import ids, panels
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
        output={
            **shown.outputs(ids.RELEASES),
            "columns": Output(ids.RELEASES.table, "columnDefs"),
        },
        inputs=shown.when_asked(),
        prevent_initial_call=True,
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        shown.asked_by_admin(desk, query)
        found = shown.values(TITLE, lambda: card(desk.store.list(), desk.store.current_id()))
        return {**found, "columns": panels.release_columns()}


def _on_choice(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.SERVE, "is_open"),
        Output(Id.SERVE_TEXT, "children"),
        Output(Id.SERVE_WHICH, "data"),
        Input(ids.RELEASES.table, "cellRendererData"),
        prevent_initial_call=True,
    )
    def _ask(pressed: Any) -> tuple[bool, str, str]:
        desk.admin()
        info = one_of(desk.store.list(), pressed_on(pressed))
        return True, question(info), info.id


def _on_answer(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output(Id.SERVE, "is_open", allow_duplicate=True),
        Output(shell.Id.PUBLISHED, "data", allow_duplicate=True),
        Input(Id.SERVE_YES, "n_clicks"),
        State(Id.SERVE_WHICH, "data"),
        prevent_initial_call=True,
    )
    def _serve(clicks: Any, release: Any) -> tuple[bool, Any]:
        desk.admin()
        jobs.clicked(clicks)
        return False, served(desk, release)

    @app.callback(
        Output(Id.SERVE, "is_open", allow_duplicate=True),
        Input(Id.SERVE_NO, "n_clicks"),
        prevent_initial_call=True,
    )
    def _leave(clicks: Any) -> bool:
        desk.admin()
        jobs.clicked(clicks)
        return False


def served(desk: Desk, release: Any) -> Any:
    """Serve the release; what the page is to know of it, or a word why that cannot be."""
    info = one_of(desk.store.list(), release)
    try:
        desk.store.rollback(info.id)
    except NoRelease as error:
        errors.say("This release cannot be served", str(error))
        return no_update
    # Workers look for another release twice a second; the figures that follow are of this one.
    time.sleep(LOOK_EVERY)
    return f"{info.id} {time.time()}"


def pressed_on(pressed: Any) -> str:
    """The release on whose row the button was; the grid adds when, so that it can be twice."""
    value = pressed.get("value") if isinstance(pressed, dict) else None
    return value.partition(" ")[0] if isinstance(value, str) else ""


def one_of(releases: Sequence[ReleaseInfo], release: Any) -> ReleaseInfo:
    """The release of this id; nothing happens for whatever is not the id of one."""
    found = next((info for info in releases if info.id == release), None)
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
