"""The semantic layer: every number of the product, defined once.

A *measure* is one aggregate over one fact. A *metric* is a formula over measures. Ratios divide
two aggregates; nothing averages averages. Definitions follow `docs/metrics.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

Value = sa.ColumnElement[Any]
Measures = Mapping[str, Value]


class Source(StrEnum):
    """The fact a measure aggregates, each at its own grain."""

    SALES = "sales"  # orders; their lines once a product or category is asked for
    ORDERS = "orders"  # whole orders only: null once a product or category is asked for
    REVERSALS = "reversals"  # by the reversal's own day
    ORDER_REVERSALS = "order_reversals"  # by the day of the reversed order
    COHORT = "cohort"  # customers first seen in the period and observed long enough since
    PAYMENTS = "payments"


class Format(StrEnum):
    """How a number is written."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over the rows of a source; `zero` says that no rows mean 0, not unknown."""

    source: Source
    aggregate: Callable[[sa.FromClause], Value]
    zero: bool = True


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with a name, a meaning and a formula.

    `additive` metrics sum over periods and over products. `dated` says which day decides.
    `up_is_good` is None where neither direction is better.
    """

    name: str
    label: str
    description: str
    measures: tuple[str, ...]
    formula: Callable[[Measures], Value]
    format: Format
    additive: bool = False
    dated: str = "order day"
    up_is_good: bool | None = True
    null_rule: str = "0 when nothing matches"
    version: int = 1


def _sum(column: str) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.sum(fact.c[column])


def _distinct(column: str) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.count(sa.distinct(fact.c[column]))


def _customers_where(
    condition: Callable[[sa.FromClause], Value],
) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.count(
        sa.distinct(sa.case((condition(fact), fact.c.customer_key), else_=None))
    )


def _paid(fact: sa.FromClause) -> Value:
    return sa.func.sum(sa.case((fact.c.status == "succeeded", fact.c.amount), else_=0))


MEASURES: dict[str, Measure] = {
    "gross": Measure(Source.SALES, _sum("gross")),
    "discount": Measure(Source.SALES, _sum("discount")),
    "quantity": Measure(Source.SALES, _sum("quantity")),
    "orders": Measure(Source.SALES, _distinct("order_key")),
    "customers": Measure(Source.SALES, _distinct("customer_key")),
    "new_customers": Measure(Source.SALES, _customers_where(lambda f: f.c.order_rank == 1)),
    "returning_customers": Measure(Source.SALES, _customers_where(lambda f: f.c.order_rank >= 2)),
    "new_orders": Measure(
        Source.SALES,
        lambda f: sa.func.count(
            sa.distinct(sa.case((f.c.order_rank == 1, f.c.order_key), else_=None))
        ),
    ),
    "customer_orders": Measure(
        Source.SALES,
        lambda f: sa.func.count(
            sa.distinct(sa.case((f.c.customer_key.is_not(None), f.c.order_key), else_=None))
        ),
    ),
    "shipping": Measure(Source.ORDERS, _sum("shipping")),
    "tax": Measure(Source.ORDERS, _sum("tax")),
    "free_orders": Measure(
        Source.ORDERS,
        lambda f: sa.func.count(
            sa.case((f.c.gross - f.c.discount == 0, f.c.order_key), else_=None)
        ),
    ),
    "median_order": Measure(
        Source.ORDERS,
        lambda f: sa.func.percentile_cont(0.5).within_group(f.c.gross - f.c.discount),
        zero=False,
    ),
    "reversed_orders": Measure(
        Source.ORDERS,
        lambda f: sa.func.count(sa.case((f.c.reversed > 0, f.c.order_key), else_=None)),
    ),
    "reversed": Measure(Source.REVERSALS, _sum("amount")),
    "reversed_quantity": Measure(Source.REVERSALS, _sum("quantity")),
    "order_reversed": Measure(Source.ORDER_REVERSALS, _sum("amount")),
    "cohort": Measure(Source.COHORT, lambda f: sa.func.count(f.c.customer_key)),
    "cohort_repeated": Measure(Source.COHORT, _sum("repeated")),
    "collected": Measure(Source.PAYMENTS, _paid),
}

REPEAT_DAYS = 90
_NULL = "blank when there is nothing to divide by"


def _ratio(
    top: Callable[[Measures], Value], bottom: Callable[[Measures], Value]
) -> Callable[[Measures], Value]:
    return lambda m: sa.cast(top(m), sa.Double) / sa.func.nullif(sa.cast(bottom(m), sa.Double), 0)


def _one(name: str) -> Callable[[Measures], Value]:
    return lambda m: m[name]


def _demand(m: Measures) -> Value:
    return m["gross"] - m["discount"]


def _net(m: Measures) -> Value:
    return m["gross"] - m["discount"] - m["reversed"]


def _order_basis_net(m: Measures) -> Value:
    return m["gross"] - m["discount"] - m["order_reversed"]


_SALES = (
    Metric(
        "gross_sales",
        "Gross sales",
        "List price times quantity of every counting order, before discounts, "
        "reversals, shipping and tax.",
        ("gross",),
        _one("gross"),
        Format.MONEY,
        additive=True,
    ),
    Metric(
        "discounts",
        "Discounts",
        "Money taken off lines and orders when they were placed.",
        ("discount",),
        _one("discount"),
        Format.MONEY,
        additive=True,
        up_is_good=None,
    ),
    Metric(
        "reversals",
        "Reversals",
        "Value taken back through refunds, returns and cancellations, on the day "
        "it was taken back. Shown as a positive number.",
        ("reversed",),
        _one("reversed"),
        Format.MONEY,
        additive=True,
        dated="reversal day",
        up_is_good=False,
    ),
    Metric(
        "net_sales",
        "Net sales",
        "Gross sales less discounts and reversals, without shipping and tax.",
        ("gross", "discount", "reversed"),
        _net,
        Format.MONEY,
        additive=True,
        dated="order day; reversals on their own day",
    ),
    Metric(
        "demand_sales",
        "Demand sales",
        "Gross sales less discounts, free of later reversals.",
        ("gross", "discount"),
        _demand,
        Format.MONEY,
        additive=True,
    ),
    Metric(
        "shipping",
        "Shipping",
        "What customers were charged for delivery.",
        ("shipping",),
        _one("shipping"),
        Format.MONEY,
        additive=True,
        up_is_good=None,
        null_rule="not available with a product or category filter",
    ),
    Metric(
        "tax",
        "Tax",
        "Tax charged on top of prices.",
        ("tax",),
        _one("tax"),
        Format.MONEY,
        additive=True,
        up_is_good=None,
        null_rule="not available with a product or category filter",
    ),
    Metric(
        "total_sales",
        "Total sales",
        "Net sales plus shipping and tax.",
        ("gross", "discount", "reversed", "shipping", "tax"),
        lambda m: _net(m) + m["shipping"] + m["tax"],
        Format.MONEY,
        additive=True,
        dated="order day; reversals on their own day",
        null_rule="not available with a product or category filter",
    ),
    Metric(
        "collected",
        "Collected",
        "Money received through successful payments, on the day it was paid. "
        "A cash view: never to be mixed with sales.",
        ("collected",),
        _one("collected"),
        Format.MONEY,
        additive=True,
        dated="payment day",
    ),
)

_VOLUME = (
    Metric(
        "orders",
        "Orders",
        "Orders placed whose status counts.",
        ("orders",),
        _one("orders"),
        Format.COUNT,
    ),
    Metric(
        "units",
        "Units",
        "Pieces ordered, before reversals.",
        ("quantity",),
        _one("quantity"),
        Format.COUNT,
        additive=True,
    ),
    Metric(
        "net_units",
        "Net units",
        "Pieces ordered less pieces taken back.",
        ("quantity", "reversed_quantity"),
        lambda m: m["quantity"] - m["reversed_quantity"],
        Format.COUNT,
        additive=True,
        dated="order day; reversals on their own day",
    ),
    Metric(
        "items_per_order",
        "Items per order",
        "Net units divided by orders.",
        ("quantity", "reversed_quantity", "orders"),
        _ratio(lambda m: m["quantity"] - m["reversed_quantity"], _one("orders")),
        Format.RATIO,
        null_rule=_NULL,
    ),
    Metric(
        "customers",
        "Customers",
        "Different known customers with at least one counting order. Guests are "
        "not counted; months do not add up.",
        ("customers",),
        _one("customers"),
        Format.COUNT,
    ),
    Metric(
        "average_order_value",
        "Average order value",
        "Gross sales less discounts, divided by orders.",
        ("gross", "discount", "orders"),
        _ratio(_demand, _one("orders")),
        Format.MONEY,
        null_rule=_NULL,
    ),
    Metric(
        "net_average_order_value",
        "Net average order value",
        "Net sales on the order day, divided by orders.",
        ("gross", "discount", "order_reversed", "orders"),
        _ratio(_order_basis_net, _one("orders")),
        Format.MONEY,
        dated="order day, reversals too",
        null_rule=_NULL,
    ),
    Metric(
        "median_order_value",
        "Median order value",
        "Half of the orders were worth more, half less (gross sales less discounts).",
        ("median_order",),
        _one("median_order"),
        Format.MONEY,
        null_rule="blank without orders or with a product or category filter",
    ),
    Metric(
        "free_orders",
        "Free orders",
        "Orders worth nothing after discounts; they count as orders.",
        ("free_orders",),
        _one("free_orders"),
        Format.COUNT,
        up_is_good=None,
        null_rule="not available with a product or category filter",
    ),
)

_LOYALTY = (
    Metric(
        "new_customers",
        "New customers",
        "Customers whose first order ever falls into the period.",
        ("new_customers",),
        _one("new_customers"),
        Format.COUNT,
    ),
    Metric(
        "returning_customers",
        "Returning customers",
        "Customers with a second or later order in the period. "
        "Somebody who came and came back counts as new and as returning.",
        ("returning_customers",),
        _one("returning_customers"),
        Format.COUNT,
    ),
    Metric(
        "new_orders",
        "New orders",
        "First orders ever of known customers.",
        ("new_orders",),
        _one("new_orders"),
        Format.COUNT,
    ),
    Metric(
        "returning_orders",
        "Returning orders",
        "Second and later orders of known customers.",
        ("customer_orders", "new_orders"),
        lambda m: m["customer_orders"] - m["new_orders"],
        Format.COUNT,
    ),
    Metric(
        "purchase_frequency",
        "Purchase frequency",
        "Orders of known customers per customer.",
        ("customer_orders", "customers"),
        _ratio(_one("customer_orders"), _one("customers")),
        Format.RATIO,
        null_rule=_NULL,
    ),
    Metric(
        "repeat_rate",
        "Repeat rate",
        f"Share of customers first seen in the period who ordered again within "
        f"{REPEAT_DAYS} days; only customers observed for {REPEAT_DAYS} days.",
        ("cohort_repeated", "cohort"),
        _ratio(_one("cohort_repeated"), _one("cohort")),
        Format.PERCENT,
        dated="day of the first order",
        null_rule="blank until somebody was observed long enough",
    ),
)

_REVERSAL = (
    Metric(
        "reversal_rate",
        "Reversal rate",
        "Value of reversals as a share of gross sales.",
        ("reversed", "gross"),
        _ratio(_one("reversed"), _one("gross")),
        Format.PERCENT,
        dated="order day; reversals on their own day",
        up_is_good=False,
        null_rule=_NULL,
    ),
    Metric(
        "reversed_order_rate",
        "Orders reversed",
        "Share of orders of which something was ever taken back.",
        ("reversed_orders", "orders"),
        _ratio(_one("reversed_orders"), _one("orders")),
        Format.PERCENT,
        up_is_good=False,
        null_rule=_NULL,
    ),
    Metric(
        "reversed_unit_rate",
        "Units reversed",
        "Pieces taken back as a share of pieces ordered.",
        ("reversed_quantity", "quantity"),
        _ratio(_one("reversed_quantity"), _one("quantity")),
        Format.PERCENT,
        dated="order day; reversals on their own day",
        up_is_good=False,
        null_rule=_NULL,
    ),
)

METRICS: dict[str, Metric] = {m.name: m for m in (*_SALES, *_VOLUME, *_LOYALTY, *_REVERSAL)}


class UnknownMetric(ValueError):
    """A metric that the registry does not hold."""


def metric(name: str) -> Metric:
    """The metric of that name; UnknownMetric lists the ones there are."""
    found = METRICS.get(name)
    if found is None:
        raise UnknownMetric(f"There is no metric {name!r}. Choose one of: {', '.join(METRICS)}.")
    return found
