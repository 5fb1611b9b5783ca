"""The same thing recorded twice.

A repeated order line is no error: it is how shops ring up two of a thing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import local_time
from data.build.conversion import converted
from data.build.keys import SUCCEEDED
from data.build.quality.classes import differ
from data.build.quality.money import line_amount, order_money
from data.build.quality.rows import Rows, found, say

Expression = sa.ColumnElement[Any]


def surplus_payments() -> sa.Subquery:
    """Succeeded payments that repeat an earlier one of an order that is paid too much.

    The same method and amount within the same minute, or the same id in another spelling. An order
    paid exactly by two equal vouchers has none. Columns `payment_id`, `order_id`, `amount`, `rate`.
    """
    payment, order = schema.payments, order_money
    overpaid = sa.and_(order.c.paid > order.c.due, differ(order.c.paid, order.c.due))
    minute = sa.func.date_trunc("minute", payment.c.paid_at)
    shared = (payment.c.order_id, payment.c.amount)
    times = sa.func.greatest(1, sa.func.round((order.c.paid - order.c.due) / payment.c.amount))
    numbered = (
        sa.select(
            payment.c.payment_id,
            payment.c.order_id,
            payment.c.amount,
            order.c.rate,
            times.label("times"),
            *_places("moment", payment.c.payment_id, *shared, payment.c.method, minute),
            *_places("name", payment.c.payment_id, *shared, plain(payment.c.payment_id)),
        )
        .join_from(payment, order, order.c.order_id == payment.c.order_id)
        .where(payment.c.status == SUCCEEDED, payment.c.amount > 0, overpaid)
        .subquery("numbered")
    )
    n = numbered.c
    again = [
        sa.and_(n[f"{kind}_place"] > 1, n[f"{kind}_left"] <= n.times) for kind in ("moment", "name")
    ]
    return (
        sa.select(n.payment_id, n.order_id, n.amount, n.rate)
        .where(sa.or_(*again))
        .subquery("surplus")
    )


def _places(kind: str, key: Expression, *same: Expression) -> list[sa.Label[Any]]:
    """Which of the equal rows it is, from the first (`…_place`) and from the last (`…_left`)."""
    number = sa.func.row_number()
    return [
        number.over(partition_by=same, order_by=key).label(f"{kind}_place"),
        number.over(partition_by=same, order_by=key.desc()).label(f"{kind}_left"),
    ]


def plain(key: Expression) -> Expression:
    """An id without the accidents of its spelling: "#1001-A" is 1001a."""
    return sa.func.regexp_replace(sa.func.lower(key), "[^a-z0-9]", "", "g")


def payments() -> Rows:
    """Payments recorded twice."""
    again = surplus_payments()
    detail = say("Order ", again.c.order_id)
    amount = converted(again.c.amount, again.c.rate)
    return found(schema.payments.name, again.c.payment_id, amount, detail)


def orders(timezone: str) -> Rows:
    """Orders of one customer at one moment with equal lines.

    Of guests, and where the source gives no time of day, only those of one id in two spellings.
    """
    order, line = order_money, _lines().subquery("line")
    same = (_twin(timezone), order.c.ordered_at, line.c.print)
    again = (
        sa.select(
            order.c.order_id,
            order.c.due,
            order.c.rate,
            sa.func.row_number().over(partition_by=same, order_by=order.c.order_id).label("place"),
            sa.func.min(order.c.order_id).over(partition_by=same).label("first"),
        )
        .join_from(order, line, line.c.order_id == order.c.order_id)
        .where(order.c.counts)
        .subquery("again")
    )
    detail = say("The same as order ", again.c.first)
    amount = converted(again.c.due, again.c.rate)
    return found("orders", again.c.order_id, amount, detail).where(again.c.place > 1)


def _twin(timezone: str) -> Expression:
    """What two orders have to share, beside moment and lines, to be one order entered twice."""
    order = order_money.c
    clock = local_time(order.ordered_at, timezone)
    timed = clock != sa.func.date_trunc("day", clock)
    person = sa.case((timed, say("customer ", order.customer_id)))
    name = say("order ", plain(order.order_id))
    return sa.case((order.customer_id.is_(None), name), else_=sa.func.coalesce(person, name))


def _lines() -> sa.Select[Any]:
    """A print of the lines of the orders that could be doubles, whatever the order of the lines."""
    item = schema.order_items
    said = sa.func.hash(item.c.product_id, item.c.quantity, line_amount(item))
    return (
        sa.select(item.c.order_id, sa.func.sum(said).label("print"))
        .where(item.c.order_id.in_(_candidates()))
        .group_by(item.c.order_id)
    )


def _candidates() -> sa.Select[Any]:
    order = order_money.c
    equal = sa.tuple_(order.ordered_at, order.due)
    moments = (
        sa.select(order.ordered_at, order.due)
        .where(order.counts, order.due > 0)
        .group_by(order.ordered_at, order.due)
        .having(sa.func.count() > 1)
    )
    return sa.select(order.order_id).where(equal.in_(moments))
