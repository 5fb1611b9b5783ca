"""Whether clusters come out again when other customers are drawn.

Clusters are found again in bootstrap samples of the customers; all customers are then put into the
clusters of each, and the grouping is held against the one in question by the adjusted Rand index
(Hubert and Arabie 1985): 1 is the same grouping, 0 what chance would give. The scheme is that of
Hennig (2007), "Cluster-wise assessment of cluster stability", with the index over all clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from models.features import FloatArray
from models.segment_model import nearest


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean adjusted Rand index and its standard deviation over the rounds that said something."""

    mean: float
    spread: float
    rounds: int


def agreement(
    points: FloatArray, centres: FloatArray, *, seed: int = 0, rounds: int = 20
) -> Agreement:
    """How alike as many clusters of redrawn points are to those of these centres.

    `points`: standardised, shape (customers, 3). Not a number where no round said anything.
    """
    rng = np.random.default_rng(seed)
    labels, scores = nearest(points, centres), []
    for _ in range(rounds):
        again = points[rng.integers(len(points), size=len(points))]
        # A resample can lack variety; it then says nothing about so many clusters.
        if _more_than(len(centres), again):
            theirs = nearest(points, _found_again(again, centres, seed))
            scores.append(adjusted_rand_score(labels, theirs))
    if not scores:
        return Agreement(float("nan"), float("nan"), 0)
    return Agreement(float(np.mean(scores)), float(np.std(scores)), len(scores))


def _more_than(count: int, points: FloatArray) -> bool:
    """Whether more than so many of the points differ; the first few nearly always tell."""
    few = points[: 10 * count]
    return len(np.unique(few, axis=0)) > count or len(np.unique(points, axis=0)) > count


def _found_again(points: FloatArray, centres: FloatArray, seed: int) -> FloatArray:
    """The tightest clusters of the points: from random beginnings, or from where they were.

    Without the second, a search that got stuck would look like clusters that are not there.
    """
    k = len(centres)
    fits = [
        KMeans(n_clusters=k, n_init=2, random_state=seed).fit(points),
        KMeans(n_clusters=k, init=centres, n_init=1).fit(points),
    ]
    found: FloatArray = min(fits, key=lambda fit: fit.inertia_).cluster_centers_
    return found
