"""What the figures of clusters mean, in sentences."""

from __future__ import annotations

from models.segment_model import STEADY_FROM, WEAK_BELOW, SegmentModel

# From here on a silhouette shows a reasonable structure (Kaufman and Rousseeuw 1990).
CLEAR_FROM = 0.5
# Shares explained that differ by less than this are as good as each other.
_AS_GOOD = 0.01


def judgement(model: SegmentModel) -> str:
    """How far to trust the borders between clusters."""
    if model.weak:
        return (
            f"The segments are weak: a silhouette under {WEAK_BELOW} means that customers near a "
            "border could as well be in the next cluster."
        )
    if model.agreement < STEADY_FROM:
        return (
            "No number of clusters came out steadily: when customers are drawn again at random, "
            f"the clusters agree to {model.agreement:.2f}, 1 being identical and {STEADY_FROM} "
            "being steady. Take their borders as rough."
        )
    apart = (
        "The clusters overlap at their borders, as customers do, but"
        if model.silhouette < CLEAR_FROM
        else "The clusters stand apart and"
    )
    return (
        f"{apart} come out again when customers are drawn again at random. Silhouette runs from −1 "
        "to 1; an agreement of 1 is identical."
    )


def choice(model: SegmentModel) -> str:
    """Why there are so many clusters."""
    if model.agreement < STEADY_FROM:
        return (
            f"{model.k} clusters: no number reaches an agreement of {STEADY_FROM}, so the one that "
            "repeats best is used."
        )
    return (
        f"{model.k} clusters: the number that is clear and repeats best, both together; fewer than "
        "four are used only where no larger number does."
    )


def worth(model: SegmentModel) -> str:
    """What knowing the cluster says of a customer's next quarter; empty where that is not known.

    Shares of variance, of the logarithm of spend because a few large customers decide plain money.
    """
    ours, theirs = (model.scores.get(n) for n in ("explained_log", "explained_rfm_log"))
    plain, plain_rfm = (model.scores.get(n) for n in ("explained", "explained_rfm"))
    if ours is None or theirs is None or plain is None or plain_rfm is None:
        return (
            "What clusters tell of the next quarter is not known: that needs two quarters of "
            "orders and at least 30 customers in the first."
        )
    return (
        f"Made a quarter ago, {model.k} clusters would have told {_percent(ours)} of the "
        f"differences in what customers spent since, the RFM segments {_percent(theirs)}: "
        f"{_verdict(ours, theirs)} That is of logarithms; of plain money, which a few large "
        f"customers decide, it is {_percent(plain)} and {_percent(plain_rfm)}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _verdict(ours: float, theirs: float) -> str:
    if ours > theirs + _AS_GOOD:
        return "the clusters say more."
    if theirs > ours + _AS_GOOD:
        return "for that, the RFM segments say more."
    return "both say as much."
