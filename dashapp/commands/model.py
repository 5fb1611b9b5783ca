"""Commands that use a model on a file: forecast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.output import Format, rows_of, working, write_frame
from dashapp.commands.series_file import one_series, read_lines
from models.forecasters.boosted import Boosted
from models.forecasting import PanelMethod, forecast_panel
from models.forecasting import forecast as predict
from models.series import frequency, regular

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
        str(name): regular(one_series(rows), freq).y
        for name, rows in lines.groupby("series", sort=False)
    }
    extra: Sequence[PanelMethod] = ()
    if freq != "MS" and len(found) >= _ENOUGH_FOR_TREES:
        extra = (Boosted(country),)
    with working() as report:
        result = forecast_panel(
            pd.DataFrame(found), horizon, freq, country=country, extra=extra, progress=report
        )
    frame = result.frame.rename(columns={"key": "series"})
    scores = result.scores.rename(columns={"key": "series"})
    write_frame(frame, form, {"scores": rows_of(scores)})
