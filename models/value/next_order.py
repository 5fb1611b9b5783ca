"""When the next order of a customer comes who is still alive, counted from today.

Given alive, the rate of ordering is Gamma(r + x, alpha + T) and nobody leaves before the next
order, so the wait follows a Lomax law, exactly: P(wait > t) = ((alpha + T) / (alpha + T + t))^
(r + x) (Fader, Hardie and Lee, 2005, from their equations 2 and 3).
"""

from __future__ import annotations

import numpy as np

from models.value.cells import DAYS_PER_WEEK, Floats
from models.value.purchasing import Purchasing

# 10 % order sooner than the first and 10 % later than the last; half of them before the middle.
SOON, MEDIAN, LATE = 0.1, 0.5, 0.9
# A date beyond is no date to plan with.
FARTHEST_DAYS = 36_525


def wait_days(law: Purchasing, x: Floats, age: Floats, share: float) -> Floats:
    """Whole days from today until that share of customers has ordered; NaN beyond 100 years.

    `age` in weeks. At least 1: today is over.
    """
    with np.errstate(over="ignore"):
        stretch = np.expm1(-np.log1p(-share) / law.shape(x))
    days = np.maximum(np.ceil((law.alpha + age) * stretch * DAYS_PER_WEEK), 1.0)
    return np.asarray(np.where(days <= FARTHEST_DAYS, days, np.nan))
