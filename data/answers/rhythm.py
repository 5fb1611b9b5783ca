"""Time between orders, and how likely the next one is."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pandas as pd

from data.cohorts import FEWEST, HORIZONS
from data.filters import Filters
from data.queries import rhythm
from data.warehouse import View

# At the start of the data everyone looks new, for as long as 95 of 100 gaps last.
_CENSORED_SHARE = 0.95


def gaps(view: View, filters: Filters) -> pd.DataFrame:
    """Columns `day`, `events`, `censored`: see `data.queries.rhythm.gaps`."""
    return view.frame(rhythm.gaps(filters, view.release.last_day))


def median_gap(found: pd.DataFrame) -> float | None:
    """The middle of the gaps that have ended, half-way where two are in the middle."""
    return quantile(found, 0.5)


def quantile(found: pd.DataFrame, share: float) -> float | None:
    """The length that this share of the ended gaps do not exceed; between two, in proportion."""
    ended = found[found["events"] > 0]
    count = int(ended["events"].sum())
    if not count:
        return None
    place = share * (count - 1)
    ranks = ended["events"].cumsum().to_numpy()
    low, high = (
        float(ended["day"].iloc[int(ranks.searchsorted(rank, side="right"))])
        for rank in (math.floor(place), math.ceil(place))
    )
    return low + (high - low) * (place - math.floor(place))


def start_of_data(view: View) -> tuple[int, date]:
    """For how many days everyone looks new, and the first day on which that is over."""
    longest = quantile(gaps(view, Filters()), _CENSORED_SHARE)
    days = math.ceil(longest or 0)
    return days, view.release.first_day + timedelta(days=days)


def next_orders(view: View, filters: Filters) -> pd.DataFrame:
    """How many customers followed their nth order by the next one, within each horizon.

    Columns `n`, `horizon` (days), `observed` (watched for so long since the nth order), `came`,
    and `rate`, which is missing where fewer than FEWEST customers were observed.
    """
    wide = view.frame(rhythm.next_orders(filters, view.release.last_day, view.release.format))
    parts = [
        pd.DataFrame(
            {
                "n": wide["n"],
                "horizon": days,
                "observed": wide[f"observed_{days}"],
                "came": wide[f"came_{days}"],
            }
        )
        for days in HORIZONS
    ]
    found = pd.concat(parts).sort_values(["n", "horizon"], ignore_index=True)
    return found.assign(rate=(found["came"] / found["observed"]).where(found["observed"] >= FEWEST))


def came_again(view: View, filters: Filters) -> pd.DataFrame:
    """The rows of `next_orders` about a second order: the cohort form of the repeat rate."""
    found = next_orders(view, filters)
    return found[found["n"] == 1].drop(columns="n").reset_index(drop=True)
