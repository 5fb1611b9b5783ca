"""The command that brings a shop's own data in: load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashapp import pipeline
from dashapp.commands.errors import told_as_json
from dashapp.commands.output import working, write_json
from dashapp.commands.publish import Json, say_published
from dashapp.commands.sources import (
    Dates,
    Full,
    LayoutName,
    LookBack,
    MaxRejects,
    Sources,
    Watermarks,
    layout_named,
    reading,
    source,
)
from dashapp.pipeline import Request
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from data.ingest import Limit, LoadOptions, LoadReport, Preview, RejectsFile
from data.ingest.preview import Watcher, nobody

HALF = "50%"
_SHOWN = 20

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; publish nothing.")]
Rejects = Annotated[Path | None, typer.Option(help="Write the rows set aside into this CSV file.")]
ProgressFile = Annotated[
    Path | None, typer.Option(help="Keep this file up to date with the running step.")
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(load)


def load(
    sources: Sources,
    *,
    layout: LayoutName = None,
    dates: Dates = None,
    dry_run: DryRun = False,
    max_rejects: MaxRejects = HALF,
    rejects: Rejects = None,
    progress: ProgressFile = None,
    watermark: Watermarks = None,
    look_back: LookBack = None,
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Load a shop's files or database and publish them as a new release."""
    with told_as_json(as_json):
        settings = Settings.from_env()
        limit = Limit.parse(max_rejects)
        request = Request(
            [source(text, settings) for text in sources],
            layout_named(layout),
            LoadOptions(settings.business_timezone, settings.currency, dates, limit),
            settings.shop_name,
            reading(watermark, look_back, full),
        )
        store, watch = build_store(settings), _watcher(rejects)
        with working(progress) as report:
            if dry_run:
                found, preview = pipeline.preview_load(store, request, progress=report, watch=watch)
            else:
                found, info = pipeline.publish_load(
                    store, request, progress=report, watch=watch, notes=build_notes(settings)
                )
    if dry_run:
        _say_previewed(found, preview, as_json)
    elif as_json:
        write_json({**found.as_json(), "release": info.id if info else None})
    else:
        _say_loaded(found)
        say_published(info)


def _watcher(rejects: Path | None) -> Watcher:
    if rejects is None:
        return nobody
    file = RejectsFile(rejects)
    file.start()
    return file.look


def _say_loaded(report: LoadReport) -> None:
    for line in report.sentences():
        typer.echo(line)


def _say_previewed(report: LoadReport, preview: Preview, as_json: bool) -> None:
    seen = preview.as_json()
    if as_json:
        of_shop = {"shop": report.shop, "currency": report.currency, "timezone": report.timezone}
        changes = {"would_change": report.changed, "report": report.as_json()}
        write_json({"dry_run": True, **of_shop, **seen, **changes})
        return
    typer.echo(
        f"Recognised: {seen['title']} ({seen['layout']}), amounts in {report.currency}, times in "
        f"{report.timezone}."
        if seen["layout"]
        else "Every file was loaded before."
    )
    _say_loaded(report)
    for name, rows in seen["samples"].items():
        typer.echo(f"{name}, as they would be stored:")
        for row in rows:
            typer.echo(f"  {_in_words(row)}")
    if seen["set_aside"]:
        typer.echo("Rows that would be set aside (the first of them):")
    for row in seen["set_aside"][:_SHOWN]:
        typer.echo(f"  {_place(row)}: {row['reason']}")
    typer.echo("Nothing was published." if report.changed else "Nothing would change.")


def _in_words(row: dict[str, Any]) -> str:
    """What is known of a row."""
    return ", ".join(f"{name} {value}" for name, value in row.items() if value is not None)


def _place(row: dict[str, Any]) -> str:
    column = f", column {row['column']}" if row["column"] else ""
    value = f" “{row['value']}”" if row["value"] is not None else ""
    return f"{row['source']}, row {row['row']}{column}{value}"
