"""What a load is to read, from the words of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from dashapp.commands.errors import Misused
from dashapp.durations import duration
from dashapp.settings import Settings
from data.ingest import LAYOUTS, DateOrder, Layout, databases, mapping

Sources = Annotated[list[str], typer.Argument(help="Files, folders or URLs of databases.")]
LayoutName = Annotated[
    str | None,
    typer.Option(help="The layout by name, where the header does not tell it, or a TOML file."),
]
Dates = Annotated[DateOrder | None, typer.Option(help="Which part of 3/4/2026 comes first.")]
MaxRejects = Annotated[
    str, typer.Option(help="Stop when more rows than this would be set aside: 250 or 2%.")
]
Watermarks = Annotated[
    list[str] | None,
    typer.Option(
        "--watermark",
        help="For a database: a column that grows with every change of a row; only what changed "
        "is read. May be given several times, also as table.column.",
    ),
]
LookBack = Annotated[
    str | None,
    typer.Option(help="How far before the last change read again, such as 3d; 1d if not given."),
]
Full = Annotated[
    bool, typer.Option("--full", help="For a database: read everything, not only what changed.")
]


def source(text: str, settings: Settings) -> databases.Source:
    """A file, a folder, or the database behind a URL."""
    if databases.is_url(text):
        password = settings.source_password
        return databases.Address.parse(text, password.get_secret_value() if password else None)
    path = Path(text)
    if not path.exists():
        raise Misused(_no_such_file(text))
    return path


def _no_such_file(text: str) -> str:
    if ":" in text and "@" in text:
        return (
            "There is no such file or folder. It may be meant as the URL of a database, so it is "
            "not shown here; write that like postgresql://reader@host/shop."
        )
    return f"There is no file or folder {text}."


def layout_named(text: str | None) -> str | Layout | None:
    """One of our own layouts by its name, or the one that a TOML file describes."""
    if text and text.lower().endswith(".toml"):
        return mapping.read(Path(text))
    databases.offered(text, LAYOUTS)  # LoadError where there is no such layout
    return text


def reading(
    watermarks: Sequence[str] | None, look_back: str | None, full: bool
) -> databases.Reading:
    """How databases are read."""
    back = None if look_back is None else span(look_back)
    return databases.Reading(tuple(watermarks or ()), back, full)


def span(text: str) -> timedelta:
    """A span of time; Misused says how to write one."""
    try:
        return duration(text)
    except ValueError as error:
        raise Misused(str(error)) from error
