"""Link, filter bar and tabs say the same thing: this keeps them in step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks import errors, menus
from callbacks.address import Address, address_of, tab_of
from callbacks.controls import Controls, controls_of, selection_of
from callbacks.services import Services
from data.filters import DIMENSION_FIELDS, FilterError, Filters
from data.selection import DEFAULT_PRESET, KEYS, Selection
from data.warehouse import View
from layouts import filters, shell
from layouts.tabs import CHOICES, page_of

# Property of a control -> what of the selection it says; everything else is a dimension.
_SAYS = {
    f"{filters.Id.PRESET}.value": "preset",
    f"{filters.Id.FROM_TO}.start_date": "days",
    f"{filters.Id.FROM_TO}.end_date": "days",
    f"{filters.Id.MONTH}.value": "month",
}

_CONTROLS = {
    filters.Id.PRESET,
    filters.Id.FROM_TO,
    filters.Id.MONTH,
    filters.Id.COMPARE,
    filters.Id.BASIS,
    *(control for control, _ in filters.CONTROLS.values()),
    *(choice.control for choice in CHOICES.values()),
}
_UNSEEN = [name for name in DIMENSION_FIELDS if name not in filters.CONTROLS]


def _controls(kind: type[Input] | type[Output]) -> dict[str, Any]:
    """The controls of the filter bar as the fields of `Controls`."""
    return {
        "preset": kind(filters.Id.PRESET, "value"),
        "start": kind(filters.Id.FROM_TO, "start_date"),
        "end": kind(filters.Id.FROM_TO, "end_date"),
        "month": kind(filters.Id.MONTH, "value"),
        "compare": kind(filters.Id.COMPARE, "value"),
        "basis": kind(filters.Id.BASIS, "value"),
        "kept": {field: kind(control, "value") for field, (control, _) in filters.CONTROLS.items()},
    }


def _choices(kind: type[Input] | type[Output]) -> dict[str, Any]:
    """The pages' own controls by their keys in a link."""
    return {key: kind(choice.control, choice.prop) for key, choice in CHOICES.items()}


def register(app: Dash, services: Services) -> None:
    """Keep link, controls and tabs in step."""
    _register_circle(app, services)
    _register_chips(app)
    _register_undo(app, services)


def _register_circle(app: Dash, services: Services) -> None:
    # One callback and not two, because the link sets the controls and the controls set the link:
    # Dash allows that circle only inside one callback.
    @app.callback(
        output={
            "search": Output(shell.Id.LOCATION, "search"),
            "selection": Output(shell.Id.SELECTION, "data"),
            "question": Output(shell.Id.QUESTION, "data"),
            "controls": _controls(Output),
            "choices": _choices(Output),
            "offered": menus.outputs(),
        },
        inputs={
            "search": Input(shell.Id.LOCATION, "search"),
            "controls": _controls(Input),
            "choices": _choices(Input),
        },
    )
    def _keep_in_step(
        search: Any, controls: dict[str, Any], choices: dict[str, Any]
    ) -> dict[str, Any]:
        changed = [trigger["prop_id"] for trigger in ctx.triggered]
        touched = [prop for prop in changed if prop.partition(".")[0] in _CONTROLS]
        followed = f"{shell.Id.LOCATION}.search" in changed or not touched
        view = services.warehouse.view()
        chosen = (
            _from_link(search) if followed else _from_controls(search, controls, choices, touched)
        )
        # Values and the menus they are in have to arrive together.
        offered = menus.offered(view, chosen.selection.kept) if followed else _same(menus.outputs())
        return {
            **_shown(view, chosen),
            "search": link_after(search, chosen),
            "question": question_for(chosen, admin=services.desk.roles.is_admin()),
            "offered": offered,
        }


def _register_chips(app: Dash) -> None:
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


def _register_undo(app: Dash, services: Services) -> None:
    @app.callback(
        Output(shell.Id.LOCATION, "search", allow_duplicate=True),
        Output(shell.Id.QUESTION, "data", allow_duplicate=True),
        Input({"type": "undo", "card": ALL}, "n_clicks"),
        State({"type": "undo", "card": ALL}, "value"),
        State({"type": "undo", "card": ALL}, "id"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _undo(
        clicks: list[int | None], values: list[Any], ids: list[dict[str, str]], search: Any
    ) -> tuple[Any, Any]:
        if not any(clicks):
            raise PreventUpdate
        buttons = zip(ids, values, strict=False)
        what = next((v for i, v in buttons if i == ctx.triggered_id), None)
        return undone(what, search, admin=services.desk.roles.is_admin())


def question_for(address: Address, *, admin: bool) -> Any:
    """The selection for the page in sight to show, and the id of the store it waits at.

    The browser puts it there by itself. Were every page's store an output, Dash would follow all
    that hangs on any of them whenever a callback waits for another. No update where the page is
    not for who asks.
    """
    page = page_of(address.tab)
    if page.for_admins and not admin:
        return no_update
    return {"place": page.question_id, "query": address.question()}


def link_after(search: Any, chosen: Address) -> Any:
    """The link of a view; none where the present one means it already, in whatever words.

    Writing the same view differently would be one more step in the browser's history, and *back*
    would lead to the old words, from where it would come straight here again.
    """
    try:
        said = address_of(search) == chosen
    except FilterError:
        said = False
    return no_update if said else chosen.search()


def without(search: Any, field: str, value: str) -> str:
    """The link with one value of a filter let go."""
    address = address_of(search)
    key = next((key for key, name in KEYS.items() if name == field), field)
    return address.selecting(address.selection.without(key, value)).search()


def cleared(search: Any) -> str:
    """The link with every filter but the period let go."""
    address = address_of(search)
    chosen = address.selection
    return address.selecting(replace(chosen, kept=Filters())).search()


def undone(what: Any, search: Any, *, admin: bool) -> tuple[Any, Any]:
    """Link and question after a card's button was pressed."""
    if what == "clear":
        return cleared(search), no_update
    if what == "period":
        address = address_of(search)
        usual = replace(address.selection, preset=DEFAULT_PRESET, month=None, days=None)
        return address.selecting(usual).search(), no_update
    if what == "retry":
        return no_update, question_for(address_of(search), admin=admin)
    raise PreventUpdate


def _same(outputs: dict[str, Any]) -> dict[str, Any]:
    """No update for any of the outputs."""
    return {
        name: _same(output) if isinstance(output, dict) else no_update
        for name, output in outputs.items()
    }


def _from_link(search: Any) -> Address:
    try:
        return address_of(search)
    except FilterError as error:
        errors.say("This link has a filter that cannot be used", str(error))
        return Address(tab_of(search))


def _from_controls(
    search: Any, controls: dict[str, Any], choices: dict[str, Any], touched: list[str]
) -> Address:
    before = _from_link(search)
    try:
        said = next((_SAYS[prop] for prop in touched if prop in _SAYS), "")
        chosen = selection_of(Controls(**controls), changed=said)
        held = {
            key: value
            for key, value in choices.items()
            if f"{CHOICES[key].control}.{CHOICES[key].prop}" in touched
        }
        return before.selecting(_with_unseen(chosen, before)).with_settings(held)
    except FilterError as error:
        errors.say("This filter cannot be used", str(error))
        raise PreventUpdate from None


def _with_unseen(chosen: Selection, before: Address) -> Selection:
    """The bar has no control for some dimensions; what a link says of them stays."""
    unseen = {name: getattr(before.selection.kept, name) for name in _UNSEEN}
    return replace(chosen, kept=replace(chosen.kept, **unseen))


def _shown(view: View, address: Address) -> dict[str, Any]:
    release = view.release
    held = controls_of(address.selection, release.first_day, release.last_day)
    return {
        "selection": address.search(),
        "controls": {
            "preset": held.preset,
            "start": held.start,
            "end": held.end,
            "month": held.month,
            "compare": held.compare,
            "basis": held.basis,
            "kept": {field: held.kept[field] for field in filters.CONTROLS},
        },
        "choices": {key: c.held(address.setting(key)) for key, c in CHOICES.items()},
    }
