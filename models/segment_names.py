"""Names of clusters, given by rule from where their centres lie.

A centre is looked at in three steps. Did its customers buy once or again? How long ago, compared
with all customers? How much, compared with all customers? That gives eighteen places, each with a
name. Every cluster takes the nearest place of its kind, and no name is given twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from models.features import FloatArray

# Below this typical number of order days a cluster is made of one-time buyers.
ONE_TIME_BELOW = 1.5

# Places in standard deviations from the average customer: (recency, value). A high recency is old.
# Value is the mean of frequency and money for repeat buyers. For one-time buyers it is money held
# against the other clusters of one-time buyers, so "big" and "small" appear only to tell two apart.
_ONE_TIME = {
    "Recent big one-time buyers": (-0.9, 0.8),
    "Recent one-time buyers": (-0.9, 0.0),
    "Recent small one-time buyers": (-0.9, -0.8),
    "Big one-time buyers": (0.0, 0.8),
    "One-time buyers": (0.0, 0.0),
    "Small one-time buyers": (0.0, -0.8),
    "Lapsed big one-time buyers": (0.9, 0.8),
    "Lapsed one-time buyers": (0.9, 0.0),
    "Lapsed small one-time buyers": (0.9, -0.8),
}
_REPEAT = {
    "Champions": (-0.9, 1.1),
    "Loyal regulars": (-0.9, 0.3),
    "Recent light buyers": (-0.9, -0.5),
    "Big spenders": (0.0, 1.1),
    "Steady repeat buyers": (0.0, 0.3),
    "Occasional buyers": (0.0, -0.5),
    "Slipping away": (0.9, 1.1),
    "Lapsed repeat buyers": (0.9, 0.3),
    "Lapsed occasional buyers": (0.9, -0.5),
}
NAMES = (*_REPEAT, *_ONE_TIME)

# Dearer than any distance: a one-time buyer is called something else only when names run out.
_WRONG_KIND = 100.0

# A name that a cluster already has is kept a little beyond its border: by 0.28 standard deviations
# of recency or 0.31 of value, and by 0.2 typical order days.
_KEPT = 0.5
_KEPT_DAYS = 0.2


def name_clusters(
    centres: FloatArray, frequency: FloatArray, former: Sequence[str | None] | None = None
) -> list[str]:
    """One unique name per cluster, in the order given.

    `centres`: standardised recency, frequency and money, shape (clusters, 3).
    `frequency`: typical order days of each cluster, in days. At most eighteen clusters.
    `former`: the name that each cluster had in the model before, None where it is new; kept as
    long as the rule nearly gives it.
    """
    had = list(former) if former is not None else [None] * len(centres)
    places = np.array([*_REPEAT.values(), *_ONE_TIME.values()])
    of_once = np.arange(len(places)) >= len(_REPEAT)
    once = frequency < _one_time_below(had)
    value = (centres[:, 1] + centres[:, 2]) / 2
    if once.any():
        value[once] = centres[once, 2] - centres[once, 2].mean()
    position = np.column_stack([centres[:, 0], value])
    distance = ((position[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    distance += _WRONG_KIND * (once[:, None] != of_once[None, :])
    for row, name in enumerate(had):
        if name in NAMES:
            distance[row, NAMES.index(name)] -= _KEPT
    rows, chosen = linear_sum_assignment(distance)
    names = dict(zip(rows.tolist(), chosen.tolist(), strict=True))
    return [NAMES[names[i]] for i in range(len(centres))]


def _one_time_below(former: Sequence[str | None]) -> FloatArray:
    """Where the border between buying once and again lies for each cluster."""
    moved = [_KEPT_DAYS * ((name in _ONE_TIME) - (name in _REPEAT)) for name in former]
    return ONE_TIME_BELOW + np.array(moved, dtype=np.float64)


def matched_names(
    centres: FloatArray, served: FloatArray, names: Sequence[str], scales: FloatArray
) -> list[str | None]:
    """The name of the former cluster that each new one continues; None where it continues none.

    `centres`, `served`: logarithms, shape (clusters, 3), which are compared in units of `scales`.
    Clusters are paired so that the sum of squared distances is least (Kuhn 1955), and a pair
    further apart than one standard deviation is none.
    """
    apart = (centres[:, None, :] - served[None, :, :]) / scales
    distance = (apart**2).sum(axis=2)
    found: list[str | None] = [None] * len(centres)
    for row, column in zip(*linear_sum_assignment(distance), strict=True):
        if distance[row, column] <= 1.0:
            found[row] = names[column]
    return found
