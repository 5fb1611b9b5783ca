"""Events of the shop: listed, added, changed and removed by administrators."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.cards import Card
from callbacks.data_page import shown
from callbacks.data_page.jobs import clicked
from callbacks.services import Services
from callbacks.words import counted
from data.notes import Notes
from data.notes.records import Event, NotKept, checked_event
from data.releases import StoreFailed
from layouts import tables
from layouts.data_page import events, ids
from layouts.data_page.events import Id

TITLE = "Events"
# More are on the command line.
MOST = 500
_GOOD, _WRONG = "why", "why is-wrong"
Form = dict[str, Any]


def register(app: Dash, services: Services) -> None:
    """List the events, take a chosen one into the form, and wire the buttons."""
    _on_look(app, services)
    _on_choice(app, services)
    _on_press(app, services, Id.SAVE, saved)
    _on_press(app, services, Id.REMOVE, removed)
    _on_press(app, services, Id.CLEAR, lambda _notes, _form, _by: "")


def _form(kind: type[Output] | type[State], **more: Any) -> dict[str, Any]:
    return {
        "which": kind(Id.WHICH, "data", **more),
        "start": kind(Id.START, "value", **more),
        "end": kind(Id.END, "value", **more),
        "kind": kind(Id.KIND, "value", **more),
        "title": kind(Id.TITLE, "value", **more),
    }


def _on_look(app: Dash, services: Services) -> None:
    @app.callback(
        output=shown.outputs(ids.EVENTS),
        inputs={**shown.when_asked(), "changed": Input(Id.CHANGED, "data")},
        prevent_initial_call=True,
    )
    def _list(query: Any, published: Any, changed: Any) -> dict[str, Any]:  # noqa: ARG001
        shown.asked_by_admin(services.desk, query)
        return shown.values(TITLE, lambda: card(services.notes.events()))


def _on_choice(app: Dash, services: Services) -> None:
    @app.callback(
        output={
            "form": _form(Output, allow_duplicate=True),
            "button": Output(Id.SAVE, "children", allow_duplicate=True),
        },
        inputs={"rows": Input(ids.EVENTS.table, "selectedRows")},
        prevent_initial_call=True,
    )
    def _take(rows: Any) -> dict[str, Any]:
        services.desk.admin()
        event = chosen(services.notes.events(), rows)
        return {"form": filled(event), "button": events.CHANGE}


def _on_press(
    app: Dash, services: Services, button: Id, act: Callable[[Notes, Form, str], str]
) -> None:
    @app.callback(
        output={
            "form": _form(Output, allow_duplicate=True),
            "button": Output(Id.SAVE, "children", allow_duplicate=True),
            "say": Output(Id.SAY, "children", allow_duplicate=True),
            "look": Output(Id.SAY, "className", allow_duplicate=True),
            "changed": Output(Id.CHANGED, "data", allow_duplicate=True),
        },
        inputs={"clicks": Input(button, "n_clicks")},
        state={"form": _form(State)},
        prevent_initial_call=True,
    )
    def _press(clicks: Any, form: Form) -> dict[str, Any]:
        by = services.desk.admin()
        clicked(clicks)
        return after(lambda: act(services.notes, form, by))


def after(act: Callable[[], str]) -> dict[str, Any]:
    """An empty form and a word to list once more, or why nothing was done."""
    try:
        said = act()
    except (NotKept, StoreFailed) as error:
        left = dict.fromkeys(("which", "start", "end", "kind", "title"), no_update)
        told = {"say": str(error), "look": _WRONG, "changed": no_update}
        return {"form": left, "button": no_update, **told}
    told = {"say": said, "look": _GOOD, "changed": time.time_ns()}
    return {"form": filled(None), "button": events.ADD, **told}


def filled(event: Event | None) -> Form:
    """What the form holds of an event, or for a new one."""
    if event is None:
        return {"which": None, "start": "", "end": "", "kind": no_update, "title": ""}
    days = {"start": event.start.isoformat(), "end": event.end.isoformat()}
    return {"which": event.id, **days, "kind": event.kind.value, "title": event.title}


def saved(notes: Notes, form: Form, by: str) -> str:
    """Add what the form holds, or change the event that was chosen; returns what to say."""
    event = checked_event(form["start"], form["end"], form["kind"], form["title"])
    if form["which"] is None:
        kept = notes.add_event(event, by)
        return f"“{kept.title}” is kept."
    changed = notes.change_event(replace(event, id=number(form["which"])), by)
    return f"“{changed.title}” is changed."


def removed(notes: Notes, form: Form, _by: str) -> str:
    """Forget the event that was chosen; returns what to say."""
    if form["which"] is None:
        raise NotKept("Choose a line of the list first.")
    notes.remove_event(number(form["which"]))
    return "The event is removed."


def number(which: Any) -> int:
    """The id of an event; that of none for whatever is no number."""
    return which if isinstance(which, int) and not isinstance(which, bool) else 0


def chosen(kept: list[Event], rows: Any) -> Event:
    """The event of the chosen row; nothing happens for what is not one of ours."""
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    found = next((event for event in kept if event.id == number(row.get("id"))), None)
    if found is None:
        raise PreventUpdate
    return found


def card(kept: list[Event]) -> Card:
    """One row per event, the latest first."""
    if not kept:
        text = "Add campaigns, stock-outs, price changes and the like below: charts will name them."
        return shown.nothing(TITLE, "No events are kept", text)
    latest = kept[::-1][:MOST]
    frame = pd.DataFrame(
        {
            "id": [event.id for event in latest],
            "start": [event.start.isoformat() for event in latest],
            "end": [event.end.isoformat() for event in latest],
            "kind": [event.kind.label for event in latest],
            "title": [event.title for event in latest],
            "made_by": [event.made_by for event in latest],
        }
    )
    cut = f"; the latest {MOST} are shown" if len(kept) > MOST else ""
    return Card(
        rows=tables.rows(frame, ""),
        title=TITLE,
        subtitle=f"{counted(len(kept), 'event')}{cut}. Choose a line to change or remove it",
    )
