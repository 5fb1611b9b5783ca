"""Saving the view in sight under a name, and finding, renaming and deleting it again.

Whose views these are is what the request says of who asks, never what the browser says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import errors
from callbacks.address import address_of
from callbacks.services import Services
from data.filters import FilterError
from data.notes.records import NotKept, SavedView
from data.releases import StoreFailed
from layouts import saved_views, shell
from layouts.saved_views import Id, cancel_class, items

_GOOD, _WRONG = "why", "why is-wrong"
_FORM = {
    "say": Output(Id.SAY, "children", allow_duplicate=True),
    "look": Output(Id.SAY, "className", allow_duplicate=True),
    "list": Output(Id.LIST, "children", allow_duplicate=True),
    "name": Output(Id.NAME, "value", allow_duplicate=True),
    "shared": Output(Id.SHARED, "value", allow_duplicate=True),
    "renamed": Output(Id.RENAMED, "data", allow_duplicate=True),
    "heading": Output(Id.HEADING, "children", allow_duplicate=True),
    "cancel": Output(Id.CANCEL, "className", allow_duplicate=True),
}


def register(app: Dash, services: Services) -> None:
    """Fill the menu when it is opened, and wire its buttons."""
    _on_open(app, services)
    _on_save(app, services)
    _on_rename(app, services)
    _on_delete(app, services)
    _on_cancel(app)


def _on_open(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Id.LIST, "children"), Input(Id.TOGGLE, "n_clicks"), prevent_initial_call=True
    )
    def _fill(clicks: Any) -> list[Component]:
        _pressed(clicks)
        return listed(services)


def _on_save(app: Dash, services: Services) -> None:
    @app.callback(
        output=_FORM,
        inputs={"pressed": [Input(Id.SAVE, "n_clicks"), Input(Id.NAME, "n_submit")]},
        state={
            "form": {
                "name": State(Id.NAME, "value"),
                "shared": State(Id.SHARED, "value"),
                "renamed": State(Id.RENAMED, "data"),
            },
            "search": State(shell.Id.LOCATION, "search"),
        },
        prevent_initial_call=True,
    )
    def _save(pressed: Any, form: dict[str, Any], search: Any) -> dict[str, Any]:
        _pressed(any(pressed))
        name, shared, renamed = form["name"], form["shared"], form["renamed"]
        if renamed is None:
            wanted = isinstance(shared, list) and saved_views.SHARE in shared
            return after(services, lambda: saved(services, name, search, shared=wanted))
        return after(services, lambda: given_name(services, renamed, name))


def _on_rename(app: Dash, services: Services) -> None:
    @app.callback(
        output=_FORM,
        inputs={"clicks": Input({"type": saved_views.RENAME, "view": ALL}, "n_clicks")},
        prevent_initial_call=True,
    )
    def _begin(clicks: Any) -> dict[str, Any]:
        return renaming(services, _pressed_one(clicks))


def _on_delete(app: Dash, services: Services) -> None:
    @app.callback(
        output=_FORM,
        inputs={"clicks": Input({"type": saved_views.DELETE, "view": ALL}, "n_clicks")},
        prevent_initial_call=True,
    )
    def _delete(clicks: Any) -> dict[str, Any]:
        view = _pressed_one(clicks)
        return after(services, lambda: removed(services, view))


def _on_cancel(app: Dash) -> None:
    @app.callback(
        output=_FORM, inputs={"clicks": Input(Id.CANCEL, "n_clicks")}, prevent_initial_call=True
    )
    def _cancel(clicks: Any) -> dict[str, Any]:
        _pressed(clicks)
        return {**_empty_form(), "list": no_update, "say": "", "look": _GOOD}


def listed(services: Services) -> list[Component]:
    """The views that whoever asks may open."""
    owner = services.desk.roles.user()
    found = services.notes.views(owner)
    mine = [view for view in found if view.owner == owner]
    return items(mine, [view for view in found if view.owner != owner])


def saved(services: Services, name: Any, search: Any, *, shared: bool) -> str:
    """Keep the view in sight; returns what to say. NotKept and FilterError say why not."""
    link = address_of(search).search()
    view = services.notes.save_view(services.desk.roles.user(), name, link, shared=shared)
    return f"“{view.name}” is saved."


def given_name(services: Services, view: Any, name: Any) -> str:
    """Give one's own view another name; returns what to say."""
    services.notes.rename_view(services.desk.roles.user(), _number(view), name)
    return "The view has its new name."


def removed(services: Services, view: Any) -> str:
    """Delete one's own view; returns what to say."""
    gone = _own(services, view)
    services.notes.remove_view(gone.owner, gone.id)
    return f"“{gone.name}” is deleted."


def renaming(services: Services, view: Any) -> dict[str, Any]:
    """The form with the name of one's own view in it, to be changed."""
    try:
        found = _own(services, view)
    except (NotKept, StoreFailed) as error:
        return {**_kept_as_it_is(), "say": _why(error), "look": _WRONG}
    return {
        **_kept_as_it_is(),
        "say": "",
        "name": found.name,
        "renamed": found.id,
        "heading": f"Rename “{found.name}”",
        "cancel": cancel_class(shown=True),
    }


def after(services: Services, act: Callable[[], str]) -> dict[str, Any]:
    """The form and the list after something was done, or the sentence that says why not."""
    try:
        said = act()
    except (NotKept, FilterError, StoreFailed) as error:
        return {**_kept_as_it_is(), "say": _why(error), "look": _WRONG}
    return {**_empty_form(), "list": listed(services), "say": said, "look": _GOOD}


def _why(error: Exception) -> str:
    """What to say; where the store itself fails, its words name places that are nobody's business.

    Whoever reads figures may save views, and the log has the whole story.
    """
    if not isinstance(error, StoreFailed):
        return str(error)
    reference = errors.noted("saved views", error)
    return f"Please try again. If it keeps failing, send reference {reference}."


def _kept_as_it_is() -> dict[str, Any]:
    return {**dict.fromkeys(_FORM, no_update), "look": _GOOD}


def _empty_form() -> dict[str, Any]:
    words = {"heading": saved_views.NEW, "cancel": cancel_class(shown=False)}
    return {"name": "", "shared": [], "renamed": None, **words}


def _own(services: Services, view: Any) -> SavedView:
    """A view of whoever asks; NotKept for any other."""
    owner = services.desk.roles.user()
    found = {one.id: one for one in services.notes.views(owner) if one.owner == owner}
    number = _number(view)
    if number not in found:
        raise NotKept("This view is not one of yours any more.")
    return found[number]


def _number(view: Any) -> int:
    """The id of a view; that of none for whatever is no number."""
    return view if isinstance(view, int) and not isinstance(view, bool) else 0


def _pressed(clicks: Any) -> None:
    if not clicks:
        raise PreventUpdate


def _pressed_one(clicks: Any) -> Any:
    """The view whose button was pressed."""
    if not (isinstance(clicks, list) and any(clicks) and isinstance(ctx.triggered_id, dict)):
        raise PreventUpdate
    return ctx.triggered_id.get("view")
