"""Orders whose customer, currency, day or status is missing or odd."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import business_day
from data.build.conversion import converted
from data.build.quality.money import order_money
from data.build.quality.rows import Rows, found, money, say
from data.build.quality.scope import Scope

# Nobody sold online before; a date like this is a default or a slip of the pen.
FIRST_YEAR = 2000

Expression = sa.ColumnElement[Any]


def guests(_scope: Scope) -> Rows:
    """Orders without a customer, with what they bring to net sales."""
    fact, known = schema.fact_orders, schema.dim_order
    net = fact.c.gross - fact.c.discount - fact.c.reversed
    return (
        found("orders", known.c.order_id, net)
        .join_from(fact, known, known.c.order_key == fact.c.order_key)
        .where(fact.c.customer_key.is_(None))
    )


def without_rate(scope: Scope) -> Rows:
    """Orders in a currency that nobody can convert: they are in no figure."""
    order = order_money.c
    detail = say(money(order.due), " ", order.currency)
    return found("orders", order.order_id, None, detail).where(
        order.currency != scope.currency, order.rate.is_(None)
    )


def in_other_currency(scope: Scope) -> Rows:
    """Orders that were converted."""
    order = order_money.c
    detail = say(money(order.due), " ", order.currency)
    return found("orders", order.order_id, converted(order.due, order.rate), detail).where(
        order.currency != scope.currency, order.rate.is_not(None)
    )


def in_the_future(scope: Scope) -> Rows:
    """Orders, refunds and payments dated after the release was made."""
    order, refund, payment = order_money, schema.refunds, schema.payments
    amount = converted(order.c.due, order.c.rate)
    return sa.union_all(
        found("orders", order.c.order_id, amount, _on(order.c.ordered_at)).where(
            order.c.ordered_at > scope.built_at
        ),
        *(
            found(table.name, key, converted(table.c.amount, order.c.rate), _on(moment))
            .join_from(table, order, order.c.order_id == table.c.order_id)
            .where(moment > scope.built_at)
            for table, key, moment in (
                (refund, refund.c.refund_id, refund.c.refunded_at),
                (payment, payment.c.payment_id, payment.c.paid_at),
            )
        ),
    )


def before_online_trade(_scope: Scope) -> Rows:
    """Orders dated long ago."""
    order = order_money.c
    start = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001  # naive UTC as in the star
    amount = converted(order.due, order.rate)
    return found("orders", order.order_id, amount, _on(order.ordered_at)).where(
        order.ordered_at < start
    )


def refunded_before_they_were_placed(scope: Scope) -> Rows:
    """Refunds of an earlier day than their order; documents of their own are no orders."""
    refund, order = schema.refunds, order_money
    day = business_day(refund.c.refunded_at, scope.timezone)
    detail = say("Order ", order.c.order_id, " is of ", sa.cast(order.c.date, sa.String))
    return (
        found(refund.name, refund.c.refund_id, converted(refund.c.amount, order.c.rate), detail)
        .join_from(refund, order, order.c.order_id == refund.c.order_id)
        .where(order.c.lines > 0, day < order.c.date)
    )


def of_unknown_status(_scope: Scope) -> Rows:
    """Statuses that nothing describes, with the orders they decide on."""
    order, status = order_money, schema.order_statuses
    undescribed = sa.or_(status.c.status.is_(None), status.c.meaning == schema.UNDESCRIBED)
    count = sa.cast(sa.func.count(), sa.String)
    worth = sa.func.sum(converted(order.c.due, order.c.rate))
    return (
        found(schema.order_statuses.name, order.c.status, worth, say("Orders: ", count))
        .outerjoin_from(order, status, status.c.status == order.c.status)
        .where(undescribed)
        .group_by(order.c.status)
    )


def _on(moment: Expression) -> Expression:
    """The moment in words, in UTC."""
    return say("On ", sa.func.strftime(moment, "%Y-%m-%d %H:%M"), " UTC")
