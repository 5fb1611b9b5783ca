"""Forecasts and their scores as a release keeps them: every level adds up to the whole shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.learning_panel import Panel
from data.levels import HORIZONS, WHOLE, Level
from data.periods import Grain
from models.forecasting import Forecast, forecast_panel
from models.reconciliation import reconciled

FREQUENCIES = {Grain.MONTH: "MS", Grain.WEEK: "W-MON", Grain.DAY: "D"}
VALUES = ["yhat", "lo80", "hi80", "lo95", "hi95"]
_ABOUT = ["level", "key", "label", "grain"]
_SCORES = ["mase", "naive_mase", "wape", "bias", "coverage80", "coverage95"]
# Of what is given back, the least is the most.
_MIRRORED = {"lo80": "hi80", "hi80": "lo80", "lo95": "hi95", "hi95": "lo95"}


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of the tables `forecasts` and `forecast_scores`."""

    forecasts: pd.DataFrame
    scores: pd.DataFrame


def of_whole(found: Forecast, periods: int) -> Tables:
    """The whole shop's months, as they were learned for themselves."""
    lines = pd.DataFrame([_line(Level.TOTAL, WHOLE, Level.TOTAL.label, periods)])
    known = found.scores
    scores: dict[str, object] = {name: known.get(name) for name in _SCORES}
    scores["naive_mase"] = known.get("baseline_mase")
    scores |= {"model": found.model, "note": found.note, "beats_naive": found.beats_baseline}
    return Tables(
        _named(found.frame.assign(series=0, model=found.model), lines, Grain.MONTH),
        _scored(pd.DataFrame([{"series": 0, **scores}]), lines, Grain.MONTH),
    )


def of_parts(panels: Sequence[Panel], grain: Grain, whole: pd.DataFrame | None = None) -> Tables:
    """Every part of the levels, forecast at once; each level adds up to the whole shop.

    `whole`: its forecast with ds and yhat; without one the first of the panels is the whole shop.
    """
    lines = _lines(panels)
    wide = pd.concat([panel.wide for panel in panels], axis=1).set_axis(lines.index, axis=1)
    # What is given back is forecast as an amount, then turned round again.
    signs = lines["taken_back"].map({True: -1.0, False: 1.0})
    found = forecast_panel(wide * signs, HORIZONS[grain], FREQUENCIES[grain])
    frame = _turned(found.frame.rename(columns={"key": "series"}), signs)
    levels = frame["series"].map(lines["level"])
    if whole is None:
        whole = frame[levels == Level.TOTAL.value].round(dict.fromkeys(VALUES, 2))
        parts = [whole]
    else:
        parts = []
    back = list(lines.index[lines["taken_back"]])
    for _, rows in frame[levels != Level.TOTAL.value].groupby(levels, sort=False):
        parts.append(_adding_up(rows, whole, back))
    scores = found.scores.rename(columns={"key": "series"})
    return Tables(
        _named(pd.concat(parts, ignore_index=True), lines, grain), _scored(scores, lines, grain)
    )


def _adding_up(rows: pd.DataFrame, whole: pd.DataFrame, back: Sequence[int]) -> pd.DataFrame:
    found = reconciled(rows.rename(columns={"series": "key"}), whole, taken_back=back)
    return found.rename(columns={"key": "series"})


def _lines(panels: Sequence[Panel]) -> pd.DataFrame:
    """One row for each series, numbered: level, key, label, periods, taken_back."""
    return pd.DataFrame(
        [
            _line(panel.level, key, panel.labels[key], int(panel.wide[key].count()))
            | {"taken_back": key in panel.taken_back}
            for panel in panels
            for key in panel.wide.columns
        ]
    )


def _line(level: Level, key: str, label: str, periods: int) -> dict[str, object]:
    return {"level": level.value, "key": key, "label": label, "periods": periods}


def _turned(frame: pd.DataFrame, signs: pd.Series) -> pd.DataFrame:
    """The forecasts of what is given back as what they mean: at most 0, and the range mirrored."""
    sign = frame["series"].map(signs)
    back = frame[sign < 0].rename(columns=_MIRRORED)
    back[VALUES] = -back[VALUES]
    return pd.concat([frame[sign > 0], back[frame.columns]], ignore_index=True)


def _named(frame: pd.DataFrame, lines: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    named = frame.join(lines[["level", "key", "label"]], on="series").assign(grain=grain.value)
    return named[[*_ABOUT, "ds", *VALUES, "model"]]


def _scored(scores: pd.DataFrame, lines: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """The scores with types that stay the same where nothing is known."""
    named = scores.join(lines[["level", "key", "label", "periods"]], on="series")
    typed = named.assign(
        grain=grain.value,
        **{name: named[name].astype("float64") for name in _SCORES},
        beats_naive=named["beats_naive"].astype("boolean"),
        note=named["note"].fillna("").astype("str"),
    )
    return typed[[*_ABOUT, "model", *_SCORES, "beats_naive", "note", "periods"]]
