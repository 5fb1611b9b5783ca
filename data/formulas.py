"""What a metric is, and the arithmetic between measures.

Ratios divide two aggregates; nothing averages averages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from data.filters import DIMENSION_FIELDS
from data.formula_text import formula_text
from data.measure_words import GRAINS, OF_WHOLE_ORDERS
from data.measures import MEASURES, Source, Value

Measures = Mapping[str, Value]
Formula = Callable[[Measures], Value]

NOTHING_TO_DIVIDE = "blank when there is nothing to divide by"
ORDERS_TO_DIVIDE = "blank without orders or with a product or category filter"
ATTEMPTS_TO_DIVIDE = "blank without attempts or with a product or category filter"
WHOLE_ORDERS_ONLY = "not available with a product or category filter"
BOTH_DAYS = "order day; reversals on their own day"
ORDER_DAY_TOO = "order day, reversals too"

# Who decides what a number means.
FINANCE = "Finance"
CUSTOMERS = "Customer team"


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
    owner: str = FINANCE

    @property
    def sources(self) -> tuple[Source, ...]:
        """The facts its measures are taken from."""
        return tuple(dict.fromkeys(MEASURES[name].source for name in self.measures))

    @property
    def formula_text(self) -> str:
        """The formula in a merchant's words: "(gross sales − discounts) / orders"."""
        return formula_text(self.formula, self.measures)

    @property
    def grain(self) -> str:
        """What one row of the facts under it is."""
        return "; ".join(dict.fromkeys(GRAINS[source] for source in self.sources))

    @property
    def obeys(self) -> tuple[str, ...]:
        """The fields of `Filters` that leave it an answer; the period always does."""
        whole = any(source in OF_WHOLE_ORDERS for source in self.sources)
        return tuple(name for name in DIMENSION_FIELDS if not (whole and name in LINE_FILTERS))

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


LINE_FILTERS = ("products", "categories")


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


def net_units(m: Measures) -> Value:
    """Pieces ordered less pieces taken back on their own day."""
    return m["quantity"] - m["reversed_quantity"]


def order_basis_units(m: Measures) -> Value:
    """Pieces ordered less the pieces of these very orders that were taken back."""
    return m["quantity"] - m["order_reversed_quantity"]
