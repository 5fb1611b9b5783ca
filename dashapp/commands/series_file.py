"""A file of series: one value a line, and which series it belongs to, if there are several."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashapp.commands.errors import Misused

# A column with either name says which series a line belongs to.
SERIES_NAMES = ("series", "unique_id")
# Days of sales, with room for those to come; and amounts that squares of errors do not overflow.
_DAYS = (pd.Timestamp("1700-01-01"), pd.Timestamp("2200-12-31"))
_LARGEST = 1e15


def read_lines(path: Path) -> pd.DataFrame:
    """Columns ds (days), y and, where the file names series, series; one row a line.

    Misused names the column or line that is wrong.
    """
    try:
        # Blank lines are kept until the lines are counted; a series may be called NA.
        frame = pd.read_csv(
            path,
            dtype=str,
            skip_blank_lines=False,
            keep_default_na=False,
            na_values=[""],
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise Misused(f"{path.name} cannot be read as CSV: {error}.") from error
    if not isinstance(frame.index, pd.RangeIndex):
        raise Misused(f"{path.name}: its lines have more values than its header has names.")
    missing = [name for name in ("ds", "y") if name not in frame.columns]
    if missing:
        raise Misused(f"{path.name} needs the columns ds and y; it lacks {' and '.join(missing)}.")
    # The day as it is written: a time of day and its offset do not move it.
    written = frame["ds"].str.replace(r"[T ].*$", "", regex=True)
    days = pd.to_datetime(written, errors="coerce", format="ISO8601")
    values = pd.to_numeric(frame["y"], errors="coerce")
    blank = frame.isna().all(axis="columns")
    wrong = (~days.between(*_DAYS) | ~(values.abs() <= _LARGEST)) & ~blank
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        raise Misused(
            f"{path.name}, line {line}: ds has to be a day (YYYY-MM-DD) of 1700 to 2200, and y a "
            "number of at most fifteen figures before the point."
        )
    found = pd.DataFrame({"ds": days, "y": values.astype("float64")})
    for name in SERIES_NAMES:
        if name in frame.columns:
            found["series"] = _named(frame[name], blank, path)
            break
    return found[~blank]


def _named(names: pd.Series, blank: pd.Series, path: Path) -> pd.Series:
    wrong = names.isna() & ~blank
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        raise Misused(f"{path.name}, line {line}: {names.name} is blank.")
    return names


def one_series(lines: pd.DataFrame) -> pd.Series:
    """Column y by the days in column ds, in order of time."""
    index = pd.DatetimeIndex(lines["ds"])
    return pd.Series(lines["y"].to_numpy(), index=index, name="y").sort_index()
