"""`describe`: what an unknown file holds, and which of its columns are probably what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.output import Format, write_frame, write_json
from data.ingest import LAYOUTS, mapping

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(describe)


def describe(
    file: Annotated[Path, typer.Argument(help="A file.", exists=True)], as_json: Json = False
) -> None:
    """Show a file's first rows and suggest which column is what, for a mapping."""
    seen = mapping.describe(file, LAYOUTS)
    if as_json:
        write_json(seen.as_json())
        return
    follows = f"follows the layout {seen.layout}" if seen.layout else "follows no known layout"
    typer.echo(f"{seen.source} {follows}. Its first rows:")
    write_frame(pd.DataFrame(seen.rows), Format.TABLE, {})
    typer.echo("Fields of a mapping, and the columns that look like them:")
    chosen = [
        {
            "field": field["name"],
            "column": seen.suggestion[field["name"]] or "",
            "needed": "yes" if field["required"] else "",
            "what it is": f"{field['label']}. {field['help']}",
        }
        for field in seen.as_json()["fields"]
    ]
    write_frame(pd.DataFrame(chosen), Format.TABLE, {})
