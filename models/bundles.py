"""What a bundle would be worth: two products sold together for less, in money and with a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 2_000
LEVEL = 0.95
SEED = 20_261_123

# What an offer says of a pair, in the order of its columns.
COLUMNS = (
    "anchor_key", "anchor_label", "offer_key", "offer_label", "anchor_baskets", "offer_baskets",
    "anchor_only", "attach_now", "attach_then", "value", "by_margin", "gained", "given", "worth",
    "break_even",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """Money off the second product, and by how much its attach rate is to grow (0.25: a quarter).

    The attach rate is the share of baskets with the first product that also hold the second.
    """

    discount: float
    rise: float


def bundles(pairs: pd.DataFrame, offer: Offer) -> pd.DataFrame:
    """The pairs with the better of both offers (B to buyers of A, A to buyers of B), best first.

    `worth` is what is gained less what is given away. `gained`: baskets with the first product
    only, times the growth of the attach rate, times the value of the second product at its lower
    price, less its cost where that is known (`by_margin`). `given`: the discount for those who
    buy both anyway. `break_even`: the attach rate from which the offer pays.
    """
    one, other = (_offered(pairs, *sides, offer) for sides in (("a", "b"), ("b", "a")))
    better = (one["worth"] >= other["worth"]).to_numpy()
    columns = {name: np.where(better, one[name], other[name]) for name in COLUMNS}
    best = pd.DataFrame(columns, index=pairs.index).astype(one.dtypes.to_dict())
    keys = ["worth", "anchor_key", "offer_key"]
    return pairs.join(best).sort_values(keys, ascending=[False, True, True], ignore_index=True)


def _offered(pairs: pd.DataFrame, anchor: str, second: str, offer: Offer) -> pd.DataFrame:
    cost, price = pairs[f"cost_{second}"], pairs[f"price_{second}"]
    baskets, both = pairs[f"baskets_{anchor}"], pairs["both"]
    frame = pd.DataFrame(
        {
            "anchor_key": pairs[f"key_{anchor}"],
            "anchor_label": pairs[f"label_{anchor}"],
            "offer_key": pairs[f"key_{second}"],
            "offer_label": pairs[f"label_{second}"],
            "anchor_baskets": baskets,
            "offer_baskets": pairs[f"baskets_{second}"],
            "anchor_only": baskets - both,
            "attach_now": both / baskets,
            "value": price * (1 - offer.discount) - cost.fillna(0.0),
            "by_margin": cost.notna(),
            "given": price * offer.discount * both,
        }
    )
    frame["attach_then"] = _target(frame["attach_now"], offer)
    more = frame["attach_then"] - frame["attach_now"]
    frame["gained"] = frame["anchor_only"] * more * frame["value"]
    frame["worth"] = frame["gained"] - frame["given"]
    return frame.assign(break_even=_break_even(frame))


def _target(attach: pd.Series, offer: Offer) -> pd.Series:
    return (attach * (1 + offer.rise)).clip(upper=1.0)


def _break_even(frame: pd.DataFrame) -> pd.Series:
    """Missing where no attach rate would pay, not even if every buyer took the second product."""
    earned = frame["anchor_only"] * frame["value"]
    needed = frame["attach_now"] + frame["given"] / earned.where(earned > 0)
    return needed.where(needed <= 1.0)


def intervals(found: pd.DataFrame, offer: Offer, *, baskets: int) -> pd.DataFrame:
    """The bundles with `low` and `high`, between which `worth` lies in 95 of 100 such samples.

    A bootstrap (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 13, percentile
    intervals) of whole baskets: every basket holds both products, one, the other or neither, so
    drawing baskets again is drawing the four counts from a multinomial distribution. The seed is
    fixed: the same question has the same answer. Prices and the growth of the attach rate are
    taken as given; nobody knows how customers will answer an offer.
    """
    made = np.random.default_rng(SEED)
    counted = ["both", "anchor_baskets", "offer_baskets", "value", "given"]
    tail = (1 - LEVEL) / 2
    limits = [
        np.quantile(_worths(counts, offer, baskets, made), (tail, 1 - tail))
        for counts in found[counted].to_numpy(float)
    ]
    low, high = np.array(limits).T if limits else (np.empty(0), np.empty(0))
    return found.assign(low=low, high=high)


def _worths(
    counts: np.ndarray, offer: Offer, baskets: int, made: np.random.Generator
) -> np.ndarray:
    """The worth of one bundle in DRAWS samples of as many baskets."""
    both, first, second, value, given = counts
    classes = np.array([both, first - both, second - both, baskets - first - second + both])
    drawn = made.multinomial(baskets, classes / classes.sum(), size=DRAWS)
    both_now, only = drawn[:, 0], drawn[:, 1]
    attach = both_now / np.maximum(both_now + only, 1)
    growth = np.minimum(attach * (1 + offer.rise), 1.0) - attach
    found: np.ndarray = only * growth * value - both_now * (given / max(both, 1.0))
    return found
