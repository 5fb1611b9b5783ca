"""Which products belong together: how sure that is, and nothing that chance explains."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import poisson

# Of the pairs that are offered, at most so large a part is offered by chance.
FALSE_DISCOVERIES = 0.05

_SMALL = 1e-17  # of a sum: what is added to it no longer changes it


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
        p = np.maximum(p, poisson.sf(both - 1, by_size))
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
    pairs: pd.DataFrame, of_products: pd.DataFrame, of_all: pd.Series
) -> np.ndarray:
    """In how many baskets each pair would meet by chance, basket size by basket size.

    Somebody who buys much meets everything: over all baskets together, two products that have
    nothing to do with each other meet more often than their frequencies multiplied. Within
    baskets of one size they do not (strata, as in Mantel and Haenszel, 1959). `of_products`:
    `key`, `stratum`, `baskets`; `of_all`: baskets by stratum.
    """
    grid = of_products.pivot_table(index="key", columns="stratum", values="baskets", fill_value=0)
    grid = grid.reindex(columns=of_all.index, fill_value=0)
    one, other = (grid.reindex(pairs[f"key_{side}"]).to_numpy(float) for side in ("a", "b"))
    found: np.ndarray = (one * other / of_all.to_numpy(float)).sum(axis=1)
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
