"""Commands that look after releases: releases, rollback, check."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.output import Format, write_frame
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.build.checks import check_release

Answer = Annotated[Format, typer.Option("--format", help="How to answer.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("releases")(show)
    app.command()(rollback)
    app.command()(check)


def show(form: Answer = Format.TABLE) -> None:
    """List the releases on disk, newest first."""
    store = build_store(Settings.from_env())
    current = store.current_id()
    rows = [
        {
            "release": info.id,
            "served": "yes" if info.id == current else "",
            "shop": info.shop,
            "simulated": "yes" if info.simulated else "",
            "orders": info.orders,
            "lines": info.lines,
            "first_day": info.first_day.isoformat(),
            "as_of": info.last_day.isoformat(),
        }
        for info in store.list()
    ]
    write_frame(pd.DataFrame(rows), form, {"current": current})


def rollback(
    release: Annotated[str, typer.Argument(help="A release that `releases` lists.")],
) -> None:
    """Serve an older release again."""
    store = build_store(Settings.from_env())
    store.rollback(release)
    typer.echo(f"Now served: {release}. Running workers notice within seconds.")


def check() -> None:
    """Verify the served release: keys are unique, sums of facts equal sums of the sources."""
    store = build_store(Settings.from_env())
    current = store.current_or_fail()
    engine = store.reader(current)
    try:
        findings = check_release(engine, built=store.info(current).format)
    finally:
        engine.dispose()
    for finding in findings:
        typer.echo(str(finding), err=True)
    if findings:
        raise typer.Exit(1)
    typer.echo(f"Release {current}: every check passed.")
