"""The command about closed months that releases said otherwise: restatements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, write_frame
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.restated import restated_orders, restatements
from data.warehouse import View


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("restatements")(show)


def show(
    release: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what this release restated.")
    ] = None,
    month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM", help="The orders behind a month, of the latest such release."
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.TABLE,
) -> None:
    """Say which closed months changed since the release before, by how much and why."""
    view = build_services(Settings.from_env()).warehouse.view()
    log = _of(restatements(view), release)
    around = {"release": view.release.id, "currency": view.release.currency}
    if month is None:
        write_frame(log, form, around)
    else:
        first = _first_day(month)
        write_frame(_orders(view, log, first), form, {**around, "month": month})


def _of(log: pd.DataFrame, release: str | None) -> pd.DataFrame:
    if release is None:
        return log
    known = list(dict.fromkeys(log["release_id"]))
    if release not in known:
        told = ", ".join(known) or "none"
        raise Misused(f"The release {release!r} restated nothing. Those that did: {told}.")
    return log[log["release_id"] == release]


def _orders(view: View, log: pd.DataFrame, month: date) -> pd.DataFrame:
    releases = log.loc[log["month"] == pd.Timestamp(month), "release_id"]
    newest = str(releases.iloc[0]) if len(releases) else ""
    return restated_orders(view, newest, month)


def _first_day(month: str) -> date:
    try:
        return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        raise Misused(f"{month!r} is no month. Write it like 2026-05.") from None
