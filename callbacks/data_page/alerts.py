"""Alerts of the shop: listed, added, snoozed, woken and removed by administrators."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.alert_round import book_of
from callbacks.alert_words import condition
from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.data_page.jobs import clicked
from callbacks.published import view_of
from callbacks.services import Services
from callbacks.words import counted
from data.answers.complete import today
from data.notes.alert_book import Alert, AlertBook
from data.notes.alert_records import State as AlertState
from data.notes.alert_records import checked_rule
from data.notes.records import NotKept
from data.releases import StoreFailed
from data.warehouse import View
from layouts import dates, tables
from layouts.data_page import ids
from layouts.data_page.alerts import Id

TITLE = "Alerts"
SNOOZE = timedelta(days=7)
_GOOD, _WRONG = "why", "why is-wrong"
_STATES = {"unchecked": "Not checked", "ok": "OK", "firing": "Firing", "no-data": "No data"}
_FIELDS = {
    "name": Id.NAME,
    "metric": Id.METRIC,
    "kind": Id.KIND,
    "side": Id.SIDE,
    "value": Id.VALUE,
    "window": Id.WINDOW,
    "comparison": Id.COMPARISON,
    "recipients": Id.RECIPIENTS,
}
_EMPTIED = ("name", "value", "recipients")
Form = dict[str, Any]


def register(app: Dash, services: Services) -> None:
    """List the alerts, remember the chosen one, and wire the buttons."""
    _on_look(app, services)
    _on_choice(app, services)
    _on_press(app, services, Id.ADD, added)
    for button, act in ((Id.SNOOZE, snoozed), (Id.WAKE, woken), (Id.REMOVE, removed)):
        _on_press(app, services, button, act)


def _on_look(app: Dash, services: Services) -> None:
    @app.callback(
        output=shown.outputs(ids.ALERTS),
        inputs={**shown.when_asked(), "changed": Input(Id.CHANGED, "data")},
        prevent_initial_call=True,
    )
    def _list(query: Any, published: Any, changed: Any) -> dict[str, Any]:  # noqa: ARG001
        shown.asked_by_admin(services.desk, query)
        view = view_of(services, published)
        return shown.values(TITLE, lambda: card(view, book_of(services).alerts()))


def _on_choice(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Id.WHICH, "data", allow_duplicate=True),
        Input(ids.ALERTS.table, "selectedRows"),
        prevent_initial_call=True,
    )
    def _take(rows: Any) -> int:
        services.desk.admin()
        return chosen(book_of(services).alerts(), rows)


def _on_press(
    app: Dash, services: Services, button: Id, act: Callable[[Services, Form, str], str]
) -> None:
    @app.callback(
        output={
            "which": Output(Id.WHICH, "data", allow_duplicate=True),
            **{n: Output(_FIELDS[n], "value", allow_duplicate=True) for n in _EMPTIED},
            "say": Output(Id.SAY, "children", allow_duplicate=True),
            "look": Output(Id.SAY, "className", allow_duplicate=True),
            "changed": Output(Id.CHANGED, "data", allow_duplicate=True),
        },
        inputs={"clicks": Input(button, "n_clicks")},
        state={
            "form": {
                "which": State(Id.WHICH, "data"),
                **{name: State(place, "value") for name, place in _FIELDS.items()},
            }
        },
        prevent_initial_call=True,
    )
    def _press(clicks: Any, form: Form) -> dict[str, Any]:
        by = services.desk.admin()
        clicked(clicks)
        return after(lambda: act(services, form, by), emptied=button is Id.ADD)


def after(act: Callable[[], str], *, emptied: bool) -> dict[str, Any]:
    """A word to list once more, and an empty form after adding; or why nothing was done."""
    left = dict.fromkeys(_EMPTIED, no_update)
    try:
        said = act()
    except (NotKept, StoreFailed) as error:
        told = {"say": str(error), "look": _WRONG, "changed": no_update}
        return {"which": no_update, **left, **told}
    fields = dict.fromkeys(_EMPTIED, "") if emptied else left
    return {
        "which": None,
        **fields,
        "say": said,
        "look": _GOOD,
        "changed": time.time_ns(),
    }


def added(services: Services, form: Form, by: str) -> str:
    """Keep what the form holds; returns what to say."""
    rule = book_of(services).add(checked_rule(form), by)
    return f"“{rule.name}” is kept. It is judged when “alerts check” runs next."


def snoozed(services: Services, form: Form, _by: str) -> str:
    """Say nothing of the chosen alert for a week; returns what to say."""
    book, which = _which(services, form)
    until = today(services.warehouse.view().release) + SNOOZE
    book.snooze(which, until)
    return f"The alert says nothing before {dates.day(until)}."


def woken(services: Services, form: Form, _by: str) -> str:
    """End its snooze; returns what to say."""
    book, which = _which(services, form)
    book.snooze(which, None)
    return "The alert is awake. If it still fires, the next check says so."


def removed(services: Services, form: Form, _by: str) -> str:
    """Forget it; returns what to say."""
    book, which = _which(services, form)
    book.remove(which)
    return "The alert is removed."


def _which(services: Services, form: Form) -> tuple[AlertBook, int]:
    if form["which"] is None:
        raise NotKept("Choose a line of the list first.")
    return book_of(services), number(form["which"])


def number(which: Any) -> int:
    """The id of an alert; that of none for whatever is no number."""
    return which if isinstance(which, int) and not isinstance(which, bool) else 0


def chosen(kept: list[Alert], rows: Any) -> int:
    """The id of the chosen row; nothing happens for what is not one of ours."""
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    which = number(row.get("id"))
    if which not in {alert.rule.id for alert in kept}:
        raise PreventUpdate
    return which


def card(view: View, kept: list[Alert]) -> Card:
    """One row per alert."""
    if not kept:
        text = "Add what is to be watched below: a mail comes when it passes its limit."
        return shown.nothing(TITLE, "No alerts are kept", text)
    day = today(view.release)
    firing = sum(one.standing.state is AlertState.FIRING for one in kept)
    rows = [
        {
            "id": one.rule.id,
            "state": _STATES[one.standing.state.value],
            "name": one.rule.name,
            "condition": _fires_when(view, one),
            "detail": one.standing.detail,
            "checked": dates.period(one.standing.checked) if one.standing.checked else "",
            "recipients": ", ".join(one.rule.recipients),
        }
        for one in kept
    ]
    return Card(
        rows=tables.rows(pd.DataFrame(rows), ""),
        title=TITLE,
        subtitle=f"{counted(len(kept), 'alert')}, {firing} firing. Choose a line to snooze or "
        "remove it",
        note=" ".join(note for one in kept if (note := _note(one, day))),
    )


def _fires_when(view: View, one: Alert) -> str:
    kept = f" ({one.rule.filters})" if one.rule.filters else ""
    return f"{condition(one.rule, view.release.currency)}{kept}"


def _note(one: Alert, day: date) -> str:
    """What of an alert is out of the ordinary: off, asleep, or owing a mail."""
    name = f"“{one.rule.name}”"
    if not one.rule.enabled:
        return f"{name} is off."
    if one.rule.sleeps(day) and one.rule.snoozed_until:
        return f"{name} says nothing before {dates.day(one.rule.snoozed_until)}."
    return f"{name} has a mail to be sent. {one.problem}".strip() if one.owed else ""
