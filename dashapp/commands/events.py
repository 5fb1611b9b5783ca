"""Commands about what happened to the shop: events add, list, change, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.output import Format, rows_of, write_frame, write_json
from dashapp.commands.publish import Json
from dashapp.settings import Settings
from dashapp.stores import build_notes
from data.notes.records import Event, EventKind, NotKept, checked_day, checked_event
from data.periods import Period

BY = "command line"
_COLUMNS = ["id", "from", "to", "kind", "title", "made_by"]

events = typer.Typer(
    help="Keep what happened to the shop: campaigns, stock-outs, price changes and the like.",
    no_args_is_help=True,
)

From = Annotated[str, typer.Option("--from", metavar="DAY", help="First day, as 2026-11-27.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="Last day; without it the first one.")
]
Kind = Annotated[EventKind, typer.Option("--kind", help="What kind of thing happened.")]
Title = Annotated[str, typer.Option("--title", help="What happened, in 80 characters.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="An event that `events list` names.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(events, name="events")


def _row(event: Event) -> dict[str, object]:
    days = {"from": event.start.isoformat(), "to": event.end.isoformat()}
    words = {"kind": event.kind.value, "title": event.title, "made_by": event.made_by}
    return {"id": event.id, **days, **words}


def _say(event: Event, done: str, as_json: bool) -> None:
    if as_json:
        write_json(_row(event))
    else:
        typer.echo(f"{done}: {event.id}, {event.kind.label} “{event.title}”, {_days(event)}.")


def _days(event: Event) -> str:
    alone = event.start == event.end
    return f"{event.start}" if alone else f"{event.start} to {event.end}"


@events.command()
def add(
    *,
    start: From,
    title: Title,
    kind: Kind = EventKind.CAMPAIGN,
    end: To = None,
    as_json: Json = False,
) -> None:
    """Keep an event; charts of these days will name it."""
    event = checked_event(start, end, kind.value, title)
    kept = build_notes(Settings.from_env()).add_event(event, BY)
    _say(kept, "Kept", as_json)


@events.command()
def change(
    number: Number,
    *,
    start: Annotated[str | None, typer.Option("--from", metavar="DAY")] = None,
    title: Annotated[str | None, typer.Option("--title")] = None,
    kind: Annotated[EventKind | None, typer.Option("--kind")] = None,
    end: To = None,
    as_json: Json = False,
) -> None:
    """Change an event; what is not named stays."""
    notes = build_notes(Settings.from_env())
    old = next((event for event in notes.events() if event.id == number), None)
    if old is None:
        raise NotKept(f"There is no event {number}. See `events list`.")
    wanted = checked_event(start or old.start, end or old.end, kind or old.kind, title or old.title)
    _say(notes.change_event(replace(wanted, id=number), BY), "Changed", as_json)


@events.command("list")
def show(
    *,
    start: Annotated[str | None, typer.Option("--from", metavar="DAY")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """List events, the earliest first; only those that touch the days named."""
    found = build_notes(Settings.from_env()).events(_period(start, end))
    frame = pd.DataFrame([_row(event) for event in found], columns=_COLUMNS)
    if as_json:
        write_json({"rows": rows_of(frame)})
    else:
        write_frame(frame, form, {})


def _period(start: str | None, end: str | None) -> Period | None:
    if start is None and end is None:
        return None
    first = checked_day(start or "1900-01-01", "--from")
    last = checked_day(end or "2200-12-31", "--to")
    if last < first:
        raise NotKept(f"--to: {last} comes before --from, {first}.")
    return Period(first, last)


@events.command()
def remove(number: Number) -> None:
    """Forget an event."""
    build_notes(Settings.from_env()).remove_event(number)
    typer.echo(f"Event {number} is gone.")
