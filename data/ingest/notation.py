"""How a source writes its numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DateOrder(StrEnum):
    """Which part of 3/4/2026 comes first."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Notation:
    """The marks of a source's numbers, and the order of its dates where it is known."""

    decimal: str = "."
    thousands: str = ""
    dates: DateOrder | None = None
