"""Setting and removing a month's target on the page; only administrators may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, no_update

from callbacks.address import address_of
from callbacks.data_page.jobs import clicked
from callbacks.navigation import question_for
from callbacks.services import Services
from data.notes.records import NotKept, Target
from data.notes.targets_file import amount_of, month_of
from data.releases import StoreFailed
from layouts import dates, formatting, shell
from layouts.targets import Id

# What is said, how it looks, the amount that stays in the box, and the link to draw again.
Told = tuple[str, str, Any, Any]
_GOOD, _WRONG = "why", "why is-wrong"


def register(app: Dash, services: Services) -> None:
    """Wire the two buttons of the form."""
    for button, act in ((Id.SAVE, saved), (Id.REMOVE, removed)):
        _on_press(app, services, button, act)


def _on_press(
    app: Dash, services: Services, button: Id, act: Callable[[Services, Any, Any], str]
) -> None:
    @app.callback(
        Output(Id.SAY, "children", allow_duplicate=True),
        Output(Id.SAY, "className", allow_duplicate=True),
        Output(Id.AMOUNT, "value", allow_duplicate=True),
        Output(shell.Id.QUESTION, "data", allow_duplicate=True),
        Input(button, "n_clicks"),
        State(Id.MONTH, "value"),
        State(Id.AMOUNT, "value"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _press(clicks: Any, month: Any, amount: Any, search: Any) -> Told:
        services.desk.admin()
        clicked(clicks)
        try:
            said = act(services, month, amount)
        except (NotKept, StoreFailed) as error:
            return str(error), _WRONG, no_update, no_update
        # The question is put once more, so that every card is drawn with the new target.
        return said, _GOOD, "", question_for(address_of(search), admin=True)


def saved(services: Services, month: Any, amount: Any) -> str:
    """Keep the target as it was typed; returns what to say. NotKept says what is wrong."""
    currency = services.warehouse.view().release.currency
    target = Target(month_of(_text(month)), amount_of(_text(amount)), currency)
    services.notes.set_targets([target], currency, services.desk.admin())
    money = formatting.money(target.amount, currency)
    return f"The target for {dates.month(target.month)} is {money}."


def removed(services: Services, month: Any, _amount: Any) -> str:
    """Forget a month's target; returns what to say."""
    services.desk.admin()
    first = month_of(_text(month))
    services.notes.remove_target(first)
    return f"{dates.month(first)} has no target any more."


def _text(value: Any) -> str:
    """What stands in a box; a client may send anything."""
    return value.strip() if isinstance(value, str) else ""
