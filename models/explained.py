"""How much of the differences between customers lies between their groups.

The correlation ratio, eta squared (Pearson 1905; Fisher 1925): the sum of squares between groups
over the sum of squares of all. 1: customers of a group are all alike; 0: the groups tell nothing.
It is reckoned from sums for each group, so that nobody has to be looked at one by one.
"""

from __future__ import annotations

import pandas as pd


def share_explained(
    groups: pd.DataFrame, total: str = "total", squares: str = "squares"
) -> float | None:
    """Eta squared, 0 to 1; None without customers or where they do not differ.

    `groups`: one row per group with `customers`, the sum of the values and the sum of their
    squares under these names.
    """
    customers = groups["customers"].sum()
    if not customers:
        return None
    correction = groups[total].sum() ** 2 / customers
    whole = float(groups[squares].sum() - correction)
    # What is left of equal numbers is rounding.
    if whole <= 1e-9 * max(float(groups[squares].sum()), 1e-300):
        return None
    between = float((groups[total] ** 2 / groups["customers"]).sum() - correction)
    return min(max(between / whole, 0.0), 1.0)
