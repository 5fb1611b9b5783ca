"""Commands that look after models: train; models list, rollback, unpin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashapp import former, pipeline
from dashapp.commands.errors import told_as_json
from dashapp.commands.output import working, write_json
from dashapp.commands.publish import Json, published
from dashapp.model_answers import left_out_of, models_of, sentence
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from data.release_info import ReleaseInfo
from data.releases import ReleaseStore

Name = Annotated[str, typer.Argument(help="A model that `models` lists.")]
From = Annotated[
    str | None,
    typer.Option("--release", metavar="ID", help="Take it from this release that is kept."),
]
Watched = Annotated[
    Path | None, typer.Option("--progress", help="Keep the progress in this file, as JSON.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(train)
    group = typer.Typer(
        help="List the models in service, or go back to a former one.",
        invoke_without_command=True,
    )
    group.callback()(show)
    group.command()(rollback)
    group.command()(unpin)
    app.add_typer(group, name="models")


def train(*, progress: Watched = None, as_json: Json = False) -> None:
    """Learn every model again from the served data, and publish those that are not worse."""
    with told_as_json(as_json):
        settings = Settings.from_env()
        store = build_store(settings)
        with working(progress, steps=not as_json) as report:
            info = pipeline.retrain(store, report, settings.currency, build_notes(settings))
        _say(store, info, as_json=as_json)


def show(context: typer.Context, *, as_json: Json = False) -> None:
    """List the models in service, or go back to a former one."""
    if context.invoked_subcommand is not None:
        return
    with told_as_json(as_json):
        store = build_store(Settings.from_env())
        release = store.current_or_fail()
        folder = store.artefacts(release)
        if as_json:
            write_json({"release": release, **_models(folder)})
        else:
            _write(folder)


def rollback(
    name: Name, *, release: From = None, progress: Watched = None, as_json: Json = False
) -> None:
    """Put the former model of this name into service again, on the data of today; it is pinned."""
    with told_as_json(as_json):
        store = build_store(Settings.from_env())
        with working(progress) as report:
            info = former.go_back(store, name, report, release)
        _say(store, info, as_json=as_json)


def unpin(name: Name, *, progress: Watched = None, as_json: Json = False) -> None:
    """Let a newer model take the place of one that was gone back to as soon as it is no worse."""
    with told_as_json(as_json):
        store = build_store(Settings.from_env())
        with working(progress) as report:
            info = former.unpin(store, name, report)
        _say(store, info, as_json=as_json)


def _say(store: ReleaseStore, info: ReleaseInfo, *, as_json: bool) -> None:
    folder = store.artefacts(info.id)
    if as_json:
        write_json({**published(info), **_models(folder)})
        return
    typer.echo(f"Published release {info.id}, data to {info.last_day}.")
    _write(folder)


def _models(folder: Path) -> dict[str, Any]:
    return {"models": models_of(folder), "not_learned": left_out_of(folder)}


def _write(folder: Path) -> None:
    """One paragraph for each model: how it came into service, from what, and its scores."""
    for found in models_of(folder):
        typer.echo(f"{found['name']}: {sentence(found)}")
        if "refused" not in found:
            typer.echo(
                f"  {found['rows']:,} rows, {found['first_day']} to {found['last_day']}, "
                f"learned {found['learned_at']} from release {found['learned_from']}"
            )
            typer.echo(f"  {_scores(found['scores'])}")
    for one in left_out_of(folder):
        typer.echo(f"{one['name']}: not learned. {one['why']}")


def _scores(scores: dict[str, float | None]) -> str:
    known = {name: score for name, score in scores.items() if score is not None}
    return ", ".join(f"{name} {score:,.4g}" for name, score in known.items()) or "no scores"
