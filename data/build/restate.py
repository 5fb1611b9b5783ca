"""Why closed months changed since the release before: order by order, by cause.

A month is closed once the release before reached its last day. What an order gave to a month before
and gives to it now differs for one cause for its sales, and one for its reversals of a day; so the
causes of a month add up to the change of its numbers.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.build.snapshot import (
    Lineage,
    closed_months,
    orders_before,
    orders_now,
    reversals_before,
    reversals_now,
    temporary,
)
from data.schema import Cause, Money

LARGEST = 200

# Up to this difference an amount is the same at another rate: each of its lines was rounded.
SAME, SAME_SHARE = 0.01, 0.00001

effects = temporary(
    "effects",
    sa.Column("month", sa.Date),
    sa.Column("cause", sa.String),
    sa.Column("order_id", sa.String),
    sa.Column("gross", Money),
    sa.Column("discount", Money),
    sa.Column("reversed", Money),
    sa.Column("net_before", Money),
    sa.Column("net_after", Money),
)

Value = sa.ColumnElement[Any]


def write_restatements(connection: sa.Connection, lineage: Lineage, currency: str) -> None:
    """Compare what was kept of the base with the facts, and add the outcome to the log."""
    fill(connection, effects, _left_or_changed())
    fill(connection, effects, _arrived())
    fill(connection, effects, _reversed())
    _add_months(connection, lineage, currency)
    _add_orders(connection, lineage)


def _left_or_changed() -> sa.Select[Any]:
    """Orders that were in a closed month: gone, elsewhere, or there with other money."""
    old, now = orders_before, orders_now().subquery("now")
    stays = sa.func.coalesce(now.c.month == old.c.month, sa.false())
    gross = sa.case((stays, now.c.gross), else_=0)
    discount = sa.case((stays, now.c.discount), else_=0)
    cause = sa.case(
        (_without_rate(now), Cause.OTHER_RATE),
        (now.c.month.is_(None), Cause.REMOVED_ORDERS),
        (~stays, Cause.MOVED_ORDERS),
        (
            sa.and_(
                _same_but_for_rates(old, now, _net(old), _net(now)),
                _same_but_for_rates(old, now, old.c.gross, now.c.gross),
            ),
            Cause.OTHER_RATE,
        ),
        else_=Cause.CHANGED_ORDERS,
    )
    return (
        sa.select(
            old.c.month,
            cause.label("cause"),
            old.c.order_id,
            (gross - old.c.gross).label("gross"),
            (discount - old.c.discount).label("discount"),
            sa.literal(0).label("reversed"),
            _net(old).label("net_before"),
            (gross - discount).label("net_after"),
        )
        .select_from(old.outerjoin(now, now.c.order_id == old.c.order_id))
        .where(_closed(old.c.month))
        .where(sa.or_(gross != old.c.gross, discount != old.c.discount))
    )


def _arrived() -> sa.Select[Any]:
    """Orders that are in a closed month and were not in it before."""
    old, now = orders_before, orders_now().subquery("now")
    cause = sa.case(
        (_without_rate(old), Cause.OTHER_RATE),
        (old.c.month.is_(None), Cause.LATE_ORDERS),
        else_=Cause.MOVED_ORDERS,
    )
    return (
        sa.select(
            now.c.month,
            cause.label("cause"),
            now.c.order_id,
            now.c.gross,
            now.c.discount,
            sa.literal(0).label("reversed"),
            sa.literal(0).label("net_before"),
            _net(now).label("net_after"),
        )
        .select_from(now.outerjoin(old, old.c.order_id == now.c.order_id))
        .where(_closed(now.c.month), old.c.month.is_distinct_from(now.c.month))
        .where(sa.or_(now.c.gross != 0, now.c.discount != 0))
    )


def _reversed() -> sa.Select[Any]:
    """Reversals of closed months; one that only changed its day within a month changed nothing."""
    day = _reversals_of_days().subquery("day")
    old, now = orders_before, orders_now().subquery("now")
    cause = sa.case(
        (sa.and_(day.c.before.is_(None), _without_rate(old)), Cause.OTHER_RATE),
        (day.c.before.is_(None), Cause.LATE_REVERSALS),
        (sa.and_(day.c.after.is_(None), _without_rate(now)), Cause.OTHER_RATE),
        (_same_but_for_rates(old, now, day.c.before, day.c.after), Cause.OTHER_RATE),
        else_=Cause.CHANGED_REVERSALS,
    )
    return (
        sa.select(
            day.c.month,
            cause.label("cause"),
            day.c.order_id,
            sa.literal(0).label("gross"),
            sa.literal(0).label("discount"),
            day.c.change.label("reversed"),
            (-_zero(day.c.before)).label("net_before"),
            (-_zero(day.c.after)).label("net_after"),
        )
        .select_from(
            day.outerjoin(old, old.c.order_id == day.c.order_id).outerjoin(
                now, now.c.order_id == day.c.order_id
            )
        )
        .where(day.c.change != 0, day.c.of_month != 0)
    )


def _reversals_of_days() -> sa.Select[Any]:
    old, now = reversals_before, reversals_now().subquery("reversals_now")
    same = sa.and_(old.c.order_id == now.c.order_id, old.c.date == now.c.date)
    month = sa.func.coalesce(old.c.month, now.c.month)
    order_id = sa.func.coalesce(old.c.order_id, now.c.order_id)
    change = _zero(now.c.amount) - _zero(old.c.amount)
    return sa.select(
        month.label("month"),
        order_id.label("order_id"),
        old.c.amount.label("before"),
        now.c.amount.label("after"),
        change.label("change"),
        sa.func.sum(change).over(partition_by=[order_id, month]).label("of_month"),
    ).select_from(old.outerjoin(now, same, full=True))


def _closed(month: Value) -> sa.ColumnElement[bool]:
    return month.in_(sa.select(closed_months.c.month))


def _net(order: sa.FromClause) -> Value:
    return order.c.gross - order.c.discount


def _zero(amount: Value) -> Value:
    return sa.func.coalesce(amount, 0)


def _without_rate(order: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether it is there and cannot be told in the reporting currency."""
    return sa.and_(order.c.order_id.is_not(None), order.c.rate.is_(None))


def _same_but_for_rates(
    old: sa.FromClause, now: sa.FromClause, before: Value, after: Value
) -> sa.ColumnElement[bool]:
    """Whether two amounts are the same in their own currency, at different rates."""
    scaled = sa.cast(before, sa.Double) * (
        sa.cast(now.c.rate, sa.Double) / sa.cast(old.c.rate, sa.Double)
    )
    found = sa.cast(after, sa.Double)
    near = sa.func.abs(scaled - found) <= SAME + SAME_SHARE * sa.func.abs(found)
    return sa.func.coalesce(sa.and_(old.c.rate != now.c.rate, near), sa.false())


def _add_months(connection: sa.Connection, lineage: Lineage, currency: str) -> None:
    c = effects.c
    rows = (
        sa.select(
            sa.literal(lineage.release).label("release_id"),
            sa.literal(lineage.base).label("compared_with"),
            c.month,
            c.cause,
            sa.func.count(sa.distinct(c.order_id)).label("orders"),
            sa.func.sum(c.gross).label("gross_sales"),
            sa.func.sum(c.discount).label("discounts"),
            sa.func.sum(c.reversed).label("reversals"),
            sa.func.sum(c.gross - c.discount - c.reversed).label("net_sales"),
            sa.literal(currency).label("currency"),
        )
        .group_by(c.month, c.cause)
        .order_by(c.month, c.cause)
    )
    fill(connection, schema.restatements, rows)


def _add_orders(connection: sa.Connection, lineage: Lineage) -> None:
    """The largest of each month; several days of one order and cause are one row."""
    c = effects.c
    before, after = sa.func.sum(c.net_before), sa.func.sum(c.net_after)
    place = sa.func.row_number().over(
        partition_by=c.month, order_by=[sa.func.abs(after - before).desc(), c.order_id, c.cause]
    )
    names = [c.month, c.cause, c.order_id]
    orders = (
        sa.select(
            *names,
            before.label("net_before"),
            after.label("net_after"),
            place.label("place"),
        )
        .group_by(*names)
        .subquery("orders")
    )
    rows = (
        sa.select(
            sa.literal(lineage.release).label("release_id"),
            *(column for column in orders.c if column.name != "place"),
        )
        .where(orders.c.place <= LARGEST)
        .order_by(orders.c.month, orders.c.place)
    )
    fill(connection, schema.restated_orders, rows)
