"""What a release expects of its parts, what was expected before, and whether that still holds."""

from __future__ import annotations

import pandas as pd

from data import schema
from data.answers.complete import known_to
from data.drift import drift_note
from data.levels import LEAST_PERIODS, WHOLE, Level, complete_days
from data.notes import Notes, ShopNotes
from data.notes.forecast_log import ForecastLog
from data.periods import Grain, buckets
from data.queries import predicted
from data.queries.panel import panel_of
from data.warehouse import View

__all__ = [
    "NotForecast",
    "drift_note",
    "forecast_keys",
    "learned_history",
    "level_history",
    "score_history",
    "stored_forecast",
    "stored_scores",
]


class NotForecast(LookupError):
    """The release has no such forecast; its text says why and what to do."""


def stored_forecast(view: View, level: Level, key: str, grain: Grain) -> pd.DataFrame:
    """The forecast of one part: ds, yhat, lo80, hi80, lo95, hi95, model, label; oldest first.

    `ds` is the first day of a period. The parts of a level add up to the total (key: `WHOLE`).
    NotForecast where the release holds none.
    """
    _check_known(view)
    found = view.frame(predicted.forecast_of(level, key, grain))
    if found.empty:
        raise NotForecast(_none_of(view, level, key, grain))
    return found


def stored_scores(view: View, grain: Grain) -> pd.DataFrame:
    """How such forecasts did in the past of every part, the total first.

    Columns level, key, label, model, mase, naive_mase, wape, bias, coverage80, coverage95,
    beats_naive (True, False, None), note, periods. NotForecast where the release is too old.
    """
    _check_known(view)
    found = view.frame(predicted.scores(grain))
    beats = [None if pd.isna(value) else bool(value) for value in found["beats_naive"]]
    return found.assign(beats_naive=pd.Series(beats, index=found.index, dtype=object))


def forecast_keys(view: View, level: Level) -> list[tuple[str, str]]:
    """Key and label of every part with a forecast: who is expected to sell most first, rest last.

    Empty where nothing could be learned; NotForecast where the release is too old.
    """
    _check_known(view)
    found = view.frame(predicted.parts(level))
    return list(zip(found["key"].astype(str), found["label"].astype(str), strict=True))


def level_history(view: View, level: Level, key: str, grain: Grain) -> pd.Series:
    """Net sales of one part in every complete period that a forecast may look back to.

    Indexed by first days of periods; 0 where nothing was sold. NotForecast for a part that the
    release has no forecast of: then nobody knows whether it is one of its own.
    """
    return _sold(view, level, key, grain).fillna(0.0)


def learned_history(view: View, level: Level, key: str, grain: Grain) -> pd.Series:
    """The same from the period on in which the part first sold: what its forecast learned from.

    Periods before are no sales of 0, they are not known to be any. The whole shop, and a part too
    young for a series of its own, is one from the first period on, as in training.
    """
    found = _sold(view, level, key, grain)
    if level is Level.TOTAL:
        return found.fillna(0.0)
    begun = found[found.notna().cummax()]
    return (begun if len(begun) >= LEAST_PERIODS else found).fillna(0.0)


def _sold(view: View, level: Level, key: str, grain: Grain) -> pd.Series:
    """Net sales of one part in every complete period; blank where there are no rows."""
    if level is not Level.TOTAL and key not in dict(forecast_keys(view, level)):
        raise NotForecast(_none_of(view, level, key, grain))
    days = complete_days(grain, view.release.first_day, known_to(view.release))
    if days is None:
        return pd.Series([], index=pd.DatetimeIndex([]), dtype="float64", name="net_sales")
    found = view.frame(panel_of(level, grain, days, key)).set_index("period")["net_sales"]
    return found.reindex(pd.DatetimeIndex(buckets(days, grain)))


def score_history(
    view: View, notes: Notes | ShopNotes, level: Level = Level.TOTAL, key: str = WHOLE
) -> pd.DataFrame:
    """Every forecast of a complete month that was kept when it was made, beside what came.

    Columns made_on (the last month it knew), ds, step (1: the month after), yhat, lo80, hi80, lo95,
    hi95, model, actual, error (yhat less actual), inside80, inside95; by month, then by origin.
    Empty where none was kept: nothing is filled in afterwards.
    """
    place = notes.notes.place if isinstance(notes, ShopNotes) else notes.place
    kept = ForecastLog(place).kept(view.release, level.value, key)
    found = kept.assign(actual=kept["ds"].map(_came(view, level, key, kept)).astype("float64"))
    found = found.dropna(subset="actual").sort_values(["ds", "made_on"], ignore_index=True)
    found["error"] = found["yhat"] - found["actual"]
    for percent in (80, 95):
        inside = found["actual"].between(found[f"lo{percent}"], found[f"hi{percent}"])
        found[f"inside{percent}"] = inside.astype(bool)
    return found


def _came(view: View, level: Level, key: str, kept: pd.DataFrame) -> pd.Series:
    """What was sold in complete months; nothing is known of a part that is none any more."""
    try:
        return level_history(view, level, key, Grain.MONTH) if len(kept) else kept["yhat"]
    except NotForecast:
        return pd.Series([], index=pd.DatetimeIndex([]), dtype="float64")


def _is_known(view: View) -> bool:
    """Whether the release was built by a version that keeps forecasts."""
    return bool(view.frame(predicted.is_there(schema.forecasts))["tables"].iloc[0])


def _check_known(view: View) -> None:
    if not _is_known(view):
        raise NotForecast(
            "The forecasts by category, product, country and cluster are not known yet: an older "
            "version built this release. Train again (python -m dashapp train, or the Data page)."
        )


def _none_of(view: View, level: Level, key: str, grain: Grain) -> str:
    parts = forecast_keys(view, level)
    if not parts:
        return "There are too few complete periods to forecast from: at least three are needed."
    if grain not in level.grains:
        return f"{level.label}: forecasts are made by {' and '.join(level.grains)} only."
    if key not in dict(parts):
        named = ", ".join(repr(name) for name, _ in parts[:5])
        return f"{level.label}: there is no forecast of {key!r}. There are {len(parts)}: {named}…"
    return f"{level.label}: too few complete {grain.value}s are known of {key!r} to forecast from."
