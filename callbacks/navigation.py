"""Link, filter bar and tabs say the same thing: this keeps them in step."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks import errors
from callbacks.address import Address, address_of, tab_of
from callbacks.controls import Controls, controls_of, selection_of
from callbacks.services import Services
from data.filters import FilterError, Filters
from data.selection import KEYS, Selection
from data.warehouse import View
from layouts import filters, shell
from layouts.tabs import TABS, panel_class

# Property of a control -> what of the selection it says; everything else is a dimension.
_SAYS = {
    f"{filters.Id.PRESET}.value": "preset",
    f"{filters.Id.FROM_TO}.start_date": "days",
    f"{filters.Id.FROM_TO}.end_date": "days",
    f"{filters.Id.MONTH}.value": "month",
}


def _controls(kind: type[Input] | type[Output]) -> dict[str, Any]:
    """The controls of the filter bar as the fields of `Controls`."""
    return {
        "preset": kind(filters.Id.PRESET, "value"),
        "start": kind(filters.Id.FROM_TO, "start_date"),
        "end": kind(filters.Id.FROM_TO, "end_date"),
        "month": kind(filters.Id.MONTH, "value"),
        "compare": kind(filters.Id.COMPARE, "value"),
        "kept": {field: kind(control, "value") for field, (control, _) in filters.CONTROLS.items()},
    }


def register(app: Dash, services: Services) -> None:
    """Keep link, controls and tabs in step."""

    # One callback and not two, because the link sets the controls and the controls set the link:
    # Dash allows that circle only inside one callback.
    @app.callback(
        output={
            "search": Output(shell.Id.LOCATION, "search"),
            "selection": Output(shell.Id.SELECTION, "data"),
            "controls": _controls(Output),
        },
        inputs={"search": Input(shell.Id.LOCATION, "search"), "controls": _controls(Input)},
    )
    def _keep_in_step(search: Any, controls: dict[str, Any]) -> dict[str, Any]:
        view = services.warehouse.view()
        changed = [trigger["prop_id"] for trigger in ctx.triggered]
        if any(prop.startswith(f"{shell.Id.LOCATION}.") for prop in changed) or changed in ([], ["."]):
            return _shown(view, _from_link(search))
        return _shown(view, _from_controls(view, search, Controls(**controls), changed))

    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Input({"type": "chip", "field": ALL, "value": ALL}, "n_clicks"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _remove_chip(clicks: list[int | None], search: Any) -> str:
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            raise PreventUpdate
        return without(search, str(ctx.triggered_id["field"]), str(ctx.triggered_id["value"]))

    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Input(filters.Id.CLEAR, "n_clicks"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _clear(clicks: int | None, search: Any) -> str:
        if not clicks:
            raise PreventUpdate
        return cleared(search)

    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Output(shell.Id.SELECTION, "data", allow_duplicate=True),
        Input({"type": "undo", "card": ALL}, "n_clicks"),
        State({"type": "undo", "card": ALL}, "value"),
        State({"type": "undo", "card": ALL}, "id"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _undo(
        clicks: list[int | None], values: list[Any], ids: list[dict[str, str]], search: Any
    ) -> tuple[Any, Any]:
        pressed = next((v for v, i in zip(values, ids, strict=False) if i == ctx.triggered_id), None)
        if not any(clicks):
            raise PreventUpdate
        return undone(pressed, search)

    _register_tabs(app)


def _register_tabs(app: Dash) -> None:
    @app.callback(
        output=[
            {
                "href": Output(page.link_id, "href"),
                "active": Output(page.link_id, "active"),
                "panel": Output(page.panel_id, "className"),
                "question": Output(page.question_id, "data"),
            }
            for page in TABS
        ],
        inputs={"search": Input(shell.Id.SELECTION, "data")},
    )
    def _show_tab(search: Any) -> list[dict[str, Any]]:
        if search is None:
            raise PreventUpdate
        return tabs_for(address_of(search))


def tabs_for(address: Address) -> list[dict[str, Any]]:
    """Links, panels and questions of the tabs; only the one in sight gets a question to answer."""
    return [
        {
            "href": Address(page.tab, address.selection).search() or "/",
            "active": page.tab is address.tab,
            "panel": panel_class(active=page.tab is address.tab),
            "question": address.selection.query() if page.tab is address.tab else no_update,
        }
        for page in TABS
    ]


def without(search: Any, field: str, value: str) -> str:
    """The link with one value of a filter let go."""
    address = address_of(search)
    key = next((key for key, name in KEYS.items() if name == field), field)
    return Address(address.tab, address.selection.without(key, value)).search()


def cleared(search: Any) -> str:
    """The link with every filter but the period let go."""
    address = address_of(search)
    chosen = address.selection
    left = Selection(chosen.preset, chosen.month, chosen.days, chosen.compare, Filters())
    return Address(address.tab, left).search()


def undone(what: Any, search: Any) -> tuple[Any, Any]:
    """Link and selection after a card's button was pressed."""
    if what == "clear":
        return cleared(search), no_update
    if what == "period":
        address = address_of(search)
        kept = Selection(compare=address.selection.compare, kept=address.selection.kept)
        return Address(address.tab, kept).search(), no_update
    if what == "retry":
        return no_update, search or ""
    raise PreventUpdate


def _from_link(search: Any) -> Address:
    try:
        return address_of(search)
    except FilterError as error:
        errors.say("This link has a filter that cannot be used", str(error))
        return Address(tab_of(search), Selection())


def _from_controls(view: View, search: Any, controls: Controls, changed: list[str]) -> Address:
    try:
        chosen = selection_of(controls, changed=next((_SAYS.get(p, "") for p in changed), ""))
    except FilterError as error:
        errors.say("This filter cannot be used", str(error))
        raise PreventUpdate from None
    return Address(tab_of(search), chosen)


def _shown(view: View, address: Address) -> dict[str, Any]:
    release = view.release
    held = controls_of(address.selection, release.first_day, release.last_day)
    search = address.search()
    return {
        "search": search,
        "selection": search,
        "controls": {
            "preset": held.preset,
            "start": held.start,
            "end": held.end,
            "month": held.month,
            "compare": held.compare,
            "kept": {field: held.kept[field] for field in filters.CONTROLS},
        },
    }
