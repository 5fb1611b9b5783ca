"""How good the forecasts of a panel were at its rolling origins, series by series.

The scores are those of `models.evaluation`, for all series at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.features import FloatArray
from models.panel.engine import Outcome
from models.panel.origins import USUAL, Past, least_history
from models.panel.parts import BoolArray
from models.series import SEASON

LEVELS = (80, 95)
# A gain has to be so many times its own uncertainty before it is called one.
_ALLOWANCE = 1.0
_LEAST_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Test:
    """The part of a panel's past that is reported.

    `shown`: shape (origins, series, steps); all origins of a series are shown with as many steps,
    fewer than the horizon where the history is short. `scale`: mean absolute seasonal change before
    each origin, shape (origins, series), blank without a season or a change.
    """

    shown: BoolArray
    scale: FloatArray

    @property
    def folds(self) -> FloatArray:
        """Number of origins of each series."""
        found: FloatArray = self.shown.any(axis=2).sum(axis=0).astype(np.float64)
        return found


def test_of(outcome: Outcome, values: FloatArray) -> Test:
    """What of the past is reported; `values`: shape (series, periods)."""
    past, periods = outcome.past, values.shape[1]
    begun = (~np.isnan(values)).sum(axis=1)
    spare = begun - least_history(begun, outcome.freq)
    steps = past.actual.shape[2]
    ahead = np.clip((spare + 1) // 2, 1, steps)
    whole = past.origins[:, None] + ahead <= periods
    near = np.arange(steps) < ahead[:, None]
    return Test(past.known & whole[:, :, None] & near, _scales(values, past, outcome.freq))


def _scales(values: FloatArray, past: Past, freq: str) -> FloatArray:
    season = SEASON[freq]
    change = np.abs(values[:, season:] - values[:, :-season])
    known = ~np.isnan(change)
    total = np.cumsum(np.where(known, change, 0.0), axis=1)
    count = np.cumsum(known, axis=1)
    found = np.full((len(past.origins), len(values)), np.nan)
    for number, origin in enumerate(past.origins):
        if origin > season:
            place = origin - season - 1
            mean = total[:, place] / np.maximum(count[:, place], 1)
            found[number] = np.where(mean > 0, mean, np.nan)
    return found


def marks(outcome: Outcome, test: Test, said: FloatArray) -> dict[str, FloatArray]:
    """Scores of what was said, shape (origins, series, steps): one array, shape (series,), each.

    mase, wape, bias, coverage80, coverage95 and folds; blank where there is nothing to divide by.
    """
    shown = test.shown & ~np.isnan(said)
    actual = np.where(shown, outcome.past.actual, 0.0)
    missed = np.where(shown, said - outcome.past.actual, 0.0)
    sold, total = actual.sum(axis=(0, 2)), np.abs(missed).sum(axis=(0, 2))
    scaled = np.abs(missed) / test.scale[:, :, None]
    counted = shown & ~np.isnan(scaled)
    inside = covered(outcome, said)
    return {
        "mase": _ratio(np.where(counted, scaled, 0.0).sum(axis=(0, 2)), counted.sum(axis=(0, 2))),
        "wape": _ratio(total, sold),
        "bias": _ratio(missed.sum(axis=(0, 2)), sold),
        **{
            f"coverage{level}": _ratio((inside[level] & shown).sum((0, 2)), shown.sum((0, 2)))
            for level in LEVELS
        },
        "folds": shown.any(axis=2).sum(axis=0).astype(np.float64),
    }


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


def covered(outcome: Outcome, said: FloatArray) -> dict[int, BoolArray]:
    """Whether each actual fell into the interval of each level: shape (origins, series, steps)."""
    bounds = past_bounds(outcome, said)
    actual = np.maximum(outcome.past.actual, 0.0)
    return {
        level: (lower <= actual) & (actual <= upper) for level, (lower, upper) in bounds.items()
    }


def past_bounds(outcome: Outcome, said: FloatArray) -> dict[int, tuple[FloatArray, FloatArray]]:
    """Intervals of the past, each from the errors at origins that share no period with it."""
    errors = outcome.errors(said)
    found = []
    if not len(said):
        return dict.fromkeys(LEVELS, (said, said))
    for number in range(len(said)):
        others = _elsewhere(outcome.past, number)
        found.append(outcome.bounds(said[number], errors[others], LEVELS))
    return {
        level: (
            np.stack([one[level][0] for one in found]),
            np.stack([one[level][1] for one in found]),
        )
        for level in LEVELS
    }


def _elsewhere(past: Past, number: int) -> BoolArray:
    """Origins a whole horizon away, or all others if there is none."""
    far = np.abs(past.origins - past.origins[number]) >= past.actual.shape[2]
    found: BoolArray = far if far.any() else np.arange(len(past.origins)) != number
    return found


def gains(outcome: Outcome, test: Test, rival: FloatArray, said: FloatArray) -> FloatArray:
    """By how many times its own uncertainty `said` missed less than a rival: shape (series,).

    The mean difference of absolute errors over the origins, by its standard error, in which
    origins that overlap count once (after Diebold and Mariano 1995). Blank under three origins.
    """
    both = test.shown & ~np.isnan(rival) & ~np.isnan(said)
    actual = outcome.past.actual
    better = np.where(both, np.abs(rival - actual) - np.abs(said - actual), 0.0)
    steps = both.sum(axis=2)
    each = better.sum(axis=2) / np.maximum(steps, 1)
    there = steps > 0
    count = there.sum(axis=0)
    mean = _ratio(each.sum(axis=0), count)
    spread = np.where(there, (each - mean) ** 2, 0.0).sum(axis=0) / np.maximum(count - 1, 1)
    overlap = np.ceil(steps.max(axis=0, initial=0) / USUAL[outcome.freq].every)
    deviation = np.sqrt(spread * np.maximum(overlap, 1) / np.maximum(count, 1))
    gain = np.where(
        deviation > 0, mean / np.where(deviation > 0, deviation, 1.0), np.sign(mean) * 9
    )
    return np.where(count >= _LEAST_FOLDS, gain, np.nan)


def beats(outcome: Outcome, test: Test) -> list[bool | None]:
    """Whether the combination is better than the better naive method; None when nobody can tell."""
    rivals = [
        outcome.past.yhat[place]
        for place, name in enumerate(outcome.names)
        if name in ("Naive", "Seasonal naive")
    ]
    found = np.stack([gains(outcome, test, rival, outcome.mixed) for rival in rivals])
    known = np.asarray(~np.isnan(found).all(axis=0))
    least = np.where(np.isnan(found), np.inf, found).min(axis=0)
    return [
        bool(gain > _ALLOWANCE) if told else None for gain, told in zip(least, known, strict=True)
    ]
