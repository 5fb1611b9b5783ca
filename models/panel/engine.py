"""The forecast of a panel in arrays: every candidate, its past, its weight, and intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.features import FloatArray
from models.panel import conformal
from models.panel.candidates import asked
from models.panel.origins import Past, rolled
from models.panel.parts import UNITS_PER_MEAN, BoolArray
from models.panel.protocol import PanelMethod
from models.panel.weights import mixed, naive_ones, usual_errors, weights
from models.series import SEASON

Step = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A panel's forecast and its candidates.

    `yhat`: shape (series, horizon); `weight`: (methods, series); `past`: what the candidates said,
    `mixed`: what the combination would have said, with weights from the errors known at that
    origin, shape (origins, series, steps). `unit`: of the logarithms, (series,); `rough`: how much
    a series moves from one period to the next, for want of errors, (series,).
    """

    names: list[str]
    freq: str
    yhat: FloatArray
    weight: FloatArray
    past: Past
    mixed: FloatArray
    unit: FloatArray
    rough: FloatArray

    def logs(self, values: FloatArray) -> FloatArray:
        """Values, shape (..., series, steps), as logarithms."""
        found: FloatArray = np.log1p(np.maximum(values, 0.0) / self.unit[:, None])
        return found

    def errors(self, said: FloatArray) -> FloatArray:
        """What was said against what came, in logarithms: shape (origins, series, steps).

        Blank on days on which nothing was said to be sold and nothing was: the shop is closed.
        """
        missed = self.logs(self.past.actual) - self.logs(said)
        if self.freq == "D":
            missed[(said == 0) & (self.past.actual <= 0)] = np.nan
        return missed

    def bounds(
        self, yhat: FloatArray, errors: FloatArray, levels: Sequence[int]
    ) -> dict[int, tuple[FloatArray, FloatArray]]:
        """Lower and upper bound of each level, from these errors: shape (series, steps) each."""
        found = conformal.scores(errors, self.freq)
        width = conformal.widths(found, levels, self.rough)
        grown = conformal.growth(np.arange(1.0, yhat.shape[1] + 1), self.freq)
        middle, unit = self.logs(yhat), self.unit[:, None]
        sold = (yhat > 0) | (self.freq != "D")
        bounds = {}
        for level, half in zip(levels, width, strict=True):
            reach = half[:, None] * grown
            bounds[level] = (
                np.minimum(np.expm1(np.maximum(middle - reach, 0.0)) * unit, yhat),
                np.maximum(np.expm1(middle + reach) * unit, yhat) * sold,
            )
        return bounds


def run(
    methods: Sequence[PanelMethod],
    values: FloatArray,
    index: pd.DatetimeIndex,
    horizon: int,
    step: Step = lambda _done: None,
) -> Outcome:
    """Forecast every series, shape (series, periods), blank before it began; three values each."""
    freq = str(index.freqstr)
    names = [method.name for method in methods]
    past = rolled(methods, values, index, horizon, step)
    now = np.stack([method.predict(values, index, horizon) for method in methods])
    lengths = np.asarray((~np.isnan(values)).sum(axis=1))
    usual = _usual(names, lengths, freq)
    answers = _answers(now) & asked(names, lengths, freq)
    weight = weights(
        past.yhat,
        past.actual,
        past.known,
        usual=usual,
        answers=answers,
        naive=naive_ones(names),
    )
    return Outcome(
        names=names,
        freq=freq,
        yhat=mixed(now, weight),
        weight=weight,
        past=past,
        mixed=_combined(names, past, usual),
        unit=_units(values),
        rough=_roughness(values),
    )


def _usual(names: Sequence[str], lengths: npt.NDArray[np.intp], freq: str) -> FloatArray:
    """Shape (methods, series): a series with a season and a half can know its season."""
    long = lengths >= 1.5 * SEASON[freq]
    short = usual_errors(names, seasonal=False)[:, None]
    return np.where(long, usual_errors(names, seasonal=True)[:, None], short)


def _combined(names: Sequence[str], past: Past, usual: FloatArray) -> FloatArray:
    """What the combination would have said at each origin, by the errors known by then."""
    found = np.full_like(past.actual, np.nan)
    for number, origin in enumerate(past.origins):
        said = past.yhat[:, number]
        answers = _answers(said)
        spoken = answers[0]
        counted = past.known & past.before(int(origin))
        weight = weights(
            past.yhat[:, :, spoken],
            past.actual[:, spoken],
            counted[:, spoken],
            usual=usual[:, spoken],
            answers=answers[:, spoken],
            naive=naive_ones(names),
        )
        found[number, spoken] = mixed(said[:, spoken], weight)
    return found


def _answers(said: FloatArray) -> BoolArray:
    """Which methods could speak for which series: shape (methods, series)."""
    return np.asarray(~np.isnan(said).any(axis=2))


def _units(values: FloatArray) -> FloatArray:
    mean = np.nanmean(np.maximum(values, 0.0), axis=1) / UNITS_PER_MEAN
    return np.where(mean > 0, mean, 1.0)


def _roughness(values: FloatArray) -> FloatArray:
    """Root mean square of the changes of a series' logarithm, for want of errors."""
    z = np.log1p(np.maximum(values, 0.0) / _units(values)[:, None])
    found: FloatArray = np.sqrt(np.nanmean(np.diff(z, axis=1) ** 2, axis=1))
    return found
