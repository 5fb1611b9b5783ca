"""What a load may be told, and how much it may set aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from data.ingest.errors import LoadError
from data.ingest.notation import DateOrder
from data.ingest.report import FileReport

_LIMIT = re.compile(r"(\d+)|(\d+(?:\.\d+)?) ?%")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many rows of a load may be set aside: a number, or a share of all in percent."""

    rows: int | None = None
    percent: Decimal | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of "250" or "2.5%"; LoadError for anything else."""
        found = _LIMIT.fullmatch(text.strip())
        if found is None or (found[2] and Decimal(found[2]) > 100):
            raise LoadError(
                f"“{text}” is no limit of rows to set aside: give a number such as 250, or a share "
                "such as 2%."
            )
        return cls(rows=int(found[1])) if found[1] else cls(percent=Decimal(found[2]))

    def __str__(self) -> str:
        """As one types it."""
        return f"{self.rows}" if self.percent is None else f"{self.percent}%"

    def allows(self, rejected: int, read: int) -> bool:
        """Whether so many of the rows read may be set aside."""
        if self.percent is None:
            return rejected <= (self.rows or 0)
        return rejected * 100 <= read * self.percent


NO_LIMIT = Limit(percent=Decimal(100))


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What the files do not say, or what is known better.

    `timezone` is that of timestamps without offset, `currency` that of amounts that do not name
    theirs. None leaves it to what the layout knows of its shop, then to UTC and the store's
    currency. `dates` says which part of 3/4/2026 comes first. A load that would set more aside
    than `limit` allows is stopped.
    """

    timezone: str | None = None
    currency: str | None = None
    dates: DateOrder | None = None
    limit: Limit = NO_LIMIT

    def __post_init__(self) -> None:
        """Refuse a time zone that does not exist."""
        try:
            ZoneInfo(self.timezone or "UTC")
        except (OSError, KeyError, ValueError) as error:
            raise LoadError(f"There is no time zone “{self.timezone}”.") from error


def refuse_too_many(reports: Sequence[FileReport], limit: Limit) -> None:
    """Stop a load of which too much would be set aside; LoadError names the worst file."""
    # A file that was loaded before has no reasons: it passed then, or its limit was raised.
    judged = [report for report in reports if report.reasons or not report.rows_rejected]
    rejected = sum(report.rows_rejected for report in judged)
    read = sum(report.rows_read for report in judged)
    if limit.allows(rejected, read):
        return
    worst = max(judged, key=lambda report: report.rows_rejected)
    reason, count = worst.reasons[0]
    raise LoadError(
        f"{rejected:,} of {read:,} rows would be set aside, more than the limit of {limit} allows. "
        f"Nothing was loaded. Most are in {worst.source} ({worst.rows_rejected:,} of "
        f"{worst.rows_read:,}); most often ({count:,} rows): {reason} Look at them with --dry-run, "
        "and raise the limit with --max-rejects if they may be left out."
    )
