"""What forecasts are made of: the whole shop or its parts, by months, weeks or days.

Definitions only. The parts of a level always add up to the whole shop's net sales, reversals on
their own day: what names no product, customer or country is a part of its own, and all parts
beyond the largest are one.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from data.dimensions import Dimension
from data.periods import Grain, Period, bucket, bucket_period

# Grain -> how many periods are forecast.
HORIZONS = {Grain.MONTH: 6, Grain.WEEK: 13, Grain.DAY: 28}
# How many years a forecast looks back at most: days of long ago say nothing of the next weeks.
YEARS = {Grain.MONTH: 20, Grain.WEEK: 6, Grain.DAY: 3}

# A part that is younger than so many periods is no series yet; it counts among all others.
LEAST_PERIODS = 3

# The key of the one part that the whole shop has.
WHOLE = ""


class Level(StrEnum):
    """A way to take the shop's net sales apart; the value is its name in tables and links."""

    TOTAL = "total"
    CATEGORY = "category"
    PRODUCT = "product"
    COUNTRY = "country"
    SEGMENT = "segment"

    @property
    def label(self) -> str:
        """The level in a merchant's words."""
        return _LABELS[self]

    @property
    def rest(self) -> str:
        """What all parts beyond the largest are called together."""
        return _RESTS[self]

    @property
    def most(self) -> int:
        """How many parts are told apart, the largest of the last year."""
        return 200 if self is Level.PRODUCT else 60

    @property
    def dimension(self) -> Dimension | None:
        """What a figure of the level is broken down by; None for the whole shop."""
        return None if self is Level.TOTAL else Dimension(self.value)

    @property
    def grains(self) -> tuple[Grain, ...]:
        """In which periods it is forecast; products sell too seldom for weeks and days."""
        return (Grain.MONTH,) if self is Level.PRODUCT else (Grain.MONTH, Grain.WEEK, Grain.DAY)


_LABELS = {
    Level.TOTAL: "Whole shop",
    Level.CATEGORY: "Category",
    Level.PRODUCT: "Product",
    Level.COUNTRY: "Country",
    Level.SEGMENT: "Customer cluster",
}
_RESTS = {
    Level.TOTAL: "Whole shop",
    Level.CATEGORY: "All other categories",
    Level.PRODUCT: "All other products",
    Level.COUNTRY: "All other countries",
    Level.SEGMENT: "All other clusters",
}


def complete_days(grain: Grain, first_day: date, known_to: date) -> Period | None:
    """All days of the complete periods of data that run from `first_day` to `known_to`.

    The period that the data begin within and the one that they end within are left out; no more
    than `YEARS` are looked back. None where no period is complete.
    """
    earliest = max(first_day, known_to - timedelta(days=366 * YEARS[grain]))
    start = bucket(earliest, grain)
    if start < earliest:
        start = bucket_period(start, grain).end + timedelta(days=1)
    end = bucket(known_to + timedelta(days=1), grain) - timedelta(days=1)
    return Period(start, end) if start <= end else None
