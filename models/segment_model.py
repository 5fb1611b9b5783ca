"""Customer clusters as they are kept and asked: plain numbers, and no library that learns.

A customer belongs to the nearest centre: logarithms of recency, frequency and money, standardised,
and of the squared distances to the centres the smallest; of equal ones that of the more valuable
cluster. Who was in a cluster before stays there until the border is passed by STAY standard
deviations, so that nobody goes back and forth between two campaigns.

The same reckoning stands as SQL in `data.queries.segment_scoring`; logarithms are cut to nine
decimals, because the last digit of a logarithm differs between machines, and everything after it is
arithmetic that does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.features import KEY, MEASURES, FloatArray, rfm_values

WEAK_BELOW = 0.25
# Bootstrap agreement (adjusted Rand index) from which a number of clusters counts as steady.
STEADY_FROM = 0.8
# How far past the border, in standard deviations, somebody stays in the cluster of before.
STAY = 0.25
# One unit in the ninth decimal.
LOG_STEPS = 1e9

Numbers = npt.NDArray[np.int16]
_CURVE = ("k", "silhouette", "agreement", "spread")


def logs(values: FloatArray) -> FloatArray:
    """Natural logarithm of 1 + value, to nine decimals."""
    return np.floor(np.log(1.0 + values) * LOG_STEPS + 0.5) / LOG_STEPS


@dataclass(frozen=True, eq=False)
class SegmentModel:
    """Clusters of customers, 1 the most valuable.

    `means`, `scales`: of the logarithms, shape (3,). `centres`: standardised, shape (clusters, 3),
    in the order of the clusters. `curve`: for every number of clusters that was tried `k`,
    `silhouette`, `agreement` (mean adjusted Rand index when repeated) and its `spread`. `profiles`:
    one row per cluster with `cluster`, `segment`, `customers`, the medians and the centres
    (`centre_*`). `shares`: of customers in each cluster when the centres were learnt. `scores`: how
    good they are, for card and page; None what could not be measured.
    """

    means: FloatArray
    scales: FloatArray
    centres: FloatArray
    names: tuple[str, ...]
    shares: FloatArray
    profiles: pd.DataFrame
    curve: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(_CURVE)))
    scores: Mapping[str, float | None] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.names)

    @property
    def silhouette(self) -> float:
        """Mean silhouette, -1 to 1."""
        return self._score("silhouette")

    @property
    def agreement(self) -> float:
        """Mean adjusted Rand index of clusterings of redrawn customers with this one."""
        return self._score("agreement")

    @property
    def weak(self) -> bool:
        """Whether the clusters overlap so much that their borders are arbitrary."""
        return self.silhouette < WEAK_BELOW

    @property
    def log_centres(self) -> FloatArray:
        """The centres as logarithms, shape (clusters, 3): comparable between models."""
        return self.centres * self.scales + self.means

    def scaled(self, values: FloatArray) -> FloatArray:
        """Measures, shape (customers, 3), where the centres lie."""
        return (logs(values) - self.means) / self.scales

    @property
    def reach(self) -> FloatArray:
        """How much larger the squared distance to the former centre may be, shape (k, k).

        Where d is the distance between two centres, a point that is STAY past the border between
        them is nearer to the one by 2 d STAY, in squares.
        """
        between = np.sqrt(((self.centres[:, None, :] - self.centres[None, :, :]) ** 2).sum(axis=2))
        found: FloatArray = 2.0 * STAY * between
        return found

    def numbers(self, values: FloatArray, former: Numbers | None = None) -> Numbers:
        """The cluster of each row of measures; money is floored at 0 by the caller.

        `former`: the cluster of before, 0 for who had none.
        """
        apart = distances(self.scaled(values), self.centres)
        found: Numbers = (np.argmin(apart, axis=1) + 1).astype(np.int16)
        if former is None:
            return found
        for place, reach in enumerate(self.reach):
            stays = (apart[:, [place]] - apart <= reach).all(axis=1)
            found[stays & (former == place + 1)] = place + 1
        return found

    def shares_of(self, rfm: pd.DataFrame) -> FloatArray:
        """What share of these customers is in each cluster."""
        numbers = self.numbers(rfm_values(rfm))
        found: FloatArray = np.bincount(numbers, minlength=self.k + 1)[1:] / max(len(numbers), 1)
        return found

    def predict(self, rfm: pd.DataFrame) -> pd.DataFrame:
        """Columns customer_key, cluster and segment, in the given order."""
        cluster = self.numbers(rfm_values(rfm))
        names = np.array(self.names, dtype=object)
        return pd.DataFrame(
            {KEY: rfm[KEY].to_numpy(), "cluster": cluster, "segment": names[cluster - 1]}
        )

    def profiled(self, medians: pd.DataFrame) -> Self:
        """The model with a profile of other customers.

        `medians`: `cluster`, `customers` and the medians `recency_days`, `frequency`, `monetary`;
        a cluster without customers may be missing, and has its centre for medians.
        """
        numbers = pd.RangeIndex(1, self.k + 1)
        found = medians.set_index("cluster").reindex(numbers)
        natural = np.expm1(self.log_centres)
        profiles = pd.DataFrame({"cluster": numbers.to_numpy(), "segment": list(self.names)})
        profiles["customers"] = found["customers"].fillna(0).astype("int64").to_numpy()
        for column, name in enumerate(MEASURES):
            median = found[name].to_numpy(dtype=np.float64)
            profiles[name] = np.where(np.isnan(median), natural[:, column], median)
        for column, name in enumerate(MEASURES):
            profiles[f"centre_{name}"] = natural[:, column]
        return replace(self, profiles=profiles)

    def scored(self, **scores: float | None) -> Self:
        """The model with further scores."""
        return replace(self, scores={**self.scores, **scores})

    def state(self) -> dict[str, Any]:
        """Everything as arrays, lists, numbers and texts."""
        return {
            "means": self.means,
            "scales": self.scales,
            "centres": self.centres,
            "names": list(self.names),
            "shares": self.shares,
            "profiles": self.profiles.to_dict("list"),
            "curve": self.curve.to_dict("list"),
            "scores": dict(self.scores),
            "parameters": dict(self.parameters),
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """The model that gave this state."""
        return cls(
            means=np.asarray(state["means"], dtype=np.float64),
            scales=np.asarray(state["scales"], dtype=np.float64),
            centres=np.asarray(state["centres"], dtype=np.float64),
            names=tuple(state["names"]),
            shares=np.asarray(state["shares"], dtype=np.float64),
            profiles=pd.DataFrame(state["profiles"]),
            curve=pd.DataFrame(state["curve"]),
            scores=dict(state["scores"]),
            parameters=dict(state["parameters"]),
        )

    def _score(self, name: str) -> float:
        found = self.scores.get(name)
        return float("nan") if found is None else float(found)


def nearest(points: FloatArray, centres: FloatArray) -> npt.NDArray[np.intp]:
    """The place of the nearest centre of each point, the first of several."""
    found: npt.NDArray[np.intp] = np.argmin(distances(points, centres), axis=1)
    return found


def distances(points: FloatArray, centres: FloatArray) -> FloatArray:
    """Squared distances, shape (points, centres)."""
    found = np.empty((len(points), len(centres)))
    for place, centre in enumerate(centres):
        squares = (points - centre) ** 2
        # Added in this order in SQL too, so that the sums are the same to the last digit.
        found[:, place] = squares[:, 0] + squares[:, 1] + squares[:, 2]
    return found


def median_profile(numbers: Numbers, values: FloatArray) -> pd.DataFrame:
    """What `profiled` takes, of customers in memory: their clusters and measures."""
    by_cluster = pd.DataFrame(values, columns=list(MEASURES)).groupby(numbers)
    found = by_cluster.median().rename_axis("cluster").reset_index()
    found.insert(1, "customers", by_cluster.size().to_numpy())
    return found
