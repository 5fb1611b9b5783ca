"""Scores of forecasts, and the small table of them that is kept.

MASE: mean absolute error of a series' forecast, by the mean absolute error of the seasonal-naive
method on the same history (Hyndman and Koehler 2006); the mean is over series. Coverage: share of
actual values inside an interval.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd

from bench.forecast_accuracy.tasks import Panel, long

KEPT = Path(__file__).parent / "results" / "scores.csv"
EVERY, SAMPLE = "every", "sample"
COLUMNS = (
    "contender", "data", "origin", "series", "tasks", "mase", "coverage80", "coverage95",
    "seconds", "version", "measured_on", "digest",
)  # fmt: skip
KEY = ["contender", "data", "origin", "series"]


def scored(
    name: str, panel: Panel, forecasts: pd.DataFrame, *, seconds: float | None, version: str
) -> pd.DataFrame:
    """One row for every series of the panel, one for its sample; slow ones have the sample only.

    `seconds`: processor time of the whole run; missing where it was not measured.
    """
    compared = _compared(panel, forecasts)
    kept = []
    for series, keys in ((EVERY, set(panel.history)), (SAMPLE, set(panel.sample))):
        rows = compared[compared["key"].isin(keys)]
        if rows["key"].nunique() == len(keys):
            about = (name, panel.data.name, panel.origin, series, len(keys))
            measured = (_mase(rows, panel), *_coverages(rows))
            spent = None if seconds is None else round(seconds, 2)
            how = (spent, version, date.today().isoformat(), digest(panel))  # noqa: DTZ011
            kept.append((*about, *measured, *how))
    return pd.DataFrame(kept, columns=list(COLUMNS))


def _compared(panel: Panel, forecasts: pd.DataFrame) -> pd.DataFrame:
    """Forecasts with their actual values; a forecast that is missing is an error of the caller."""
    steps = pd.RangeIndex(1, panel.data.horizon + 1, name="step")
    true = long(panel.actual.set_index(steps), "actual")
    found = forecasts.merge(true, on=["key", "step"], validate="one_to_one")
    if len(found) != len(forecasts) or found["yhat"].isna().any():
        raise SystemExit(f"Forecasts of {panel.data.name} do not fit its periods.")
    return found


def _mase(rows: pd.DataFrame, panel: Panel) -> float:
    missed = (rows["yhat"] - rows["actual"]).abs().groupby(rows["key"]).mean()
    return round(float((missed / panel.scales[missed.index]).mean()), 4)


def _coverages(rows: pd.DataFrame) -> list[float | None]:
    return [
        round(float(rows["actual"].between(rows[f"lo{level}"], rows[f"hi{level}"]).mean()), 4)
        if f"lo{level}" in rows
        else None
        for level in (80, 95)
    ]


def digest(panel: Panel) -> str:
    """Tells whether two scores are of the same series, values and sample."""
    text = "\n".join([*panel.history.columns, *sorted(panel.sample)])
    values = panel.history.to_numpy().tobytes() + panel.actual.to_numpy().tobytes()
    return sha256(text.encode() + values).hexdigest()[:12]


def kept() -> pd.DataFrame:
    """The table of scores in the repository."""
    return pd.read_csv(KEPT, dtype={"origin": str, "measured_on": str})


def keep(rows: pd.DataFrame) -> None:
    """Put scores into the table in place of those of the same contender, data and origin."""
    known = [kept()] if KEPT.exists() else []
    merged = pd.concat([*known, rows], ignore_index=True).drop_duplicates(KEY, keep="last")
    KEPT.parent.mkdir(exist_ok=True)
    merged.sort_values(KEY).to_csv(KEPT, index=False)
