"""Orders: what the source says, what the lines come to, and what was paid."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.conversion import converted
from data.build.quality import orphans
from data.build.quality.classes import Paid, differ, payment_class
from data.build.quality.doubles import surplus_payments
from data.build.quality.money import order_money
from data.build.quality.pair import differing, totals
from data.build.quality.rows import Rows, say


def said_totals() -> sa.Select[Any]:
    """Of orders whose total the source names: those totals, and what the lines come to."""
    order = order_money.c
    said, due = (sa.func.sum(converted(amount, order.rate)) for amount in (order.said, order.due))
    return totals(said, due, sa.func.count()).where(order.counts, order.said.is_not(None))


def said_rows() -> Rows:
    """Orders whose lines come to something else than the source says."""
    order = order_money.c
    worth = converted(order.due - order.said, order.rate)
    detail = say("In ", order.currency)
    return differing(
        "orders", order.order_id, left=order.said, right=order.due, worth=worth, detail=detail
    ).where(order.counts, order.said.is_not(None), differ(order.said, order.due))


def _compared() -> sa.ColumnElement[bool]:
    """Orders somebody paid; unpaid and pending ones are their own classes."""
    order = order_money.c
    classes = [paid.value for paid in (Paid.EQUAL, Paid.OVER, Paid.UNDER)]
    return sa.and_(order.counts, order.paid != 0, payment_class().in_(classes))


def paid_totals() -> sa.Select[Any]:
    """Of orders that somebody paid: what was due, and all that was paid."""
    order = order_money.c
    lost = orphans.payments().subquery("lost")
    stray = sa.select(sa.func.coalesce(sa.func.sum(lost.c.amount), 0)).scalar_subquery()
    strays = sa.select(sa.func.count()).select_from(lost).scalar_subquery()
    due, paid = (
        sa.func.coalesce(sa.func.sum(converted(amount, order.rate)), 0)
        for amount in (order.due, order.paid)
    )
    return totals(due, paid + stray, sa.func.count() + strays).where(_compared())


def paid_rows() -> Rows:
    """Payments that are there twice where they explain the difference, else the order itself."""
    again = _explaining()
    return sa.union_all(_unequal(again), _twice(again), _stray())


def _unequal(again: sa.Subquery) -> sa.Select[Any]:
    order = order_money.c
    return differing(
        "orders",
        order.order_id,
        left=order.due,
        right=order.paid,
        worth=converted(order.paid - order.due, order.rate),
        detail=say("In ", order.currency),
    ).where(
        _compared(),
        differ(order.due, order.paid),
        order.order_id.not_in(sa.select(again.c.order_id)),
    )


def _twice(again: sa.Subquery) -> sa.Select[Any]:
    return differing(
        schema.payments.name,
        again.c.payment_id,
        left=None,
        right=again.c.amount,
        worth=converted(again.c.amount, again.c.rate),
        detail=say("Recorded twice for order ", again.c.order_id),
    )


def _stray() -> sa.Select[Any]:
    lost = orphans.payments().subquery("stray").c
    return differing(
        lost.table_name,
        lost.row_id,
        left=None,
        right=lost.amount,
        worth=lost.amount,
        detail=lost.detail,
    )


def _explaining() -> sa.Subquery:
    """Surplus payments of counting orders that come to just what was paid too much."""
    again, order = surplus_payments(), order_money
    surplus = sa.func.sum(again.c.amount).over(partition_by=again.c.order_id)
    joined = (
        sa.select(again, surplus.label("surplus"), order.c.due, order.c.paid, order.c.tolerance)
        .join_from(again, order, order.c.order_id == again.c.order_id)
        .where(order.c.counts)
        .subquery("joined")
    )
    rest = sa.func.abs(joined.c.paid - joined.c.due - joined.c.surplus)
    names = ("payment_id", "order_id", "amount", "rate")
    return (
        sa.select(*(joined.c[name] for name in names))
        .where(rest < joined.c.tolerance)
        .subquery("explaining")
    )
