"""The exploratory report: of which release the latest one is, and making another."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, Input, Output, no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import shown
from callbacks.desk import Desk, KeptReport, Refused
from callbacks.services import Services
from layouts import dates
from layouts.data_page import report
from layouts.data_page.report import Id

_OUTPUTS = {
    "status": (Id.STATUS, "children"),
    "address": (Id.OPEN, "href"),
    "link": (Id.OPEN, "className"),
}


def register(app: Dash, services: Services) -> None:
    """Say what there is when the tab is opened; make a report when the button is pressed."""
    desk = services.desk
    _on_look(app, desk)
    _on_press(app, desk)


def _on_look(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={name: Output(*place) for name, place in _OUTPUTS.items()},
        inputs=shown.when_asked(),
        prevent_initial_call=True,
    )
    def _look(query: Any, published: Any) -> dict[str, Any]:  # noqa: ARG001 - it only triggers
        shown.asked_by_admin(desk, query)
        return said(desk, desk.reports.latest())


def _on_press(app: Dash, desk: Desk) -> None:
    @app.callback(
        output={
            name: Output(*place, allow_duplicate=True)  # the same places as above
            for name, place in _OUTPUTS.items()
        },
        inputs={"clicks": Input(Id.MAKE, "n_clicks")},
        running=[
            (Output(Id.MAKE, "disabled"), True, False),
            (Output(Id.MAKE, "children"), "Making the report…", "Make the report"),
        ],
        prevent_initial_call=True,
    )
    def _make(clicks: Any) -> dict[str, Any]:
        desk.admin()
        if not (isinstance(clicks, int) and clicks > 0):
            raise PreventUpdate
        try:
            return said(desk, desk.reports.make())
        except Refused as error:
            return {"status": str(error), "address": no_update, "link": no_update}


def said(desk: Desk, kept: KeptReport | None) -> dict[str, Any]:
    """Of which day and release a report is, and whether another release is served by now."""
    if kept is None:
        link = report.open_class(there=False)
        return {"status": "No report was made yet.", "address": no_update, "link": link}
    as_of = dates.day(date.fromisoformat(kept.as_of))
    text = f"The latest report is as of {as_of}, of release {kept.release}."
    if kept.release != desk.store.current_id():
        text += " It is old: another release is served by now."
    return {"status": text, "address": report.ADDRESS, "link": report.open_class(there=True)}
