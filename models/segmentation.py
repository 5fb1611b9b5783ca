"""Finding clusters of customers by K-Means on log-scaled recency, frequency and money.

The logarithm keeps a few very large customers from drawing every centre. How many clusters there
are is decided by two figures together: how clearly they stand apart (silhouette) and whether they
come out again when other customers are drawn (bootstrap agreement). Clusters are numbered by value,
1 the most valuable, and named by rule (`models.segment_names`). What is found is a
`models.segment_model.SegmentModel`, which needs no scikit-learn; only training and commands import
this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from models.errors import TooLittleData, WrongInput
from models.features import KEY, FloatArray, rfm_values, steady_order
from models.segment_model import (
    STEADY_FROM,
    WEAK_BELOW,
    SegmentModel,
    logs,
    median_profile,
    nearest,
)
from models.segment_names import NAMES, matched_names, name_clusters
from models.side_by_side import meanwhile, one_thread_each, side_by_side
from models.silhouette import Labels, silhouettes
from models.stability import agreement

MINIMUM = 30
# Customers that K-Means learns from: so many are drawn of however many there are.
FIT_SAMPLE = 50_000
# Fewer clusters say little more than who bought again.
TELLING_FROM = 4
_PER_CLUSTER = 10
_BOOTSTRAP_ROWS = 5_000
_SCORES = ("k", "silhouette", "agreement")


class Segmenter:
    """Finds clusters of customers; constructed with hyper-parameters only.

    `k_range`: numbers of clusters to try. `sample`: customers the silhouette is measured on.
    `fit_sample`: customers K-Means learns from, so that memory stays bounded. `resamples`: rounds
    of the bootstrap for each number of clusters.
    """

    def __init__(
        self,
        k_range: Iterable[int] = range(2, 9),
        seed: int = 0,
        sample: int = 20_000,
        *,
        fit_sample: int = FIT_SAMPLE,
        resamples: int = 20,
    ) -> None:
        self.k_range = tuple(sorted(set(k_range)))
        if not self.k_range or self.k_range[0] < 2 or self.k_range[-1] > len(NAMES):
            raise WrongInput(f"Numbers of clusters lie between 2 and {len(NAMES)}.")
        self.seed = seed
        self.sample = sample
        self.fit_sample = fit_sample
        self.resamples = resamples

    @property
    def parameters(self) -> dict[str, Any]:
        """The hyper-parameters, for the model's card."""
        return {
            "k_range": list(self.k_range),
            "seed": self.seed,
            "sample": self.sample,
            "fit_sample": self.fit_sample,
            "resamples": self.resamples,
        }

    def fit(self, rfm: pd.DataFrame, served: SegmentModel | None = None) -> SegmentModel:
        """Learn from one row per customer (`models.features`); the order of rows is irrelevant.

        Clusters that continue one of the `served` model keep its name while the rule nearly gives
        it. TooLittleData under 30 customers, or when they do not differ.
        """
        values = rfm_values(rfm)
        values = values[steady_order(values, rfm[KEY].to_numpy())]
        choices = self._choices(values)
        values = self._thinned(values, self.fit_sample)
        return self._learn(values, choices, served)

    def measure(self, model: SegmentModel, rfm: pd.DataFrame) -> SegmentModel:
        """A model, however old, with the silhouette and agreement it has on these customers."""
        values = rfm_values(rfm)
        values = values[steady_order(values, rfm[KEY].to_numpy())]
        points = model.scaled(self._thinned(values, self.fit_sample))
        (found,) = self._curve(points, [model.centres]).to_dict("records")
        return model.scored(**_scores(found))

    def grouped(self, rfm: pd.DataFrame, k: int) -> SegmentModel:
        """So many clusters of these customers, without scores; TooLittleData as `fit`."""
        values = rfm_values(rfm)
        values = values[steady_order(values, rfm[KEY].to_numpy())]
        if k not in self._choices(values):
            raise TooLittleData("Segments", max(k * _PER_CLUSTER, MINIMUM), len(values))
        means, scales, points = _standardised(self._thinned(values, self.fit_sample))
        with one_thread_each():
            return _model(means, scales, self._centres(points, k), None)

    # --- learning ------------------------------------------------------------------------------

    def _learn(
        self, values: FloatArray, choices: list[int], served: SegmentModel | None
    ) -> SegmentModel:
        means, scales, points = _standardised(values)
        found_by_k = side_by_side(partial(self._centres, points), choices)
        tried = dict(zip(choices, found_by_k, strict=True))
        curve = self._curve(points, found_by_k)
        k = chosen_k(curve)
        (found,) = curve[curve["k"] == k].to_dict("records")
        model = _model(means, scales, tried[k], served)
        numbers = model.numbers(values)
        shares = np.bincount(numbers, minlength=k + 1)[1:] / len(numbers)
        learnt = replace(model, shares=shares, curve=curve, parameters=self.parameters)
        return learnt.scored(**_scores(found)).profiled(median_profile(numbers, values))

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

    def _centres(self, points: FloatArray, k: int) -> FloatArray:
        """Centres of k clusters; most money first, more frequent first where money ties."""
        found: FloatArray = (
            KMeans(n_clusters=k, n_init=10, random_state=self.seed).fit(points).cluster_centers_
        )
        return found[np.lexsort((-found[:, 1], -found[:, 2]))]

    def _curve(self, points: FloatArray, tried: Sequence[FloatArray]) -> pd.DataFrame:
        """Columns k, silhouette, agreement and spread, one row for each set of centres."""
        sample = self._thinned(points, self.sample)
        drawn = self._thinned(points, _BOOTSTRAP_ROWS)
        # Repeating is many small steps, which hold each other up in threads; distances are not.
        steady, clear = meanwhile(
            lambda: [
                agreement(drawn, centres, seed=self.seed, rounds=self.resamples)
                for centres in tried
            ],
            lambda: silhouettes(sample, [_labels(sample, centres) for centres in tried]),
        )
        return pd.DataFrame(
            {
                "k": [len(centres) for centres in tried],
                "silhouette": clear,
                "agreement": [found.mean for found in steady],
                "spread": [found.spread for found in steady],
            }
        )


def chosen_k(curve: pd.DataFrame) -> int:
    """How many clusters: the number whose clearness and steadiness are together the highest.

    Together is silhouette times lower agreement, which is the mean adjusted Rand index less one
    standard deviation: a number that repeats only sometimes is no better than one that is blurred.
    Two and three clusters are often the clearest and tell nobody anything new (bought once, or more
    often), so they stand back wherever a larger number is steady (an agreement of at least
    STEADY_FROM) and not weak. Where none is steady, the one that repeats best is taken, and the
    page says so.
    """
    steady = curve[curve["agreement"] >= STEADY_FROM]
    if steady.empty:
        return int(curve.sort_values(["agreement", "k"], ascending=[False, True])["k"].iloc[0])
    telling = steady[(steady["k"] >= TELLING_FROM) & (steady["silhouette"] >= WEAK_BELOW)]
    offered = steady if telling.empty else telling
    together = offered["silhouette"] * (offered["agreement"] - offered["spread"])
    return int(offered["k"].to_numpy()[int(together.to_numpy().argmax())])


def _model(
    means: FloatArray, scales: FloatArray, centres: FloatArray, served: SegmentModel | None
) -> SegmentModel:
    """The centres with their names, which go on where they continue a cluster in service."""
    written = centres * scales + means
    former = matched_names(written, served.log_centres, served.names, scales) if served else None
    names = name_clusters(centres, np.expm1(written[:, 1]), former)
    shares = np.full(len(centres), np.nan)
    return SegmentModel(means, scales, centres, tuple(names), shares, pd.DataFrame())


def _labels(points: FloatArray, centres: FloatArray) -> Labels:
    return nearest(points, centres).astype(np.int32)


def _standardised(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Means and standard deviations of the logarithms, and where each customer lies."""
    written = logs(values)
    spread = written.std(axis=0)
    # Where everybody is the same there is nothing to divide by.
    scales = np.where(spread > 0, spread, 1.0)
    means = written.mean(axis=0)
    return means, scales, (written - means) / scales


def _scores(found: Mapping[Any, float]) -> dict[str, float | None]:
    """A row of the curve as scores; what is not known is None."""
    named = {**{name: found[name] for name in _SCORES}, "agreement_spread": found["spread"]}
    return {name: float(v) if np.isfinite(v) else None for name, v in named.items()}
