"""Methods combined with given weights: those in service, beside the newly weighed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from models.errors import WrongInput
from models.features import FloatArray
from models.panel.engine import Outcome
from models.panel.protocol import PanelMethod
from models.panel.weights import mixed


def held(
    outcome: Outcome,
    methods: Sequence[PanelMethod],
    values: FloatArray,
    index: pd.DatetimeIndex,
    weights: Mapping[str, float],
) -> Outcome:
    """The outcome that these weights, by the methods' names, would have had, at every origin too.

    A method that cannot speak hands its weight to the others; WrongInput where none of them can.
    """
    horizon = outcome.yhat.shape[1]
    now = np.stack([method.predict(values, index, horizon) for method in methods])
    wanted = np.array([weights.get(name, 0.0) for name in outcome.names])
    weight = _spoken(now, wanted)
    if not (weight.sum(axis=0) > 0).all():
        raise WrongInput("None of the methods of the former combination can speak for the series.")
    past = outcome.past.yhat
    said = [
        mixed(past[:, origin], _spoken(past[:, origin], wanted)) for origin in range(past.shape[1])
    ]
    then = np.stack(said) if said else outcome.mixed
    return replace(
        outcome,
        yhat=mixed(now, weight),
        weight=weight,
        mixed=np.where(np.isnan(outcome.mixed), np.nan, then),
    )


def _spoken(said: FloatArray, wanted: FloatArray) -> FloatArray:
    """The weights, shape (methods, series), of those that speak; each series adds up to 1 or 0."""
    speaks = ~np.isnan(said).any(axis=2)
    raw = np.where(speaks, wanted[:, None], 0.0)
    total = raw.sum(axis=0)
    found: FloatArray = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
    return found
