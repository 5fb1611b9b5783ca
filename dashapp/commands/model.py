"""Commands that use a model on a file: forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, write_frame
from models.forecasting import forecast as predict


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("forecast")(forecast)


def forecast(
    series: Annotated[
        Path, typer.Argument(help="CSV file with the columns ds and y.", exists=True)
    ],
    *,
    horizon: Annotated[int, typer.Option(help="Periods to look ahead.", min=1, max=366)],
    freq: Annotated[str, typer.Option(help="M (months), W (weeks) or D (days).")] = "M",
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.CSV,
) -> None:
    """Continue any series of sales: one line per period, with 80 % and 95 % intervals."""
    result = predict(read_series(series), horizon, freq)
    frame = result.frame.assign(model=result.model)
    write_frame(frame, form, {"note": result.note, "trust": result.sentence()})


def read_series(path: Path) -> pd.Series:
    """Column `y` by the days in column `ds`; Misused names the column or line that is wrong."""
    try:
        # Blank lines are kept until the lines are counted.
        frame = pd.read_csv(path, dtype=str, skip_blank_lines=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise Misused(f"{path.name} cannot be read as CSV: {error}.") from error
    missing = [name for name in ("ds", "y") if name not in frame.columns]
    if missing:
        raise Misused(f"{path.name} needs the columns ds and y; it lacks {' and '.join(missing)}.")
    # The day as it is written: a time of day and its offset do not move it.
    written = frame["ds"].str.replace(r"[T ].*$", "", regex=True)
    days = pd.to_datetime(written, errors="coerce", format="ISO8601")
    values = pd.to_numeric(frame["y"], errors="coerce")
    blank = frame.isna().all(axis="columns")
    wrong = (days.isna() | ~np.isfinite(values)) & ~blank
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        raise Misused(f"{path.name}, line {line}: ds has to be a day (YYYY-MM-DD) and y a number.")
    index = pd.DatetimeIndex(days[~blank])
    return pd.Series(values[~blank].to_numpy("float64"), index=index, name="y").sort_index()
