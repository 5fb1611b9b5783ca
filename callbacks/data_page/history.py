"""What was loaded, and which closed months changed since."""

from __future__ import annotations

from typing import Any

from dash import Dash

from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.services import Services
from callbacks.words import counted
from data.answers.loads import loads
from data.warehouse import View
from layouts.data_page import ids

TITLE = "Files loaded"
MOST = 500


def register(app: Dash, services: Services) -> None:
    """List the files of every load."""
    desk = services.desk

    @app.callback(
        output=shown.outputs(ids.LOADS), inputs=shown.when_asked(), prevent_initial_call=True
    )
    def _list(query: Any, published: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        shown.asked_by_admin(desk, query)
        view = services.warehouse.view()
        return shown.values(TITLE, lambda: loads_card(view))


def loads_card(view: View) -> Card:
    """One row per file of each load, the latest first."""
    frame = loads(view)
    if frame.empty:
        text = "These figures were not loaded from files."
        return shown.nothing(TITLE, "No file was loaded", text)
    latest = frame.head(MOST)
    shown_files = latest.assign(finished_at=latest["finished_at"].map(shown.instant))
    cut = f"; the latest {MOST} are shown" if len(frame) > MOST else ""
    return shown.table(
        TITLE, shown_files, view, subtitle=f"{counted(len(frame), 'file')}, the latest first{cut}"
    )
