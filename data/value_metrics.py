"""Metrics of customer value: what customers brought, and what they are expected to bring.

They are of customers, not of a period: predictions look ahead from the last day of the data, so
`data.metrics` (sums over the days of a period) cannot hold them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from data.filters import DIMENSION_FIELDS
from data.formulas import CUSTOMERS, Format, Metric
from data.measures import Value
from data.metrics import METRICS

# What a row of `data.queries.value_page.kept` has beside its columns: its place by expected value
# (1 the highest), and how many rows there are.
PLACE, EVERYBODY = "place", "everybody"
_NOBODY = "blank where no customer is kept"
_FEW = "blank where the filters keep too few customers for such a part to be one"


@dataclass(frozen=True, slots=True)
class ValueMetric:
    """A number of the customers that filters keep, as of the last day of the data.

    `expression`: from the rows of `data.queries.value_page.kept` to the aggregate.
    """

    name: str
    label: str
    description: str
    formula_text: str
    expression: Callable[[sa.FromClause], Value]
    format: Format = Format.MONEY
    additive: bool = True
    null_rule: str = "0 where no customer is kept"
    version: int = 1
    owner: str = CUSTOMERS
    grain: str = "customers with an order, as of the last day of the data"
    dated: str = "the last day of the data, whichever period is chosen"
    obeys: tuple[str, ...] = field(default_factory=lambda: tuple(DIMENSION_FIELDS))


def _sum(column: str) -> Callable[[sa.FromClause], Value]:
    return lambda rows: sa.func.coalesce(sa.func.sum(rows.c[column]), 0)


def _per_customer(*columns: str) -> Callable[[sa.FromClause], Value]:
    def expression(rows: sa.FromClause) -> Value:
        parts = (sa.cast(sa.func.sum(rows.c[name]), sa.Double) for name in columns)
        return sum(parts, sa.literal(0.0, sa.Double)) / sa.func.nullif(sa.func.count(), 0)

    return expression


def _share_of_best(percent: int) -> Callable[[sa.FromClause], Value]:
    """Of the expected value; the best are those whose place is within so many per cent."""

    def expression(rows: sa.FromClause) -> Value:
        best = rows.c[PLACE] * 100 <= rows.c[EVERYBODY] * percent
        top = sa.func.sum(sa.case((best, rows.c.value_365), else_=None))
        return top / sa.func.nullif(sa.func.sum(rows.c.value_365), 0)

    return expression


VALUE = (
    ValueMetric(
        "customers_valued",
        "Customers",
        "Customers with an order whose value is estimated.",
        "number of customers",
        lambda _: sa.func.count(),
        Format.COUNT,
    ),
    ValueMetric(
        "customers_alive",
        "Likely still customers",
        "How many of them are expected to order ever again: the sum of their chances.",
        "sum of P(alive)",
        _sum("p_alive"),
        Format.COUNT,
    ),
    ValueMetric(
        "expected_orders_90",
        "Expected orders, 90 days",
        "Days with an order that these customers are expected to have in the next 90 days.",
        "sum of expected order days of 90 days",
        _sum("orders_90"),
        Format.COUNT,
    ),
    ValueMetric(
        "expected_value_90",
        "Expected value, 90 days",
        "Net sales that these customers are expected to bring in the next 90 days.",
        "sum of expected order days of 90 days × expected value per order day",
        _sum("value_90"),
    ),
    ValueMetric(
        "expected_orders_365",
        "Expected orders, 365 days",
        "Days with an order that these customers are expected to have in the next 365 days.",
        "sum of expected order days of 365 days",
        _sum("orders_365"),
        Format.COUNT,
    ),
    ValueMetric(
        "expected_value_365",
        "Expected value, 365 days",
        "Net sales that these customers are expected to bring in the next 365 days.",
        "sum of expected order days of 365 days × expected value per order day",
        _sum("value_365"),
    ),
    ValueMetric(
        "historic_value",
        "Value so far",
        "Net sales of all their orders to date, each reversal taken off its order.",
        "gross sales − discounts − reversals of these orders",
        _sum("historic_clv"),
    ),
    ValueMetric(
        "average_clv",
        "Average value so far",
        "Value so far per customer.",
        "value so far / customers",
        _per_customer("historic_clv"),
        additive=False,
        null_rule=_NOBODY,
    ),
    ValueMetric(
        "average_total_clv",
        "Average value with the next 365 days",
        "Value so far and expected value of the next 365 days, per customer.",
        "(value so far + expected value, 365 days) / customers",
        _per_customer("historic_clv", "value_365"),
        additive=False,
        null_rule=_NOBODY,
    ),
    ValueMetric(
        "top_10_share",
        "Share of the best 10%",
        "Part of the expected value of 365 days that the tenth of customers with the most has.",
        "expected value of the best 10% / expected value, 365 days",
        _share_of_best(10),
        Format.PERCENT,
        additive=False,
        null_rule=_FEW,
    ),
    ValueMetric(
        "top_20_share",
        "Share of the best 20%",
        "Part of the expected value of 365 days that the fifth of customers with the most has.",
        "expected value of the best 20% / expected value, 365 days",
        _share_of_best(20),
        Format.PERCENT,
        additive=False,
        null_rule=_FEW,
    ),
)

VALUE_METRICS: dict[str, ValueMetric] = {metric.name: metric for metric in VALUE}

Definition = Metric | ValueMetric

# Everything that a card may name as what it shows.
DEFINITIONS: dict[str, Definition] = {**METRICS, **VALUE_METRICS}
