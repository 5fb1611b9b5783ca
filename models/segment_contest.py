"""Whether newly found clusters take the place of those in service.

Here the rule leans the other way than for other models: whoever works with clusters wants customers
to stay in theirs, so the clusters in service are kept unless there is a reason. Both are measured
on the same new customers. The new ones are promoted when they stand apart more clearly by more than
a margin, when the old ones no longer come out again while the new ones do, or when customers have
moved between the old ones so far that they describe another shop (population stability index,
Siddiqi 2006: from 0.25 on the population has shifted).
"""

from __future__ import annotations

import numpy as np

from models.features import FloatArray
from models.promotion import Contest
from models.segment_model import STEADY_FROM, SegmentModel

MEASURE = "silhouette"
# Silhouette by which new clusters have to be clearer.
MARGIN = 0.05
# Agreement below which clusters in service no longer count as steady.
UNSTEADY_BELOW = STEADY_FROM - 0.1
SHIFTED_FROM = 0.25
# Shares of customers are not taken to be smaller, so that an empty cluster has a logarithm.
_LEAST_SHARE = 1e-4


def judge(
    served: SegmentModel, challenger: SegmentModel, shares: FloatArray, *, pinned: bool = False
) -> Contest:
    """Who is in service after this training, and why in a sentence.

    Both models carry their scores on the same customers; `shares` of these are in each cluster of
    the served one. `pinned`: somebody went back to it, so only clearer clusters replace it.
    """
    why = _reason(served, challenger, shares, pinned=pinned)
    kept = (
        "The clusters in service were kept, so that customers stay in theirs: silhouette "
        f"{served.silhouette:.2f} on today's customers, {challenger.silhouette:.2f} for new ones."
    ).replace("-", "−")
    return Contest(
        model="Clusters",
        served=served.silhouette,
        challenger=challenger.silhouette,
        measure=MEASURE,
        higher_is_better=True,
        promoted=bool(why),
        why=why or kept,
    )


def shift(before: FloatArray, now: FloatArray) -> float:
    """Population stability index of shares of the same clusters: 0 is unmoved."""
    old, new = np.maximum(before, _LEAST_SHARE), np.maximum(now, _LEAST_SHARE)
    return float(((new - old) * np.log(new / old)).sum())


def _reason(
    served: SegmentModel, challenger: SegmentModel, shares: FloatArray, *, pinned: bool
) -> str:
    """Why the clusters in service are replaced; empty where they are not."""
    if challenger.silhouette > served.silhouette + MARGIN:
        return (
            "New clusters were put into service: they stand apart more clearly, silhouette "
            f"{challenger.silhouette:.2f} against {served.silhouette:.2f} on the same customers."
        ).replace("-", "−")
    if pinned:
        return ""
    if served.agreement < UNSTEADY_BELOW and challenger.agreement >= STEADY_FROM:
        return (
            "New clusters were put into service: the former ones no longer came out again "
            f"(agreement {served.agreement:.2f}), the new ones do ({challenger.agreement:.2f})."
        ).replace("-", "−")
    moved = shift(served.shares, shares)
    if moved >= SHIFTED_FROM:
        return (
            "New clusters were put into service: customers have moved so far between the former "
            f"ones (stability index {moved:.2f}, at most {SHIFTED_FROM} is usual) that these "
            "describe the shop as it was."
        )
    return ""
