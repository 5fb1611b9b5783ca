"""The forecast that is shown: linear regression, always beside the baseline it has to beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import pandas as pd

from models.errors import TooLittleData
from models.evaluation import Backtest, backtest, plan
from models.forecasters.linear import Linear
from models.forecasters.naive import Naive
from models.forecasters.protocol import Forecaster
from models.forecasters.seasonal_naive import SeasonalNaive
from models.panel.answer import FRAME, SCORES, PanelForecast
from models.panel.protocol import PanelMethod
from models.series import UNIT, Regular, checked, frequency, regular

Progress = Callable[[str, float], None]
_FACTORY = Callable[[], Forecaster]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Future periods of a series, and how such forecasts did in its past.

    `frame`: column ds, dates as the series writes its own, then yhat, lo80, hi80, lo95, hi95 (or
    the levels asked for), in the unit of the series. `backtest` and `baseline` hold the errors of
    the regression and of seasonal-naive on the same periods; None when the history is too short.
    `tried`: one row a candidate, columns model, weight, mase, wape, bias, coverage80, coverage95,
    folds; empty when the history is too short.
    """

    frame: pd.DataFrame
    model: str
    freq: str
    note: str
    backtest: Backtest | None
    baseline: Backtest | None
    tried: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def beats_baseline(self) -> bool | None:
        """Whether the regression missed less than the baseline; None when nobody can tell."""
        if self.backtest is None or self.baseline is None:
            return None
        ours, theirs = self.backtest.wape, self.baseline.wape
        return None if ours is None or theirs is None else ours < theirs

    def sentence(self) -> str:
        """How far the forecast can be trusted, in one sentence."""
        if self.backtest is None or self.baseline is None or self.beats_baseline is None:
            return f"{self.model}; there is too little history to test it against a baseline."
        beats = "beats" if self.beats_baseline else "does not beat"
        periods = self.backtest.periods
        unit = UNIT[self.freq] + ("s" if periods != 1 else "")
        return (
            f"{self.model} {beats} {_plain(self.baseline.name)}: error {_percent(self.backtest)} "
            f"against {_percent(self.baseline)} over {periods} {unit}."
        )

    @property
    def scores(self) -> dict[str, float | None]:
        """Scores of the regression and, named baseline_*, of the baseline; for the card."""
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
            "tried": _listed(self.tried),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """The forecast that gave this state."""
        tests = {name: _retested(state[name]) for name in ("backtest", "baseline")}
        frames = {name: _dated(state[name]) for name in ("frame", "tried")}
        return cls(**{**state, **frames, **tests})


def forecast(
    y: pd.Series,
    horizon: int,
    freq: str,
    levels: Sequence[int] = (80, 95),
    *,
    country: str | None = None,
) -> Forecast:
    """Continue a series of sales, indexed by dates, `horizon` periods beyond its last.

    `freq`: M, W or D. Only complete periods belong into `y`; missing ones count as 0, and the note
    says so. `country`: ISO code (GB, GB-ENG) whose public holidays count. TooLittleData under three
    periods, WrongInput for a series that cannot be read.
    """
    freq = frequency(freq)
    source = regular(y, freq)
    history = checked(source.y)
    model = Linear(country).fit(history)
    answer = model.predict(horizon, levels)
    answer.insert(0, "ds", source.label(pd.DatetimeIndex(answer.index)))
    tested = _both(history, horizon, country)
    notes = (*_caveats(source, freq), model.note)
    return Forecast(
        frame=answer.reset_index(drop=True),
        model=model.name,
        freq=freq,
        note=" ".join(note for note in notes if note),
        backtest=tested[0] if tested else None,
        baseline=tested[2] if tested else None,
        tried=_table(tested),
    )


def forecast_panel(
    wide: pd.DataFrame,
    horizon: int,
    freq: str,
    *,
    country: str | None = None,
    extra: Sequence[PanelMethod] = (),
    progress: Progress | None = None,
) -> PanelForecast:
    """Continue every column of a frame of period starts; blank before a series began."""
    del extra
    frames: list[pd.DataFrame] = []
    scores: list[dict[str, Any]] = []
    for count, key in enumerate(wide.columns):
        if progress:
            progress("Forecasting", count / len(wide.columns))
        y = wide[key].loc[wide[key].first_valid_index() :].fillna(0.0)
        try:
            found = forecast(y, horizon, freq, country=country)
        except TooLittleData as error:
            scores.append({"key": key, "note": str(error), "model": ""})
            continue
        frames.append(found.frame.assign(key=key, model=found.model))
        theirs = found.baseline.mase if found.baseline else None
        scores.append(
            {
                "key": key,
                "model": found.model,
                **(found.backtest.scores if found.backtest else {}),
                "naive_mase": theirs,
                "beats_naive": found.beats_baseline,
                "note": found.note,
            }
        )
    frame = pd.concat(frames, ignore_index=True)[FRAME] if frames else pd.DataFrame(columns=FRAME)
    return PanelForecast(frame, pd.DataFrame(scores, columns=SCORES), frequency(freq))


def _both(history: pd.Series, horizon: int, country: str | None) -> list[Backtest]:
    chosen = plan(history, horizon)
    if chosen is None:
        return []
    makers: tuple[_FACTORY, ...] = (lambda: Linear(country), Naive, SeasonalNaive)
    return [
        backtest(make, history, chosen.horizon, chosen.folds, every=chosen.every) for make in makers
    ]


def _table(tested: list[Backtest]) -> pd.DataFrame:
    rows = [
        {
            "model": test.name,
            "weight": float(place == 0),
            **test.scores,
            "folds": int(test.errors["origin"].nunique()),
        }
        for place, test in enumerate(tested)
    ]
    return pd.DataFrame(rows)


def _caveats(source: Regular, freq: str) -> list[str]:
    found = []
    if source.missing:
        one = source.missing == 1
        periods = UNIT[freq] + ("" if one else "s")
        verb = "counts" if one else "count"
        found.append(f"{source.missing} {periods} without a value {verb} as 0.")
    if (source.y < 0).any():
        found.append("Negative values count as 0.")
    return found


def _plain(name: str) -> str:
    return {"Seasonal naive": "seasonal-naive"}.get(name, name[:1].lower() + name[1:])


def _percent(test: Backtest) -> str:
    return f"{test.wape or 0.0:.1%}"


# --- plain lists and back ------------------------------------------------------------------------

_DATES = ("ds", "origin")


def _listed(frame: pd.DataFrame) -> dict[str, list[Any]]:
    plain = frame.copy()
    for name in _DATES:
        if name in plain:
            plain[name] = plain[name].dt.strftime("%Y-%m-%d")
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
