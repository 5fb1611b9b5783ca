"""What the browser does by itself: colours, pages, the link to copy.

The functions are in `assets/clientside.js`, those about pages in `assets/tabs.js`.
"""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks.services import Services
from layouts import filters, kpi, shell
from layouts.tabs import TABS, Group

_NAMESPACE = "shop"


def register(app: Dash, services: Services) -> None:  # noqa: ARG001 - nothing here needs the server
    """Wire the functions of the page's own script."""
    _register_colours(app)
    _register_tabs(app)
    app.clientside_callback(
        _function("deliver"), Input(shell.Id.QUESTION, "data"), prevent_initial_call=True
    )
    app.clientside_callback(
        _function("spread"),
        *(Input(page.answer_id, "data") for page in TABS),
        Input(shell.Id.OPENED, "data"),
        State(shell.Id.THEME_PAYLOAD, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _function("copyLink"),
        Output(shell.Id.NOTICE, "is_open"),
        Output(shell.Id.NOTICE_TEXT, "children"),
        Input(shell.Id.COPY_LINK, "n_clicks"),
    )
    app.clientside_callback(
        _function("toggleFilters"),
        Output(filters.Id.PANEL, "className"),
        Output(filters.Id.TOGGLE, "aria-expanded"),
        Input(filters.Id.TOGGLE, "n_clicks"),
        State(filters.Id.PANEL, "className"),
    )


def _function(name: str) -> ClientsideFunction:
    return ClientsideFunction(namespace=_NAMESPACE, function_name=name)


def _register_colours(app: Dash) -> None:
    app.clientside_callback(
        _function("setTheme"),
        Output(shell.Id.THEME_CHOICE, "data"),
        Input(shell.Id.THEME_SWITCH, "n_clicks"),
        State(shell.Id.THEME_CHOICE, "data"),
    )
    app.clientside_callback(
        _function("applyTheme"),
        Output(shell.Id.THEME, "data"),
        Output(shell.Id.THEME_SWITCH, "title"),
        Output(shell.Id.THEME_SWITCH, "aria-label"),
        Input(shell.Id.THEME_CHOICE, "data"),
    )
    app.clientside_callback(
        _function("repaint"),
        Input(shell.Id.THEME, "data"),
        State(shell.Id.THEME_PAYLOAD, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        _function("markChosen"),
        Output({"type": "kpi", "metric": ALL}, "className"),
        Input(kpi.Id.CHOSEN, "data"),
    )


def _register_tabs(app: Dash) -> None:
    app.clientside_callback(
        _function("showTab"),
        *(Output(page.link_id, "active") for page in TABS),
        *(Output(page.panel_id, "className") for page in TABS),
        *(Output(group.link_id, "active") for group in Group),
        *(Output(group.pages_id, "className") for group in Group),
        Input(shell.Id.LOCATION, "search"),
        State(shell.Id.GROUPS, "data"),
    )
    app.clientside_callback(
        _function("tabLinks"),
        *(Output(page.link_id, "href") for page in TABS),
        *(Output(group.link_id, "href") for group in Group),
        Input(shell.Id.LOCATION, "search"),
        State(shell.Id.GROUPS, "data"),
    )
