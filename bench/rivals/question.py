"""What every way of building the page is asked, so that all of them answer the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import duckdb

from data.dimensions import GUESTS, NOT_CLUSTERED
from data.engines import reader_engine
from data.periods import Comparison, Period, compared_with
from data.release_info import ReleaseInfo

# Of the simulated shop, which is what the rivals are measured on.
_ZONE = "Europe/London"

# A customer's cluster where `o` is the order and `s` the row of its customer's, if there is one.
CLUSTER_NAME = (
    "coalesce(s.segment, CASE WHEN o.customer_key IS NULL "
    f"THEN '{GUESTS}' ELSE '{NOT_CLUSTERED}' END)"
)

DAYS = 365
TOP = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A period, both ends included, and one country and one category (empty keeps all)."""

    start: date
    end: date
    country: str = ""
    category: str = ""

    @property
    def link(self) -> str:
        """The same question as a link to this product's Overview."""
        kept = {"country": self.country, "category": self.category}
        chosen = {name: value for name, value in kept.items() if value}
        return f"?{urlencode({'from': self.start, 'to': self.end, **chosen})}"

    @property
    def periods(self) -> tuple[tuple[date, date], ...]:
        """The period, the one before and the same of the year before."""
        now = Period(self.start, self.end)
        before = compared_with(now, Comparison.PREVIOUS, self.end)
        year = compared_with(now, Comparison.LAST_YEAR, self.end)
        return tuple((p.start, p.end) for p in (now, before, year) if p is not None)


def connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A release's database as this product opens it: connections of a process have to agree."""
    raw: Any = reader_engine(path).raw_connection()
    return cast(duckdb.DuckDBPyConnection, raw.driver_connection)


def local_day(column: str) -> str:
    """The business day of an instant, in SQL."""
    return f"timezone('{_ZONE}', timezone('UTC', {column}))::DATE"


def questions(
    release: ReleaseInfo, countries: list[str], categories: list[str]
) -> Iterator[Question]:
    """The last year by a country, by a category and by both, in turns; no pair comes twice."""
    start = release.last_day - timedelta(days=DAYS - 1)
    for number in range(len(countries) * len(categories)):
        country = countries[number % len(countries)]
        category = categories[(number + number // len(countries)) % len(categories)]
        kept = ((country, ""), ("", category), (country, category))[number % 3]
        yield Question(start, release.last_day, *kept)
