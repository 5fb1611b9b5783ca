"""What a metric is, and the arithmetic between measures.

Ratios divide two aggregates; nothing averages averages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from data.measures import Value

Measures = Mapping[str, Value]
Formula = Callable[[Measures], Value]

NOTHING_TO_DIVIDE = "blank when there is nothing to divide by"
ORDERS_TO_DIVIDE = "blank without orders or with a product or category filter"
ATTEMPTS_TO_DIVIDE = "blank without attempts or with a product or category filter"
WHOLE_ORDERS_ONLY = "not available with a product or category filter"
BOTH_DAYS = "order day; reversals on their own day"


class Format(StrEnum):
    """How a number is written."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with a name, a meaning and a formula.

    `additive` metrics sum over periods and over products. `dated` says which day decides.
    `up_is_good` is None where neither direction is better. Money unless
    another format is named.
    """

    name: str
    label: str
    description: str
    measures: tuple[str, ...]
    formula: Formula
    format: Format = Format.MONEY
    additive: bool = False
    dated: str = "order day"
    up_is_good: bool | None = True
    null_rule: str = "0 when nothing matches"
    version: int = 1

    @property
    def fills_gaps(self) -> bool:
        """Whether a time without rows means 0 (sums and counts), not unknown (ratios)."""
        return self.additive or self.format is Format.COUNT


@dataclass(frozen=True, slots=True)
class Ratio:
    """One aggregate divided by another; null where the divisor is 0 or null.

    Its two parts stay known, so that whoever adds up measures over days can divide afterwards.
    """

    top: Formula
    bottom: Formula

    def __call__(self, m: Measures) -> Value:
        """The quotient, as a double."""
        divisor = sa.func.nullif(sa.cast(self.bottom(m), sa.Double), 0)
        return sa.cast(self.top(m), sa.Double) / divisor


def ratio(top: Formula, bottom: Formula) -> Formula:
    """One aggregate divided by another."""
    return Ratio(top, bottom)


def one(name: str) -> Formula:
    """A measure as it is."""
    return lambda m: m[name]


def demand(m: Measures) -> Value:
    """Gross sales less discounts."""
    return m["gross"] - m["discount"]


def net(m: Measures) -> Value:
    """Gross sales less discounts and reversals on their own day."""
    return m["gross"] - m["discount"] - m["reversed"]


def order_basis_net(m: Measures) -> Value:
    """Gross sales less discounts and the reversals of these very orders."""
    return m["gross"] - m["discount"] - m["order_reversed"]
