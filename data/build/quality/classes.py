"""How what was paid stands to what was due."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.build.quality.money import order_money

Expression = sa.ColumnElement[Any]


class Paid(StrEnum):
    """One class per order that counts; a payment without an order is a class of its own."""

    EQUAL = "equal"
    OVER = "over"
    UNDER = "under"
    PENDING = "pending"
    NONE = "none"


def differ(one: Expression, other: Expression) -> sa.ColumnElement[bool]:
    """Whether two amounts of an order are unequal."""
    return sa.func.abs(one - other) >= order_money.c.tolerance


def payment_class() -> Expression:
    """The class of each row of `order_money`.

    What is on its way is no error, and neither is an order that nobody paid: it was cancelled, its
    payment failed, or it is still to come.
    """
    order = order_money.c
    return sa.case(
        (~differ(order.due, order.paid), Paid.EQUAL.value),
        (order.paid > order.due, Paid.OVER.value),
        (order.paid == 0, sa.case((order.pending > 0, Paid.PENDING.value), else_=Paid.NONE.value)),
        (order.paid + order.pending + order.tolerance > order.due, Paid.PENDING.value),
        else_=Paid.UNDER.value,
    )


def of_class(paid: Paid) -> sa.ColumnElement[bool]:
    """Orders that count and are of the class."""
    return sa.and_(order_money.c.counts, payment_class() == paid.value)
