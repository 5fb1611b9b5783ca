"""Do roll-ups say what their facts say? The same sums, from either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.sums import Pair

_OF_LINES = ("quantity", "gross", "discount")
_OF_ORDERS = (*_OF_LINES, "shipping", "tax")
_OF_REVERSALS = ("reversals", "reversed", "reversed_quantity")
_BY_ORDER_DAY = ("order_reversals", "order_reversed", "order_reversed_quantity")


def rollup_pairs() -> Sequence[Pair]:
    """Every roll-up against the facts that it adds up."""
    return [pair for table in schema.ROLLUPS for pair in _pairs(table)]


def _pairs(table: sa.Table) -> Sequence[Pair]:
    of_lines = "category" in table.c
    fact = schema.fact_lines if of_lines else schema.fact_orders
    names = _OF_LINES if of_lines else _OF_ORDERS
    sold = sa.select(*(sa.func.sum(fact.c[name]).label(name) for name in names))
    of_sold: Sequence[str] = names
    if not of_lines:
        sold = sold.add_columns(*_counts(fact))
        of_sold = (*names, "orders", "customer_orders", "new_orders")
    return [
        Pair(f"{fact.name} and {table.name}", sold, _summed(table, of_sold)),
        *(
            Pair(f"Reversals and {table.name}", _taken_back(names), _summed(table, names))
            for names in (_OF_REVERSALS, _BY_ORDER_DAY)
        ),
    ]


def _summed(table: sa.Table, names: Sequence[str]) -> sa.Select[Any]:
    return sa.select(*(sa.func.sum(table.c[name]).label(name) for name in names))


def _counts(order: sa.Table) -> list[sa.Label[Any]]:
    first = sa.case((order.c.order_rank == 1, 1), else_=None)
    return [
        sa.func.count().label("orders"),
        sa.func.count(order.c.customer_key).label("customer_orders"),
        sa.func.count(first).label("new_orders"),
    ]


def _taken_back(names: Sequence[str]) -> sa.Select[Any]:
    fact = schema.fact_reversals
    values = (sa.func.count(), sa.func.sum(fact.c.amount), sa.func.sum(fact.c.quantity))
    return sa.select(*(value.label(name) for value, name in zip(values, names, strict=True)))
