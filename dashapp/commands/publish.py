"""Commands that make a new release: load, demo, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashapp import pipeline
from dashapp.commands.errors import Misused
from dashapp.commands.output import working, write_json
from dashapp.services import build_store
from dashapp.settings import Settings
from data.demo import DEFAULT_LINES, DEFAULT_SEED
from data.ingest import LoadOptions, LoadReport
from data.release_info import ReleaseInfo

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(load)
    app.command()(demo)
    app.command()(train)


def load(
    sources: Annotated[list[Path], typer.Argument(help="Files or folders.", exists=True)],
    layout: Annotated[
        str | None, typer.Option(help="The layout, where the header does not tell it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Load a shop's files and publish them as a new release."""
    settings = Settings.from_env()
    options = LoadOptions(settings.business_timezone, settings.currency)
    with working() as progress:
        report, info = pipeline.publish_load(
            build_store(settings),
            sources,
            layout=layout,
            options=options,
            shop_name=settings.shop_name,
            progress=progress,
        )
    if as_json:
        write_json({**report.as_json(), "release": info.id if info else None})
        return
    _say_loaded(report)
    _say_published(info)


def demo(
    lines: Annotated[int, typer.Option(help="Order lines, about.")] = DEFAULT_LINES,
    seed: Annotated[int, typer.Option(help="The same seed gives the same shop.")] = DEFAULT_SEED,
    as_json: Json = False,
) -> None:
    """Simulate a shop and publish it."""
    with working() as progress:
        try:
            info = pipeline.publish_demo(
                build_store(Settings.from_env()), lines=lines, seed=seed, progress=progress
            )
        except ValueError as error:
            raise Misused(str(error)) from error
    _say_published(info, as_json)


def train(as_json: Json = False) -> None:
    """Compute features, clusters and forecast again and publish the result."""
    with working() as progress:
        info = pipeline.retrain(build_store(Settings.from_env()), progress)
    _say_published(info, as_json)


def _say_loaded(report: LoadReport) -> None:
    for line in report.sentences():
        typer.echo(line)


def _say_published(info: ReleaseInfo | None, as_json: bool = False) -> None:
    if info is None:
        typer.echo("Nothing changed: what is served stays as it is.")
    elif as_json:
        write_json(
            {
                "release": info.id,
                "shop": info.shop,
                "simulated": info.simulated,
                "first_day": info.first_day,
                "as_of": info.last_day,
                "orders": info.orders,
                "lines": info.lines,
            }
        )
    else:
        typer.echo(
            f"Published {info.shop}: {info.orders:,} orders, {info.lines:,} lines, "
            f"{info.first_day} to {info.last_day} (release {info.id})."
        )
