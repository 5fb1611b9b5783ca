"""How a month goes against its target: what is usual by a day, and where that leads.

Every month has a shape: how much of its sales each of its days usually brings. By a day, that part
of the target is expected which the days up to it usually bring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from data.periods import Period

# As many of each weekday; a quarter of a year, so that one odd week does not decide.
WEEKS = 13
# With fewer days before the month no weekday is known well enough.
LEAST_DAYS = 28
YEAR = timedelta(days=364)  # whole weeks: a Friday stays a Friday
# Before this day of a month, what was sold so far says too little about the rest.
EARLIEST_PROJECTION = 3

Sold = Mapping[date, Decimal]
_NOTHING = Decimal(0)


class Shape(StrEnum):
    """Where a month's shape is taken from."""

    WEEKDAYS = "weekdays"
    LAST_YEAR = "last-year"
    EVEN = "even"

    @property
    def sentence(self) -> str:
        """How much a day counts for, in a merchant's words."""
        return _SENTENCES[self]


_SENTENCES = {
    Shape.WEEKDAYS: (
        f"Each day counts for what its weekday brought on average in the {WEEKS} weeks before the "
        "month."
    ),
    Shape.LAST_YEAR: (
        "Each day counts for what the same weekday 364 days earlier brought, so that last year's "
        "campaign days lie on this year's."
    ),
    Shape.EVEN: (
        f"Every day counts the same, because fewer than {LEAST_DAYS} days with sales are known "
        "before the month."
    ),
}

# What a reader may choose; even days are what is left where neither is known.
CHOSEN = (Shape.WEEKDAYS, Shape.LAST_YEAR)


@dataclass(frozen=True, slots=True)
class Pace:
    """One month against its target, as far as it is known.

    `known` days of `days` are in the data, and usually bring `share` of the month. Nothing is
    projected before the third day, and for a month without sales.
    """

    target: Decimal
    actual: Decimal
    known: int
    days: int
    share: Decimal

    @property
    def is_over(self) -> bool:
        """Whether all of the month is known."""
        return self.known == self.days

    @property
    def expected(self) -> Decimal:
        """What of the target is expected by the last day known."""
        return self.target * self.share

    @property
    def ahead(self) -> Decimal:
        """Sold so far beyond what is expected; negative when behind."""
        return self.actual - self.expected

    @property
    def projected(self) -> Decimal | None:
        """Where the month lands if the rest goes as well, or as badly, as its days so far."""
        if self.is_over:
            return self.actual
        if self.known < EARLIEST_PROJECTION or self.share <= 0 or self.actual <= 0:
            return None
        return self.actual / self.share

    @property
    def missing(self) -> Decimal:
        """What is still to be sold; nothing once the target is reached."""
        return max(self.target - self.actual, _NOTHING)

    @property
    def needed_per_day(self) -> Decimal | None:
        """What each day that is left has to bring; none where no day is left."""
        return None if self.is_over else self.missing / (self.days - self.known)


def days_of(month: Period) -> list[date]:
    """Every day of a month."""
    return [month.start + timedelta(days=n) for n in range(month.days)]


def window(month: Period, shape: Shape) -> Period:
    """The days whose sales are needed to know a month's shape."""
    if shape is Shape.LAST_YEAR:
        return Period(month.start - YEAR, month.end - YEAR)
    return Period(month.start - timedelta(weeks=WEEKS), month.start - timedelta(days=1))


def weights(month: Period, shape: Shape, sold: Sold) -> list[Decimal]:
    """How much each day of the month counts for; all 0 where nothing is known.

    A day on which more was taken back than sold counts for nothing.
    """
    days = days_of(month)
    if shape is Shape.LAST_YEAR:
        return [max(sold.get(day - YEAR, _NOTHING), _NOTHING) for day in days]
    if shape is Shape.WEEKDAYS:
        brought = [_mean([v for day, v in sold.items() if day.weekday() == n]) for n in range(7)]
        return [max(brought[day.weekday()], _NOTHING) for day in days]
    return [Decimal(1)] * len(days)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, _NOTHING) / len(values) if values else _NOTHING


def shares(counts: Sequence[Decimal]) -> list[Decimal]:
    """What part of the month is usually reached by the end of each of its days; the last is 1."""
    whole = sum(counts, _NOTHING)
    found, so_far = [], _NOTHING
    for count in counts:
        so_far += count
        found.append(so_far / whole)
    return found
