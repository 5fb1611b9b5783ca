"""`eda`: an exploratory report of the served release, as one file of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashapp.commands.output import working, write_json
from dashapp.reports import write_report
from dashapp.services import build_services
from dashapp.settings import Settings

OUT = Path("exploratory-report.html")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(eda)


def eda(
    *,
    out: Annotated[Path, typer.Option(help="Where to write it.", dir_okay=False)] = OUT,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Write an exploratory report: distributions, growth, seasons, products, gaps."""
    with working() as progress:
        view = build_services(Settings.from_env()).warehouse.view()
        write_report(view, out, progress)
    release = view.release
    if as_json:
        as_of = release.last_day.isoformat()
        write_json({"file": str(out), "release": release.id, "as_of": as_of})
    else:
        typer.echo(f"Wrote {out}: the sales of {release.shop} until {release.last_day}.")
