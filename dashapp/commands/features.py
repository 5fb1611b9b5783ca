"""`features`: what models learn from, as of any day, for whoever trains one elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import orjson
import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Rows, plain
from dashapp.services import build_services
from dashapp.settings import Settings
from data.csv_text import csv_text
from data.features.columns import Frame
from data.features.frames import LARGE, names_of, rows_of
from data.warehouse import View
from models.calendar_frame import calendar_frame, calendar_names

_FREQUENCIES = {Frame.MONTHS: "MS", Frame.WEEKS: "W-MON", Frame.DAYS: "D"}
Pieces = Iterator[Rows]


class Form(StrEnum):
    """How the rows are written."""

    CSV = "csv"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(features)


def features(
    *,
    frame: Annotated[Frame, typer.Option(help="What one row is.")],
    as_of: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Nothing later; else the last day.")
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--holidays-of", metavar="GB", help="Add the calendar, with its holidays."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = Form.CSV,
) -> None:
    """Write a frame that a model can learn from: customers, orders, months, weeks or days.

    Row by row, however many there are. docs/features.md says what each column is.
    """
    view = build_services(Settings.from_env()).warehouse.view()
    cut = _day(as_of, view)
    if country and frame in LARGE:
        raise Misused("--holidays-of goes with --frame months, weeks or days.")
    calendar_frame(pd.DatetimeIndex([cut]), "D", country)  # refuses what is no country
    names = [*names_of(frame), *(calendar_names(_FREQUENCIES[frame]) if country else ())]
    rows = rows_of(view.engine, frame, view.release.first_day, cut)
    found = (_plain(piece) for piece in _with_calendar(rows, frame, country))
    if form is Form.CSV:
        _write_csv(found, names)
    else:
        _write_json(found, {"frame": frame.value, "as_of": cut.isoformat(), **_around(view)})


def _day(text: str | None, view: View) -> date:
    """The day that is meant; Misused where it is none, or none of the data."""
    first, last = view.release.first_day, view.release.last_day
    try:
        day = date.fromisoformat(text) if text else last
    except ValueError:
        raise Misused(f"{text!r} is not a day; write it as YYYY-MM-DD.") from None
    if not first <= day <= last:
        raise Misused(f"The data run from {first} to {last}; {day} is not in them.")
    return day


def _around(view: View) -> dict[str, str]:
    return {"release": view.release.id, "currency": view.release.currency}


def _with_calendar(pieces: Pieces, frame: Frame, country: str | None) -> Pieces:
    """The rows, with what the calendar knows of their periods where a country is named."""
    for rows in pieces:
        if country:
            starts = pd.DatetimeIndex([row[names_of(frame)[0]] for row in rows])
            known = calendar_frame(starts, _FREQUENCIES[frame], country).to_numpy().tolist()
            names = calendar_names(_FREQUENCIES[frame])
            more = (dict(zip(names, values, strict=True)) for values in known)
            yield [{**row, **found} for row, found in zip(rows, more, strict=True)]
        else:
            yield rows


def _plain(rows: Rows) -> Rows:
    return [{name: _value(value) for name, value in row.items()} for row in rows]


def _value(value: Any) -> Any:
    """Money and gaps as plain numbers: their decimals are the database's."""
    return float(value) if isinstance(value, Decimal) else plain(value)


def _write_csv(pieces: Pieces, names: list[str]) -> None:
    header = {name: name for name in names}
    head = csv_text([], header)
    typer.echo(head, nl=False)
    for rows in pieces:
        typer.echo(csv_text(rows, header).removeprefix(head), nl=False)


def _write_json(pieces: Pieces, around: dict[str, str]) -> None:
    """One JSON object whose rows are written as they come."""
    typer.echo(orjson.dumps(around)[:-1].decode() + ',"rows":[', nl=False)
    separator = ""
    for rows in pieces:
        for row in rows:
            typer.echo(f"{separator}\n{orjson.dumps(row).decode()}", nl=False)
            separator = ","
    typer.echo("\n]}")
