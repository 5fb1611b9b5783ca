"""Statements about payment attempts, at their own grain and by their own day.

A product filter keeps the payments of the whole orders that hold the product: a payment cannot be
split over lines.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NOT_PAID, Dimension
from data.filters import Filters
from data.queries.aggregate import KEY
from data.queries.groups import ByDimension, Group
from data.queries.payments_tried import SUCCEEDED, count_of, sum_of
from data.queries.sources import Rows, conditions, told_by
from data.schema import Format

# What an order that several methods paid together is called.
MIXED = "Mixed"

BY_METHOD = ByDimension(Dimension.PAYMENT_METHOD)

_SHARED = ("date", "order_key", "customer_key", "country", "channel", "payment_mask")


def attempts(
    filters: Filters, group: Group | None = None, *, built: Format = Format.FACTS
) -> sa.Select[Any]:
    """Columns `key` (with a group), `attempts`, `succeeded` and `amount` of what succeeded.

    A method filter keeps the attempts by that method.
    """
    fact = schema.fact_payments
    done = fact.c.status == SUCCEEDED
    columns = (
        sa.func.count().label("attempts"),
        count_of(done).label("succeeded"),
        sum_of(fact.c.amount, done).label("amount"),
    )
    return keyed(Rows(fact, told=told_by(fact, built)), filters, group, *columns)


def keyed(
    rows: Rows, filters: Filters, group: Group | None, *columns: sa.Label[Any]
) -> sa.Select[Any]:
    """The columns over the rows a filter keeps: in all, or per key of the group, in its order."""
    kept = conditions(rows, filters)
    if group is None:
        return sa.select(*columns).select_from(rows.table).where(*kept)
    key, table = group.key(rows)
    # By the label: a repeated expression would be bound twice.
    statement = sa.select(key.label(KEY), *columns).select_from(table).where(*kept)
    return statement.group_by(KEY).order_by(KEY)


def collected_of_orders(filters: Filters) -> sa.Select[Any]:
    """Columns `key`, the method of the order, and `collected` from such orders, by payment day."""
    rows = _whole(schema.fact_payments, "status", "amount")
    collected = sum_of(rows.c.amount, rows.c.status == SUCCEEDED).label("collected")
    return _by_method_of_order(rows, filters, collected)


def orders_by_method(filters: Filters) -> sa.Select[Any]:
    """Columns `key`, the method of the order, and `orders`, by order day."""
    return _by_method_of_order(_whole(schema.fact_orders), filters, sa.func.count().label("orders"))


def refunds_by_method(filters: Filters) -> sa.Select[Any]:
    """Columns `key`, the order's method, `refunds` and `refunded`, by the day of the reversal."""
    rows = _whole(schema.fact_reversals, "amount")
    refunds, refunded = sa.func.count().label("refunds"), sum_of(rows.c.amount, sa.true())
    return _by_method_of_order(rows, filters, refunds, refunded.label("refunded"))


def _whole(fact: sa.Table, *more: str) -> sa.Subquery:
    """A fact without products and methods of its own, so that filters keep whole orders."""
    return sa.select(*(fact.c[name] for name in (*_SHARED, *more))).subquery(fact.name)


def _by_method_of_order(
    rows: sa.Subquery, filters: Filters, *columns: sa.Label[Any]
) -> sa.Select[Any]:
    """One row per method: that of the order, "Mixed" where several paid it, or "Not paid"."""
    methods = schema.payment_methods
    only = methods.c.bit == rows.c.payment_mask
    method = sa.case(
        (rows.c.payment_mask == 0, NOT_PAID), else_=sa.func.coalesce(methods.c.method, MIXED)
    )
    return (
        sa.select(method.label(KEY), *columns)
        .select_from(rows.outerjoin(methods, only))
        .where(*filters.where(rows))
        .group_by(KEY)
        .order_by(KEY)
    )
