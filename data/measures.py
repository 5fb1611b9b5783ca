"""The aggregates that metrics are made of: a *measure* is one aggregate over one fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.sqltypes import median, total

Value = sa.ColumnElement[Any]


class Source(StrEnum):
    """The fact a measure aggregates, each at its own grain."""

    SALES = "sales"  # orders; their lines once a product or category is asked for
    ORDERS = "orders"  # whole orders only: null once a product or category is asked for
    REVERSALS = "reversals"  # by the reversal's own day
    ORDER_REVERSALS = "order_reversals"  # by the day of the reversed order
    COHORT = "cohort"  # customers first seen in the period and observed long enough since
    PAYMENTS = "attempts"  # not "payments": statements may read the star's table of that name
    TRIED = "tried"  # orders that somebody tried to pay, by order day


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over the rows of a source; `zero` says that no rows mean 0, not unknown.

    `rolled` names the column of the roll-ups that it is the sum of; empty where no sums give it.
    `counts_orders`: it counts whole orders, so its sums by category do not add up.
    """

    source: Source
    aggregate: Callable[[sa.FromClause], Value]
    zero: bool = True
    rolled: str = ""
    counts_orders: bool = False


def _sum(column: str) -> Callable[[sa.FromClause], Value]:
    return lambda fact: total(fact.c[column])


def _distinct(column: str) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.count(sa.distinct(fact.c[column]))


def _customers_where(
    condition: Callable[[sa.FromClause], Value],
) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.count(
        sa.distinct(sa.case((condition(fact), fact.c.customer_key), else_=None))
    )


def _count_where(column: str, value: str) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.count(sa.case((fact.c[column] == value, 1), else_=None))


def _due_where(column: str, value: str | int) -> Callable[[sa.FromClause], Value]:
    return lambda fact: sa.func.sum(sa.case((fact.c[column] == value, fact.c.due), else_=0))


def _paid(fact: sa.FromClause) -> Value:
    return sa.func.sum(sa.case((fact.c.status == "succeeded", fact.c.amount), else_=0))


MEASURES: dict[str, Measure] = {
    "gross": Measure(Source.SALES, _sum("gross"), rolled="gross"),
    "discount": Measure(Source.SALES, _sum("discount"), rolled="discount"),
    "quantity": Measure(Source.SALES, _sum("quantity"), rolled="quantity"),
    "orders": Measure(Source.SALES, _distinct("order_key"), rolled="orders", counts_orders=True),
    "customers": Measure(Source.SALES, _distinct("customer_key")),
    "new_customers": Measure(
        Source.SALES,
        _customers_where(lambda f: f.c.order_rank == 1),
        rolled="new_orders",  # everybody has one first order
        counts_orders=True,
    ),
    "returning_customers": Measure(Source.SALES, _customers_where(lambda f: f.c.order_rank >= 2)),
    "new_orders": Measure(
        Source.SALES,
        lambda f: sa.func.count(
            sa.distinct(sa.case((f.c.order_rank == 1, f.c.order_key), else_=None))
        ),
        rolled="new_orders",
        counts_orders=True,
    ),
    "customer_orders": Measure(
        Source.SALES,
        lambda f: sa.func.count(
            sa.distinct(sa.case((f.c.customer_key.is_not(None), f.c.order_key), else_=None))
        ),
        rolled="customer_orders",
        counts_orders=True,
    ),
    "shipping": Measure(Source.ORDERS, _sum("shipping"), rolled="shipping"),
    "tax": Measure(Source.ORDERS, _sum("tax"), rolled="tax"),
    "free_orders": Measure(
        Source.ORDERS,
        lambda f: sa.func.count(
            sa.case((f.c.gross - f.c.discount == 0, f.c.order_key), else_=None)
        ),
        rolled="free_orders",
    ),
    "median_order": Measure(
        Source.ORDERS,
        lambda f: median(f.c.gross - f.c.discount),
        zero=False,
    ),
    "reversed_orders": Measure(
        Source.ORDERS,
        lambda f: sa.func.count(sa.case((f.c.reversed > 0, f.c.order_key), else_=None)),
        rolled="reversed_orders",
    ),
    "reversed": Measure(Source.REVERSALS, _sum("amount"), rolled="reversed"),
    "reversed_quantity": Measure(Source.REVERSALS, _sum("quantity"), rolled="reversed_quantity"),
    "order_reversed": Measure(Source.ORDER_REVERSALS, _sum("amount"), rolled="order_reversed"),
    "order_reversed_quantity": Measure(
        Source.ORDER_REVERSALS, _sum("quantity"), rolled="order_reversed_quantity"
    ),
    "cohort": Measure(Source.COHORT, lambda f: sa.func.count(f.c.customer_key)),
    "cohort_repeated": Measure(Source.COHORT, _sum("repeated")),
    "collected": Measure(Source.PAYMENTS, _paid),
    "attempts": Measure(Source.PAYMENTS, lambda _: sa.func.count()),
    "succeeded": Measure(Source.PAYMENTS, _count_where("status", "succeeded")),
    "orders_tried": Measure(Source.TRIED, lambda _: sa.func.count()),
    "orders_paid": Measure(Source.TRIED, _count_where("outcome", "paid")),
    "lost": Measure(Source.TRIED, _due_where("outcome", "lost")),
    "recovered": Measure(Source.TRIED, _due_where("recovered", 1)),
}

# Measures that count people, by the rank of order that each has to have reached.
PEOPLE = {"customers": 1, "returning_customers": 2}

REPEAT_DAYS = 90
