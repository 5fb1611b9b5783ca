"""Commands that use a model on a file: forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.output import Format, rows_of, working, write_frame
from dashapp.commands.series_file import one_series, read_lines
from models.errors import WrongInput
from models.forecasters.boosted import Boosted
from models.forecasting import PanelMethod, forecast_panel
from models.forecasting import forecast as predict
from models.series import Regular, frequency, regular

# Trees that learn from all series at once need some to learn from.
_ENOUGH_FOR_TREES = 5


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("forecast")(forecast)


def forecast(
    series: Annotated[
        Path,
        typer.Argument(
            help="CSV file with the columns ds and y, and series where there are several.",
            exists=True,
        ),
    ],
    *,
    horizon: Annotated[int, typer.Option(help="Periods to look ahead.", min=1, max=366)],
    freq: Annotated[str, typer.Option(help="M (months), W (weeks) or D (days).")] = "M",
    country: Annotated[
        str | None, typer.Option(help="ISO code of the country whose public holidays count.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.CSV,
) -> None:
    """Continue any series of sales: one line per period, with 80 % and 95 % intervals.

    Several series in one file are forecast together; the answer then begins with the series.
    """
    lines = read_lines(series)
    if "series" in lines:
        _many(lines, horizon, freq, country, form)
        return
    result = predict(one_series(lines), horizon, freq, country=country)
    frame = result.frame.assign(model=result.model)
    around = {
        "note": result.note,
        "trust": result.sentence(),
        "tried": rows_of(result.tried),
    }
    write_frame(frame, form, around)


def _many(lines: pd.DataFrame, horizon: int, freq: str, country: str | None, form: Format) -> None:
    """Every series of the file, in the order of the file."""
    freq = frequency(freq)
    found = {
        str(name): _regular(str(name), rows, freq)
        for name, rows in lines.groupby("series", sort=False)
    }
    wide = pd.DataFrame({name: one.y for name, one in found.items()})
    extra: Sequence[PanelMethod] = ()
    if freq != "MS" and len(found) >= _ENOUGH_FOR_TREES:
        extra = (Boosted(country),)
    with working() as report:
        result = forecast_panel(wide, horizon, freq, country=country, extra=extra, progress=report)
    frame = result.frame.rename(columns={"key": "series"})
    scores = result.scores.rename(columns={"key": "series"})
    frame["ds"] = _as_written(pd.DatetimeIndex(frame["ds"]), list(found.values()))
    _tell(scores, wide, found)
    write_frame(frame, form, {"scores": rows_of(scores)})


def _regular(name: str, rows: pd.DataFrame, freq: str) -> Regular:
    """One series by period starts; WrongInput says which series is wrong."""
    try:
        return regular(one_series(rows), freq)
    except WrongInput as error:
        raise WrongInput(f"Series {name}: {error}") from error


def _as_written(ds: pd.DatetimeIndex, found: Sequence[Regular]) -> pd.DatetimeIndex:
    """Period starts as the file writes its dates, where all of its series write them alike."""
    habits = {(one.at_month_end, one.shift) for one in found}
    return found[0].label(ds) if len(habits) == 1 and len(ds) else ds


def _tell(scores: pd.DataFrame, wide: pd.DataFrame, found: Mapping[str, Regular]) -> None:
    """Say on standard error what rows alone do not: what is left out, and what counts as 0."""
    last = pd.Timestamp(wide.index.max())
    left_out = scores[scores["model"] == ""]
    said = dict(zip(left_out["series"], left_out["note"], strict=True))
    for name, one in found.items():
        end = pd.Timestamp(one.y.index[-1])
        if name in said:
            typer.echo(f"{name}: {said[name]}", err=True)
        elif end < last:
            span = f"no values after {end.date()}, so the periods to {last.date()} count as 0."
            typer.echo(f"{name}: {span}", err=True)
