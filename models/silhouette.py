"""How well clusters stand apart.

Silhouette after Rousseeuw (1987): for each point, distance to its own cluster against distance to
the nearest other one; 1 is apart, 0 is overlapping. Distances are computed once for all numbers of
clusters tried, block by block, so that memory stays small; blocks share the cores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.features import FloatArray
from models.side_by_side import side_by_side

_BLOCK = 256

Labels = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]


def silhouettes(points: FloatArray, labelings: Sequence[Labels]) -> list[float]:
    """Mean silhouette of each labelling (labels 0 to k-1) of the same points."""
    members = [np.eye(labels.max() + 1, dtype=np.float32)[labels] for labels in labelings]
    # Half the memory, and more than exact enough for points that are centred near zero.
    singles = (points - points.mean(axis=0)).astype(np.float32)

    def of_block(start: int) -> FloatArray:
        rows = slice(start, start + _BLOCK)
        distances, found = _distances(singles[rows], singles), np.zeros(len(labelings))
        for i, (labels, member) in enumerate(zip(labelings, members, strict=True)):
            sums = (distances @ member).astype(np.float64)
            found[i] = _scores(sums, labels[rows], member.sum(axis=0)).sum()
        return found

    totals = sum(side_by_side(of_block, range(0, len(points), _BLOCK)), np.zeros(len(labelings)))
    return [float(total) / len(points) for total in totals]


def _distances(block: Singles, points: Singles) -> Singles:
    """Shape (block, points); worked out in one piece of memory."""
    distances: Singles = block @ points.T
    distances *= -2.0
    distances += (block**2).sum(axis=1)[:, None]
    distances += (points**2).sum(axis=1)[None, :]
    np.maximum(distances, 0.0, out=distances)
    np.sqrt(distances, out=distances)
    return distances


def _scores(sums: FloatArray, own: Labels, sizes: Singles) -> FloatArray:
    rows = np.arange(len(own))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    others = sums / np.maximum(sizes, 1)
    others[:, sizes == 0] = np.inf
    others[rows, own] = np.inf
    outside = others.min(axis=1)
    widest = np.maximum(inside, outside)
    scores = np.divide(outside - inside, widest, out=np.zeros_like(widest), where=widest > 0)
    return np.where((sizes[own] > 1) & np.isfinite(outside), scores, 0.0)
