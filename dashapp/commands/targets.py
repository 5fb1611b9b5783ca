"""The command about what each month is to bring: targets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.errors import Misused, told_as_json
from dashapp.commands.output import Format, rows_of, write_frame, write_json
from dashapp.commands.publish import Json
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_notes
from data.answers.targets import months
from data.notes import Notes
from data.notes.records import Target
from data.notes.targets_file import month_of, read_targets

BY = "command line"
_COLUMNS = ["month", "target", "net_sales", "attainment", "gap"]

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE.csv",
        exists=True,
        dir_okay=False,
        help="Targets to keep: columns month (2026-11) and net_sales (120000.50).",
    ),
]
List = Annotated[bool, typer.Option("--list", help="Show every target beside what was sold.")]
Clear = Annotated[
    str | None, typer.Option("--clear", metavar="YYYY-MM", help="Forget a month's target.")
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(targets)


def targets(
    file: File = None, *, show: List = False, clear: Clear = None, as_json: Json = False
) -> None:
    """Say what net sales each month is to reach, for the whole shop in its own currency."""
    with told_as_json(as_json):
        if sum((file is not None, show, clear is not None)) != 1:
            raise Misused("Name a file of targets, or --list, or --clear with a month.")
        settings = Settings.from_env()
        if file is not None:
            _keep(settings, file, as_json)
        elif clear is not None:
            _forget(build_notes(settings), clear, as_json)
        else:
            _list(settings, Format.JSON if as_json else Format.TABLE)


def _keep(settings: Settings, file: Path, as_json: bool) -> None:
    services = build_services(settings)
    currency = services.warehouse.view().release.currency
    found = read_targets(file, currency)
    services.notes.set_targets(found, currency, BY)
    if as_json:
        write_json({"kept": len(found), "currency": currency, "rows": [_row(t) for t in found]})
    else:
        noun = "target" if len(found) == 1 else "targets"
        typer.echo(f"Kept {len(found)} {noun} in {currency}: {', '.join(map(_month, found))}.")


def _row(target: Target) -> dict[str, object]:
    return {"month": _month(target), "target": float(target.amount)}


def _month(target: Target) -> str:
    return f"{target.month:%Y-%m}"


def _forget(notes: Notes, text: str, as_json: bool) -> None:
    month = month_of(text)
    notes.remove_target(month)
    if as_json:
        write_json({"cleared": f"{month:%Y-%m}"})
    else:
        typer.echo(f"{month:%Y-%m} has no target any more.")


def _list(settings: Settings, form: Format) -> None:
    services = build_services(settings)
    view = services.warehouse.view()
    shop = services.notes.reported_in(view.release.currency)
    kept = shop.targets()
    frame = pd.DataFrame(columns=_COLUMNS)
    if kept:
        found = months(view, kept).dropna(subset="target")
        told = found.rename(columns={"actual": "net_sales"})
        frame = told.assign(month=told["period"].dt.strftime("%Y-%m"))[_COLUMNS]
    others = [_row(t) | {"currency": t.currency} for t in shop.unusable_targets()]
    release = {"release": view.release.id, "as_of": view.release.last_day.isoformat()}
    around = {**release, "currency": shop.currency}
    if form is Format.JSON:
        write_json({**around, "rows": rows_of(frame), "in_another_currency": others})
        return
    write_frame(frame, form, around)
    for other in others:
        typer.echo(
            f"Not used: {other['month']} is in {other['currency']}, and figures are in "
            f"{shop.currency}. Set it again, or clear it."
        )
