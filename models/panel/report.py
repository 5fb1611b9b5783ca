"""A panel's outcome as frames: what is forecast, how good that was before, and what was tried."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.evaluation import Backtest
from models.features import FloatArray
from models.forecasters.protocol import quantiles
from models.panel.answer import FRAME
from models.panel.engine import Outcome
from models.panel.marks import LEVELS, Test, marks, past_bounds

COMBINATION = "Combination"
NAIVES = ("Seasonal naive", "Naive")
# A method with this weight speaks alone.
_ALONE = 0.999


def model_names(outcome: Outcome) -> list[str]:
    """What answered for each series: a method's name, or that it was a combination."""
    best = outcome.weight.argmax(axis=0)
    alone = outcome.weight.max(axis=0) > _ALONE
    return [outcome.names[b] if a else COMBINATION for b, a in zip(best, alone, strict=True)]


def future(outcome: Outcome, levels: Sequence[int]) -> dict[str, FloatArray]:
    """yhat, then lo and hi of each level: shape (series, horizon) each; WrongInput for a level."""
    quantiles(levels, 1.0)
    found = {"yhat": outcome.yhat}
    bounds = outcome.bounds(outcome.yhat, outcome.errors(outcome.mixed), levels)
    for level, (lower, upper) in bounds.items():
        found[f"lo{level}"], found[f"hi{level}"] = lower, upper
    return found


def future_frame(outcome: Outcome, keys: Sequence[Hashable], ds: pd.DatetimeIndex) -> pd.DataFrame:
    """The rows of `PanelForecast.frame`, series one after another."""
    columns: dict[str, Any] = {name: a.ravel() for name, a in future(outcome, LEVELS).items()}
    times = len(ds)
    columns["key"] = [key for key in keys for _ in range(times)]
    columns["model"] = np.repeat(np.array(model_names(outcome), dtype=object), times)
    columns["ds"] = np.tile(ds.to_numpy(), len(keys))
    return pd.DataFrame(columns)[FRAME]


def baseline_of(
    outcome: Outcome, lengths: npt.NDArray[np.intp], season: int
) -> tuple[FloatArray, list[str]]:
    """What seasonal-naive would have said, or naive under two seasons, and the names of these."""
    seasonal, naive = (outcome.past.yhat[outcome.names.index(name)] for name in NAIVES)
    long = lengths >= 2 * season
    return np.where(long[:, None], seasonal, naive), [NAIVES[not one] for one in long]


def number(value: float) -> float | None:
    """A plain number, or None for a blank."""
    return None if np.isnan(value) else float(value)


def single_backtest(
    outcome: Outcome, test: Test, said: FloatArray, name: str, index: pd.DatetimeIndex
) -> Backtest | None:
    """The errors of the panel's only series as a frame with its scores; None without any."""
    shown = test.shown[:, 0] & ~np.isnan(said[:, 0])
    if not shown.any():
        return None
    row, step = np.nonzero(shown)
    place = outcome.past.origins[row] + step
    columns: dict[str, Any] = {
        "origin": index.to_numpy()[outcome.past.origins[row] - 1],
        "step": step + 1,
        "ds": index.to_numpy()[place],
        "actual": outcome.past.actual[:, 0][shown],
        "yhat": said[:, 0][shown],
    }
    for level, (lower, upper) in past_bounds(outcome, said).items():
        columns[f"lo{level}"] = lower[:, 0][shown]
        columns[f"hi{level}"] = upper[:, 0][shown]
    found = marks(outcome, test, said)
    return Backtest(
        name=name,
        errors=pd.DataFrame(columns),
        mase=number(found["mase"][0]),
        wape=number(found["wape"][0]),
        bias=number(found["bias"][0]),
        coverage80=float(found["coverage80"][0]),
        coverage95=float(found["coverage95"][0]),
    )


def tried(outcome: Outcome, test: Test) -> pd.DataFrame:
    """One row for each candidate of the panel's only series, and one for their combination."""
    said = [*outcome.past.yhat, outcome.mixed]
    names, weight = [*outcome.names, COMBINATION], [*outcome.weight[:, 0], 1.0]
    rows = []
    for name, share, one in zip(names, weight, said, strict=True):
        found = {score: number(array[0]) for score, array in marks(outcome, test, one).items()}
        rows.append({"model": name, "weight": float(share), **found})
    frame = pd.DataFrame(rows)
    return frame.assign(folds=frame["folds"].fillna(0).astype("int64"))
