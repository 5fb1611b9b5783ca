"""The forecast that is shown: a combination of methods, beside the naive ones it has to beat.

`forecast` continues one series, `forecast_panel` many at once; the first is the second with a panel
of one. What is tried, how it is weighed and where the intervals come from: `models.panel`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd

from models.evaluation import Backtest
from models.panel import marks, report
from models.panel.answer import PanelForecast, Progress
from models.panel.candidates import candidates
from models.panel.engine import run
from models.panel.held import held
from models.panel.many import forecast_panel
from models.panel.origins import LONGEST
from models.panel.protocol import PanelMethod
from models.series import SEASON, UNIT, Regular, checked, dates, following, frequency, regular
from models.shortage import fallback, shortage

__all__ = ["Forecast", "PanelForecast", "PanelMethod", "Progress", "forecast", "forecast_panel"]

_PLAIN = {"Seasonal naive": "seasonal-naive", "Naive": "naive (last value)"}


@dataclass(frozen=True, slots=True)
class Forecast:
    """Future periods of a series, and how such forecasts did in its past.

    `frame`: column ds, dates as the series writes its own, then yhat, lo80, hi80, lo95, hi95 (or
    the levels asked for), in the unit of the series. `model`: what answered. `backtest`: its errors
    at rolling origins; `baseline`: those of seasonal-naive (naive under two seasons) on the same
    periods; None when the history is too short. `beats_baseline`: whether the forecast missed
    clearly less than seasonal-naive and than the last value; None when nobody can tell. `tried`:
    one row a candidate and one for their combination, columns model, weight, mase, wape, bias,
    coverage80, coverage95, folds.
    """

    frame: pd.DataFrame
    model: str
    freq: str
    note: str
    backtest: Backtest | None
    baseline: Backtest | None
    beats_baseline: bool | None = None
    tried: pd.DataFrame = field(default_factory=pd.DataFrame)

    def sentence(self) -> str:
        """How far the forecast can be trusted, in one sentence."""
        rival = self._rival()
        if self.backtest is None or rival is None or self.beats_baseline is None:
            return f"{self.model}; there is too little history to test it against a baseline."
        ours, (name, theirs) = self.backtest.wape or 0.0, rival
        periods = self.backtest.periods
        unit = UNIT[self.freq] + ("s" if periods != 1 else "")
        tested = f"error {ours:.1%} against {theirs:.1%}"
        if self.beats_baseline or ours >= theirs:
            verdict = "beats" if self.beats_baseline else "is no better than"
            return f"{self.model} {verdict} {_PLAIN[name]}: {tested} over {periods} {unit}."
        # A lead that chance can explain is none.
        return (
            f"{self.model} is not clearly better than naive methods: {tested} of {_PLAIN[name]} "
            f"over {periods} {unit}, a lead that chance can explain."
        )

    def _rival(self) -> tuple[str, float] | None:
        """The naive method that missed least, and its share of error."""
        if self.tried.empty:
            return None
        found = [
            (str(name), float(wape))
            for name, wape in zip(self.tried["model"], self.tried["wape"], strict=True)
            if name in _PLAIN and pd.notna(wape)
        ]
        return min(found, key=lambda one: one[1], default=None)

    @property
    def scores(self) -> dict[str, float | None]:
        """Scores of the forecast and, named baseline_*, of the baseline; for the card."""
        if self.backtest is None or self.baseline is None:
            return {}
        theirs = {f"baseline_{name}": value for name, value in self.baseline.scores.items()}
        return self.backtest.scores | theirs

    def state(self) -> dict[str, Any]:
        """Everything as plain lists and numbers."""
        return {
            "frame": _listed(self.frame),
            "model": self.model,
            "freq": self.freq,
            "note": self.note,
            "backtest": _tested(self.backtest),
            "baseline": _tested(self.baseline),
            "beats_baseline": self.beats_baseline,
            "tried": _listed(self.tried),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """The forecast that gave this state; one of a former version lacks what was tried."""
        tests = {name: _retested(state[name]) for name in ("backtest", "baseline")}
        frames = {name: _dated(state.get(name, {})) for name in ("frame", "tried")}
        return cls(**{**state, **frames, **tests})


def forecast(
    y: pd.Series,
    horizon: int,
    freq: str,
    levels: Sequence[int] = (80, 95),
    *,
    country: str | None = None,
    extra: Sequence[PanelMethod] = (),
    weights: Mapping[str, float] | None = None,
) -> Forecast:
    """Continue a series of sales, indexed by dates, `horizon` periods beyond its last.

    `freq`: M, W or D. Only complete periods belong into `y`; missing ones count as 0, and the note
    says so. `country`: ISO code (GB, GB-ENG) whose public holidays count. `extra`: further methods
    to try. `weights`: by the methods' names, held instead of being found anew; WrongInput where
    none of these methods can speak. TooLittleData under three periods, WrongInput for a series that
    cannot be read.
    """
    freq = frequency(freq)
    source = regular(y, freq)
    history = checked(source.y).iloc[-LONGEST[freq] :]
    index, ahead = dates(history), following(dates(history), horizon)
    values = history.to_numpy()[None, :]
    methods = [*candidates(country), *extra]
    outcome = run(methods, values, index, horizon)
    if weights is not None:
        outcome = held(outcome, methods, values, index, weights)
    test = marks.test_of(outcome, values)
    told = report.future(outcome, levels)
    lengths = np.array([len(history)])
    baseline, naive = report.baseline_of(outcome, lengths, SEASON[freq])
    model = report.model_names(outcome)[0]
    return Forecast(
        frame=pd.DataFrame({"ds": source.label(ahead), **{k: a[0] for k, a in told.items()}}),
        model=model,
        freq=freq,
        note=" ".join(note for note in _notes(source, freq, len(history)) if note),
        backtest=report.single_backtest(outcome, test, outcome.mixed, model, index),
        baseline=report.single_backtest(outcome, test, baseline, naive[0], index),
        beats_baseline=marks.beats(outcome, test)[0],
        tried=report.tried(outcome, test),
    )


def _notes(source: Regular, freq: str, count: int) -> list[str]:
    found = []
    if source.missing:
        one = source.missing == 1
        periods = UNIT[freq] + ("" if one else "s")
        verb = "counts" if one else "count"
        found.append(f"{source.missing} {periods} without a value {verb} as 0.")
    if (source.y < 0).any():
        found.append("Negative values count as 0.")
    return [*found, shortage(count, freq), fallback(count, freq)]


# --- plain lists and back ------------------------------------------------------------------------

_DATES = ("ds", "origin")


def _listed(frame: pd.DataFrame) -> dict[str, list[Any]]:
    plain = frame.copy()
    for name in _DATES:
        if name in plain:
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
    plain = plain.astype(object).where(plain.notna(), None)
    return {str(name): plain[name].tolist() for name in plain.columns}


def _dated(columns: Mapping[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    for name in _DATES:
        if name in frame:
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    return frame


def _tested(test: Backtest | None) -> dict[str, Any] | None:
    if test is None:
        return None
    return {"name": test.name, "errors": _listed(test.errors), **test.scores}


def _retested(state: Mapping[str, Any] | None) -> Backtest | None:
    if state is None:
        return None
    return Backtest(**{**state, "errors": _dated(state["errors"])})
