"""`query forecast`, `forecast-scores` and `forecast-history`: what is expected, and how sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from callbacks.forecast import TARGET, forecast_of
from callbacks.trained import whole_shop_forecast
from dashapp.commands.errors import Misused
from data.answers.forecasts import drift_note, score_history, stored_forecast, stored_scores
from data.filters import DIMENSION_FIELDS, Filters
from data.formulas import Metric
from data.levels import HORIZONS, WHOLE, Level
from data.notes import Notes, nothing_kept
from data.periods import Grain
from data.warehouse import View

Answer = tuple[pd.DataFrame, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class About:
    """Which part is forecast, in which periods, and how many of them."""

    level: Level
    key: str
    grain: Grain
    horizon: int | None

    @property
    def is_whole(self) -> bool:
        """Whether the whole shop's months are meant, or those of a selection."""
        return self.level is Level.TOTAL and self.grain is Grain.MONTH

    @property
    def ahead(self) -> int:
        """How many periods; Misused for more than are forecast."""
        most = HORIZONS[self.grain]
        if self.horizon is not None and self.horizon > most:
            raise Misused(f"--horizon: at most {most} {self.grain.value}s ahead are forecast.")
        return self.horizon or most


def forecast_rows(view: View, target: Metric, filters: Filters, about: About) -> Answer:
    """The periods to come, and what JSON says around them: model, scores and how far to trust them.

    Months of any metric and selection are learned here; what is kept in the release, net sales of
    one part, by weeks or days too, is read from it. Misused where both are asked for.
    """
    if about.grain not in HORIZONS:
        raise Misused("--grain: forecasts are made by month, week or day.")
    ahead = about.ahead
    if about.is_whole:
        found = forecast_of(view, target, filters, ahead)
        said = {"scores": found.scores, "note": found.note, "trust": found.sentence()}
        return found.frame.assign(model=found.model), {"model": found.model, **said}
    _check_kept(target, filters, about)
    frame = stored_forecast(view, about.level, about.key, about.grain).head(ahead)
    label, model = str(frame["label"].iloc[0]), str(frame["model"].iloc[0])
    part = {"level": about.level.value, "key": about.key, "label": label}
    scores = _scores_of(view, about)
    note = scores.pop("note", "")
    around = {**part, "grain": about.grain.value, "model": model, "scores": scores, "note": note}
    return frame.drop(columns="label"), around


def _check_kept(target: Metric, filters: Filters, about: About) -> None:
    if target.name != TARGET:
        raise Misused("By level, week and day only net sales are forecast: leave --metric out.")
    if any(getattr(filters, name) for name in DIMENSION_FIELDS):
        raise Misused("A part of the shop is chosen by --level and --key: leave filters out.")
    if (about.level is Level.TOTAL) != (about.key == WHOLE):
        raise Misused("--level and --key belong together: name the part, for example its category.")


def _scores_of(view: View, about: About) -> dict[str, Any]:
    found = stored_scores(view, about.grain)
    mine = found[(found["level"] == about.level.value) & (found["key"] == about.key)]
    if mine.empty:
        return {}
    names = ["mase", "naive_mase", "wape", "bias", "coverage80", "coverage95"]
    row = mine.iloc[0]
    scores = {name: None if pd.isna(row[name]) else float(row[name]) for name in names}
    return {**scores, "beats_naive": row["beats_naive"], "note": str(row["note"])}


def score_rows(view: View, level: Level | None, grain: Grain) -> pd.DataFrame:
    """How such forecasts did in the past of every part, or of every part of one level."""
    if grain not in HORIZONS:
        raise Misused("--grain: forecasts are made by month, week or day.")
    found = stored_scores(view, grain)
    return found if level is None else found[found["level"] == level.value]


def history_rows(view: View, notes: Notes | None, level: Level, key: str) -> Answer:
    """Every kept forecast of a month that is complete now; in JSON with a note where they drift."""
    found = score_history(view, notes or nothing_kept(), level, key)
    whole = whole_shop_forecast(view) if level is Level.TOTAL else None
    tested = whole.backtest.errors if whole and whole.backtest else None
    return found, {"level": level.value, "key": key, "drift": drift_note(found, tested)}
