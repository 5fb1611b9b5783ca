"""Forecasts that were kept when they were made, beside what came: the record nobody can polish."""

from __future__ import annotations

import pandas as pd

from callbacks import words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.forecast_answer import Shown
from data.answers.forecasts import drift_note, score_history
from data.levels import Level
from data.periods import Grain
from layouts import dates, forecast, formatting, states
from layouts.figures import forecasts
from layouts.tables import rows

TITLE = "Forecasts that were kept"
SUBTITLE = "What was expected of each month right before it began, kept when it was said"
# Who belongs to a cluster changes with every training, and products are too many to look back on.
KEPT = (Level.TOTAL, Level.CATEGORY)
EMPTY = (
    "Each training keeps what it expects of the coming months. When the first of them is complete, "
    "it stands here beside what came; nothing is filled in afterwards."
)


def history_card(asked: Asked, shown: Shown, mode: str) -> Card:
    """Every complete month for which a forecast had been kept."""
    if asked.is_filtered:
        text = "They are kept for the whole shop and its categories. Clear the filters to see them."
        return _without("Kept without filters only", text, "Clear filters", "clear")
    if shown.part.level not in KEPT:
        text = "They are kept for the whole shop and its categories, not for each of these parts."
        return _without("Not kept for this part", text)
    kept = _kept(asked, shown)
    if kept.empty:
        return _without("Nothing to look back on yet", EMPTY)
    latest = kept[kept["step"] == kept.groupby("ds")["step"].transform("min")]
    frame = latest.rename(columns={"ds": "period"})
    return Card(
        figure=forecasts.backtest(
            frame[["period", "actual", "yhat", "lo80", "hi80"]], theme=mode, currency=asked.currency
        ),
        rows=rows(_table(kept), asked.currency),
        title=TITLE,
        subtitle=SUBTITLE,
        note=_note(latest),
        columns=forecast.HISTORY_COLUMNS,
    )


def drift(asked: Asked, shown: Shown) -> str:
    """A warning where kept forecasts have become worse than their record; mostly empty."""
    if asked.is_filtered or shown.grain is not Grain.MONTH:
        return ""
    tested = shown.result.backtest
    return drift_note(_kept(asked, shown), tested.errors if tested else None)


def _kept(asked: Asked, shown: Shown) -> pd.DataFrame:
    return score_history(asked.view, asked.notes, shown.part.level, shown.part.key)


def _without(title: str, text: str, undo: str = "", value: str = "") -> Card:
    state = states.too_little(title, text, undo, value)
    return Card(title=TITLE, subtitle=SUBTITLE, state=state)


def _table(kept: pd.DataFrame) -> pd.DataFrame:
    inside = ["Yes" if one else "No" for one in kept["inside80"]]
    amounts = ["yhat", "lo80", "hi80", "actual", "error"]
    days = {"made_on": kept["made_on"], "period": kept["ds"]}
    frame = kept[amounts].round(2).assign(**days, inside=inside)
    return frame[[column.field for column in forecast.HISTORY_COLUMNS]]


def _note(latest: pd.DataFrame) -> str:
    """How many months came out in their range, and how far off they were together."""
    inside = int(latest["inside80"].sum())
    months = words.counted(len(latest), "month")
    first = dates.month(pd.Timestamp(latest["ds"].iloc[0]).date())
    sold = float(latest["actual"].abs().sum())
    error = float(latest["error"].abs().sum()) / sold if sold else None
    missed = f" and were {formatting.percent(error)} off" if error is not None else ""
    return f"Since {first}, {inside} of {months} came out in their 80% range{missed}."
