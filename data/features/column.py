"""What is said of one column of a feature frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a value is counted in."""

    DAY = "day (date)"
    DAYS = "days"
    MONEY = "reporting currency"
    COUNT = "count"
    RATIO = "per order"
    SHARE = "share, 0 to 1"
    SCORE = "1 to 5"
    LOG = "logarithm"
    TEXT = "text"
    TRUTH = "true or false"


NEVER = "never blank"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it says, its unit, where it is from and when it is blank."""

    name: str
    sentence: str
    unit: Unit
    source: str
    blank: str = NEVER
