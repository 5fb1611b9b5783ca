"""Which products belong together: how sure that is, and nothing that chance explains."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaln, pdtrc

# Of the pairs that are offered, at most so large a part is offered by chance.
FALSE_DISCOVERIES = 0.05

_SMALL = 1e-17  # of a sum: what is added to it no longer changes it

# How often odds are corrected at most, when they are close enough, and when chance is certainty.
_TURNS, _CLOSE, _SURE = 500, 1e-7, 1e9


def associations(
    pairs: pd.DataFrame, *, baskets: int, tested: int, by_size: np.ndarray | None = None
) -> pd.DataFrame:
    """The pairs with `expected`, `support`, `confidence_ab`, `confidence_ba`, `lift`, `p`, `q`.

    `pairs`: `both`, `baskets_a`, `baskets_b`. `p` is the chance of meeting as often, or more often,
    without belonging together: Fisher's exact test, or, where that is less sure, a test against
    what is expected among baskets of the same size (see `expected_by_size`). `q` is `p` after
    Benjamini and Hochberg over all pairs `tested`, also those that are not in the frame.
    """
    both = pairs["both"].to_numpy(float)
    of_a, of_b = (pairs[f"baskets_{side}"].to_numpy(float) for side in ("a", "b"))
    expected = of_a * of_b / max(baskets, 1)
    p = fisher_greater(both, of_a, of_b, baskets)
    if by_size is not None:
        # Poisson's upper tail; scipy.stats says the same, and takes a second to import.
        p = np.maximum(p, pdtrc(both - 1, by_size))
    return pairs.assign(
        expected=expected,
        support=both / max(baskets, 1),
        confidence_ab=both / of_a,
        confidence_ba=both / of_b,
        lift=both / expected,
        p=p,
        q=false_discovery(p, tested),
    )


def expected_by_size(
    pairs: pd.DataFrame, of_products: pd.Series, sizes: pd.DataFrame
) -> np.ndarray:
    """In how many baskets each pair would meet by chance, if baskets keep their sizes.

    Somebody who buys much meets everything, so two products that have nothing to do with each
    other meet more often than their frequencies multiplied. Here every product keeps its number
    of baskets and every basket its number of products, on average, and all else is chance: the
    odds that a product is in a basket are x of the product times y of the basket's size (Saracco
    et al., *Randomizing bipartite networks*, Scientific Reports 5, 10595, 2015). `of_products`:
    key -> baskets; `sizes`: `size` and `baskets`.
    """
    numbers = of_products.to_numpy(float)
    size, baskets = sizes["size"].to_numpy(float), sizes["baskets"].to_numpy(float)
    chances = _chances(numbers, size, baskets)
    # Sizes are kept exactly where it matters: a basket of s products holds s(s - 1) / 2 pairs.
    meetings = size**2 - (chances**2).sum(axis=0)
    exact = size * (size - 1) / np.maximum(meetings, _SMALL)
    named = pd.DataFrame(chances, index=of_products.index)
    one, other = (named.reindex(pairs[f"key_{side}"]).to_numpy(float) for side in ("a", "b"))
    found: np.ndarray = (one * other * baskets * exact).sum(axis=1)
    return found


def _chances(numbers: np.ndarray, size: np.ndarray, baskets: np.ndarray) -> np.ndarray:
    """The chance of each product (rows) to be in a basket of each size (columns).

    Both sets of odds are corrected in turns until the sums are the observed ones.
    """
    x = numbers / max(np.sqrt(numbers.sum()), 1.0)
    y = size / max(np.sqrt(numbers.sum()), 1.0)
    for _ in range(_TURNS):
        before = x
        x = numbers / np.maximum((baskets * y / (1 + np.outer(x, y))).sum(axis=1), _SMALL)
        x = np.minimum(x, _SURE)
        y = size / np.maximum((x[:, None] / (1 + np.outer(x, y))).sum(axis=0), _SMALL)
        y = np.minimum(y, _SURE)
        if np.all(np.abs(x - before) <= _CLOSE * x):
            break
    odds = np.outer(x, y)
    found: np.ndarray = odds / (1 + odds)
    return found


def fisher_greater(
    both: np.ndarray, of_a: np.ndarray, of_b: np.ndarray, baskets: int
) -> np.ndarray:
    """The one-sided p-value of Fisher's exact test, for every row at once.

    The upper tail of the hypergeometric distribution (Fisher, 1935; Agresti, *Categorical Data
    Analysis*, 3.5.1). Its terms are summed from `both` on, each from the one before, until they
    no longer matter; `scipy.stats.fisher_exact` gives the same, one table at a time.
    """
    rest = baskets - of_a - of_b
    term = np.exp(_log_choices(of_a, both) + _log_choices(baskets - of_a, of_b - both)
                  - _log_choices(np.full_like(of_a, baskets), of_b))  # fmt: skip
    found, k = term.copy(), both.copy()
    while len(term) and np.any(term > found * _SMALL):
        term = term * (of_a - k) * (of_b - k) / ((k + 1) * np.maximum(rest + k + 1, 1))
        found += term
        k += 1
    smaller: np.ndarray = np.minimum(found, 1.0)
    return smaller


def _log_choices(of: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The logarithm of the number of ways to choose so many of so many."""
    found: np.ndarray = gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1)
    return found


def false_discovery(p: np.ndarray, tested: int) -> np.ndarray:
    """p-values after Benjamini and Hochberg (1995, JRSS B 57) over `tested` hypotheses.

    Those without a p-value here count as 1, which can only make the others look less sure.
    """
    order = np.argsort(p)
    ranked = p[order] * max(tested, len(p)) / np.arange(1, len(p) + 1)
    lowest = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty(len(p))
    found[order] = np.minimum(lowest, 1.0)
    return found
