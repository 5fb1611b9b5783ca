"""Customer clusters by K-Means on log-scaled recency, frequency and money.

The logarithm keeps a few very large customers from drawing every centre; the number of clusters is
the largest whose silhouette is nearly the highest. Clusters are numbered by value, 1 the most
valuable, and named by rule (`models.segment_names`): a retrain on much the same customers answers
much the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from threadpoolctl import threadpool_limits

from models.errors import TooLittleData, WrongInput
from models.features import KEY, MEASURES, FloatArray, rfm_values, steady_order
from models.segment_names import NAMES, name_clusters
from models.silhouette import silhouettes

MINIMUM = 30
WEAK_BELOW = 0.25
_PER_CLUSTER = 10
_BOOTSTRAP_ROWS = 5_000

Positions = npt.NDArray[np.intp]


class Segmenter:
    """Finds clusters of customers; constructed with hyper-parameters only.

    `k_range`: numbers of clusters to try. `sample`: customers the silhouette is measured on.
    `fit_sample`: customers K-Means learns from, so that memory stays bounded. `resamples`: rounds
    of the bootstrap. `tolerance`: share of the best silhouette that more clusters may cost. After
    `fit`: `k`, `silhouette`, `agreement` (mean adjusted Rand index of bootstrapped clusterings with
    this one, 1 is identical), `curve` and `profiles`.
    """

    def __init__(
        self,
        k_range: Iterable[int] = range(2, 9),
        seed: int = 0,
        sample: int = 20_000,
        *,
        fit_sample: int = 50_000,
        resamples: int = 8,
        tolerance: float = 0.1,
    ) -> None:
        self.k_range = tuple(sorted(set(k_range)))
        if not self.k_range or self.k_range[0] < 2 or self.k_range[-1] > len(NAMES):
            raise WrongInput(f"Numbers of clusters lie between 2 and {len(NAMES)}.")
        self.seed = seed
        self.sample = sample
        self.fit_sample = fit_sample
        self.resamples = resamples
        self.tolerance = tolerance
        self.curve = pd.DataFrame({"k": [], "silhouette": []})
        self.profiles = pd.DataFrame()
        self.agreement = float("nan")
        self._pipeline: Pipeline | None = None
        self._order: Positions = np.empty(0, dtype=np.intp)

    # --- learning ------------------------------------------------------------------------------

    def fit(self, rfm: pd.DataFrame) -> Self:
        """Learn from one row per customer (`models.features`); the order of rows is irrelevant.

        TooLittleData under 30 customers, or when they do not differ.
        """
        # Three columns are too few for threads: they would spend their time waiting for each other.
        with threadpool_limits(limits=1):
            return self._learn(rfm)

    def _learn(self, rfm: pd.DataFrame) -> Self:
        values = rfm_values(rfm)
        values = values[steady_order(values, rfm[KEY].to_numpy())]
        choices = self._choices(values)
        learnt = self._thinned(values, self.fit_sample)
        pipelines = {k: self._cluster(learnt, k, n_init=10) for k in choices}
        self.curve = self._measure(learnt, pipelines)
        best = self._most_detailed()
        self._pipeline = pipelines[best]
        # Most money first; more frequent first where money ties.
        money_last = self._centres()[:, ::-1]
        self._order = np.lexsort((-money_last[:, 1], -money_last[:, 0]))
        self.profiles = self._profile(values)
        self.agreement = self._bootstrap(learnt, best)
        return self

    def _most_detailed(self) -> int:
        """The largest number of clusters that is nearly as clear as the clearest.

        The silhouette of customers mostly peaks at two, bought once or more often; a little less
        clarity buys clusters that somebody can act on.
        """
        silhouette = self.curve["silhouette"]
        near = silhouette >= silhouette.max() * (1 - self.tolerance)
        return int(self.curve.loc[near, "k"].max())

    def _choices(self, values: FloatArray) -> list[int]:
        if len(values) < MINIMUM:
            raise TooLittleData("Segments", MINIMUM, len(values))
        different = len(np.unique(values, axis=0))
        most = min(len(values) // _PER_CLUSTER, different - 1)
        found = [k for k in self.k_range if k <= most]
        if not found:
            need = self.k_range[0]
            if different <= need:
                raise TooLittleData("Segments of customers who differ", need + 1, different)
            raise TooLittleData("Segments", need * _PER_CLUSTER, len(values))
        return found

    def _thinned(self, values: FloatArray, most: int) -> FloatArray:
        if len(values) <= most:
            return values
        rng = np.random.default_rng(self.seed)
        return values[np.sort(rng.choice(len(values), most, replace=False))]

    def _cluster(self, values: FloatArray, k: int, *, n_init: int) -> Pipeline:
        return Pipeline(
            [
                ("log", FunctionTransformer(np.log1p)),
                ("scale", StandardScaler()),
                ("cluster", KMeans(n_clusters=k, n_init=n_init, random_state=self.seed)),
            ]
        ).fit(values)

    def _measure(self, learnt: FloatArray, pipelines: Mapping[int, Pipeline]) -> pd.DataFrame:
        sample = self._thinned(learnt, self.sample)
        points = next(iter(pipelines.values()))[:-1].transform(sample)
        found = silhouettes(points, [p.predict(sample) for p in pipelines.values()])
        return pd.DataFrame({"k": list(pipelines), "silhouette": found})

    def _bootstrap(self, learnt: FloatArray, k: int) -> float:
        rng = np.random.default_rng(self.seed)
        sample = self._thinned(learnt, _BOOTSTRAP_ROWS)
        ours = self._fitted().predict(sample)
        scores = []
        for _ in range(self.resamples):
            again = sample[rng.integers(len(sample), size=len(sample))]
            # A resample can lack variety; it then says nothing about k clusters.
            if len(np.unique(again, axis=0)) > k:
                theirs = self._cluster(again, k, n_init=3).predict(sample)
                scores.append(adjusted_rand_score(ours, theirs))
        return float(np.mean(scores)) if scores else float("nan")

    # --- what was learnt -----------------------------------------------------------------------

    @property
    def k(self) -> int:
        """Number of clusters chosen."""
        return len(self._order)

    @property
    def silhouette(self) -> float:
        """Mean silhouette of the chosen number of clusters, -1 to 1."""
        return float(self.curve.set_index("k")["silhouette"][self.k])

    @property
    def weak(self) -> bool:
        """Whether the clusters overlap so much that their borders are arbitrary."""
        return self.silhouette < WEAK_BELOW

    @property
    def parameters(self) -> dict[str, Any]:
        """The hyper-parameters, for the model's card."""
        return {
            "k_range": list(self.k_range),
            "seed": self.seed,
            "sample": self.sample,
            "fit_sample": self.fit_sample,
            "resamples": self.resamples,
            "tolerance": self.tolerance,
        }

    @property
    def scores(self) -> dict[str, float | None]:
        """Number of clusters, silhouette and bootstrap agreement, for the model's card."""
        agreement = None if np.isnan(self.agreement) else self.agreement
        return {"k": float(self.k), "silhouette": self.silhouette, "agreement": agreement}

    def predict(self, rfm: pd.DataFrame) -> pd.DataFrame:
        """Columns customer_key, cluster (1 the most valuable) and segment, in the given order."""
        cluster = self._numbers(rfm_values(rfm))
        names = self.profiles["segment"].to_numpy()
        return pd.DataFrame(
            {KEY: rfm[KEY].to_numpy(), "cluster": cluster, "segment": names[cluster - 1]}
        )

    def state(self) -> dict[str, Any]:
        """Everything learnt, as arrays, lists and one scikit-learn pipeline."""
        return {
            "parameters": self.parameters,
            "pipeline": self._fitted(),
            "order": self._order,
            "curve": self.curve.to_dict("list"),
            "profiles": self.profiles.to_dict("list"),
            "agreement": self.agreement,
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Self:
        """The segmenter that gave this state."""
        found = cls(**state["parameters"])
        found._pipeline = state["pipeline"]
        found._order = state["order"]
        found.curve = pd.DataFrame(state["curve"])
        found.profiles = pd.DataFrame(state["profiles"])
        found.agreement = state["agreement"]
        return found

    def _fitted(self) -> Pipeline:
        if self._pipeline is None:
            raise WrongInput("The segments have not been learnt yet; call fit first.")
        return self._pipeline

    def _centres(self) -> FloatArray:
        """Standardised centres, shape (clusters, 3), in K-Means' own order."""
        centres: FloatArray = self._fitted()["cluster"].cluster_centers_
        return centres

    def _numbers(self, values: FloatArray) -> npt.NDArray[np.int16]:
        pipeline = self._fitted()
        if not len(values):
            return np.empty(0, dtype=np.int16)
        number = np.empty(self.k, dtype=np.int16)
        number[self._order] = np.arange(1, self.k + 1)
        found: npt.NDArray[np.int16] = number[pipeline.predict(values)]
        return found

    def _profile(self, values: FloatArray) -> pd.DataFrame:
        """Columns cluster, segment, customers, the medians, and the centres (`centre_*`)."""
        centres = self._centres()[self._order]
        natural = np.expm1(self._fitted()["scale"].inverse_transform(centres))
        frame = pd.DataFrame(values, columns=list(MEASURES))
        by_cluster = frame.groupby(self._numbers(values))
        numbers = pd.RangeIndex(1, self.k + 1)
        found = by_cluster.median().reindex(numbers)
        found.insert(0, "cluster", numbers.to_numpy())
        found.insert(1, "segment", name_clusters(centres, natural[:, 1]))
        found.insert(2, "customers", by_cluster.size().reindex(numbers, fill_value=0))
        for column, name in enumerate(MEASURES):
            found[f"centre_{name}"] = natural[:, column]
        return found.reset_index(drop=True)
