"""The command that simulates a shop, and what is said of a release that was published."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from dashapp import pipeline
from dashapp.commands.errors import Misused
from dashapp.commands.output import working, write_json
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from data.demo import DEFAULT_LINES, DEFAULT_SEED
from data.release_info import ReleaseInfo

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


def demo(
    lines: Annotated[int, typer.Option(help="Order lines, about.")] = DEFAULT_LINES,
    seed: Annotated[int, typer.Option(help="The same seed gives the same shop.")] = DEFAULT_SEED,
    as_json: Json = False,
) -> None:
    """Simulate a shop and publish it."""
    settings = Settings.from_env()
    store, notes = build_store(settings), build_notes(settings)
    with working() as progress:
        try:
            info = pipeline.publish_demo(
                store, lines=lines, seed=seed, progress=progress, notes=notes
            )
        except ValueError as error:
            raise Misused(str(error)) from error
    say_published(info, as_json)


def say_published(info: ReleaseInfo | None, as_json: bool = False) -> None:
    """Name the release that is served now, or say that nothing is new."""
    if info is None:
        typer.echo("Nothing changed: what is served stays as it is.")
    elif as_json:
        write_json(published(info))
    else:
        typer.echo(
            f"Published {info.shop}: {info.orders:,} orders, {info.lines:,} lines, "
            f"{info.first_day} to {info.last_day} (release {info.id})."
        )


def published(info: ReleaseInfo) -> dict[str, Any]:
    """A release as one plain object."""
    return {
        "release": info.id,
        "shop": info.shop,
        "simulated": info.simulated,
        "first_day": info.first_day,
        "as_of": info.last_day,
        "orders": info.orders,
        "lines": info.lines,
    }
