"""Saved views: a menu in the header with links under names, one's own and those that are shared."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from data.notes.records import LONGEST_NAME, SavedView
from layouts import components


class Id(StrEnum):
    """Ids of the menu."""

    MENU = "views"
    TOGGLE = "views-toggle"
    NAME = "views-name"
    SHARED = "views-shared"
    SAVE = "views-save"
    CANCEL = "views-cancel"
    RENAMED = "views-renamed"
    HEADING = "views-heading"
    SAY = "views-say"
    LIST = "views-list"


# What a button beside a view does, as its id says it.
RENAME, DELETE = "view-rename", "view-delete"
SHARE = "share"
NEW = "Save this view"


def button_id(act: str, view: int) -> dict[str, str | int]:
    """`n_clicks` of a button beside a view."""
    return {"type": act, "view": view}


def menu() -> Component:
    """The icon in the header and the panel below it, without views."""
    return html.Details(
        [
            html.Summary(
                [components.icon("bookmark"), components.unseen("Saved views")],
                id=Id.TOGGLE,
                className="icon-btn",
                title="Saved views",
            ),
            html.Div(
                [_form(), html.Div(id=Id.LIST, className="views-list")], className="pop views"
            ),
        ],
        id=Id.MENU,
        className="pop-host views-host",
        **{"data-closes": "outside"},
    )


def _form() -> Component:
    return html.Div(
        [
            html.H2(NEW, id=Id.HEADING, className="views-h"),
            components.labelled(
                "Name",
                dbc.Input(
                    id=Id.NAME,
                    type="text",
                    value="",
                    maxlength=LONGEST_NAME,
                    placeholder="November campaign",
                    class_name="box",
                    autocomplete="off",
                ),
            ),
            dbc.Checklist(
                id=Id.SHARED,
                options=[{"label": "Show it to everybody", "value": SHARE}],
                value=[],
                class_name="views-shared",
            ),
            html.Div(
                [
                    html.Button("Save", id=Id.SAVE, type="button", className="btn btn-primary"),
                    html.Button(
                        "Cancel",
                        id=Id.CANCEL,
                        type="button",
                        className=cancel_class(shown=False),
                    ),
                ],
                className="actions",
            ),
            html.P(id=Id.SAY, className="why", role="status"),
            # The view that is being renamed; none: a new one is saved.
            dcc.Store(id=Id.RENAMED),
        ],
        className="views-form",
    )


def cancel_class(*, shown: bool) -> str:
    """Class of the button that leaves a name as it is."""
    return "btn btn-outline" if shown else "btn btn-outline is-hidden"


def items(mine: Sequence[SavedView], shared: Sequence[SavedView]) -> list[Component]:
    """One's own views, with what can be done to them, then those that others share."""
    if not mine and not shared:
        return [html.P("Nothing is saved yet.", className="views-none")]
    found: list[Component] = []
    if mine:
        found += [html.H3("Mine", className="views-h"), _list(mine, "My saved views", own=True)]
    if shared:
        heading = html.H3("Shared by others", className="views-h")
        found += [heading, _list(shared, "Views that others share", own=False)]
    return found


def _list(views: Sequence[SavedView], label: str, *, own: bool) -> Component:
    return html.Ul([_item(view, own=own) for view in views], **{"aria-label": label})


def _item(view: SavedView, *, own: bool) -> Component:
    about = "Shared" if own and view.shared else "" if own else view.owner
    link = dcc.Link(
        [
            html.Span(view.name, className="view-name"),
            html.Span(about, className="view-about"),
        ],
        # A link without anything would lead nowhere; a question mark alone is the first view.
        href=view.search or "?",
        className="view-link",
    )
    buttons = [_button(RENAME, view, "pencil", "Rename"), _button(DELETE, view, "x", "Delete")]
    # The link closes the menu, as any link of a menu does.
    closing = html.Span(link, className="view-go", **{"data-closes": "details"})
    return html.Li([closing, *(buttons if own else [])], className="view-item")


def _button(act: str, view: SavedView, icon: str, word: str) -> Component:
    return html.Button(
        components.icon(icon),
        id=button_id(act, view.id),
        type="button",
        className="icon-btn is-small",
        title=word,
        **{"aria-label": f"{word} {view.name}"},
    )
