"""Whether clusters come out again when other customers are drawn.

Clusters are found again in bootstrap samples of the customers; all customers are then put into the
clusters of each, and the grouping is held against the one in question by the adjusted Rand index
(Hubert and Arabie 1985): 1 is the same grouping, 0 what chance would give. The scheme is that of
Hennig (2007), "Cluster-wise assessment of cluster stability", with the index over all clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from models.features import FloatArray

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean adjusted Rand index and its standard deviation over the rounds that said something."""

    mean: float
    spread: float
    rounds: int


def agreement(
    points: FloatArray, labels: Labels, k: int, *, seed: int = 0, rounds: int = 10
) -> Agreement:
    """How alike k clusters of redrawn points are to the labels of these points.

    `points`: standardised, shape (customers, 3). Not a number where no round said anything.
    """
    rng = np.random.default_rng(seed)
    scores = []
    for _ in range(rounds):
        again = points[rng.integers(len(points), size=len(points))]
        # A resample can lack variety; it then says nothing about k clusters.
        if len(np.unique(again, axis=0)) > k:
            theirs = KMeans(n_clusters=k, n_init=3, random_state=seed).fit(again).predict(points)
            scores.append(adjusted_rand_score(labels, theirs))
    if not scores:
        return Agreement(float("nan"), float("nan"), 0)
    return Agreement(float(np.mean(scores)), float(np.std(scores)), len(scores))
