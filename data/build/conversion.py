"""Amounts in the reporting currency, rounded so that what nets to zero still does.

All amounts of an order are converted at the order's rate. A line's net (gross less discount) and
its gross are rounded to four decimals, and the discount is what lies between them: taking the whole
line back takes back exactly its net.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

Amount = sa.ColumnElement[Any]


def converted(amount: Amount, rate: Amount) -> Amount:
    """The amount at the rate; halves are rounded away from zero."""
    return sa.case((rate == 1, amount), else_=sa.cast(amount * rate, schema.Money))


def gross_of(item: sa.FromClause) -> Amount:
    """A line's gross in its own currency."""
    return sa.cast(item.c.unit_price * item.c.quantity, schema.Money)


def net_of(item: sa.FromClause, rate: Amount) -> Amount:
    """A line's gross less its discount, converted."""
    return converted(gross_of(item) - item.c.discount, rate)


def discount_of(item: sa.FromClause, rate: Amount) -> Amount:
    """A line's discount, converted."""
    between = converted(gross_of(item), rate) - net_of(item, rate)
    return sa.case((rate == 1, item.c.discount), else_=between)


def converted_refunds() -> sa.Select[Any]:
    """`refunds` with `amount` converted; those of orders without a rate are missing.

    Several refunds of a line are rounded together: in all they take back what one refund would.
    Where an order was taken back whole, its last refund also takes the fractions that rounding
    left, however the refunds were spread over its lines.
    """
    part = _parts().subquery("part")
    whole = _whole_orders().subquery("whole")
    everything = sa.and_(part.c.is_last, part.c.refunded == whole.c.net)
    left = sa.case((everything, whole.c.converted - part.c.taken), else_=0)
    names = [column.name for column in schema.refunds.c if column.name != "amount"]
    return sa.select(
        *(part.c[name] for name in names),
        sa.cast(part.c.converted + left, schema.Money).label("amount"),
    ).select_from(part.outerjoin(whole, whole.c.order_id == part.c.order_id))


def _parts() -> sa.Select[Any]:
    """Refunds with their converted share of the line, and what holds of their whole order.

    `refunded`: the sum in its own currency; `taken`: the converted sum.
    """
    share = _shares().subquery("share")
    later = sa.func.row_number().over(
        partition_by=share.c.order_id,
        order_by=[share.c.refunded_at.desc(), share.c.refund_id.desc()],
    )
    return sa.select(
        *share.c,
        (later == 1).label("is_last"),
        sa.func.sum(share.c.amount).over(partition_by=share.c.order_id).label("refunded"),
        sa.func.sum(share.c.converted).over(partition_by=share.c.order_id).label("taken"),
    )


def _shares() -> sa.Select[Any]:
    refund, order = schema.refunds, schema.dim_order
    so_far = sa.func.sum(refund.c.amount).over(
        partition_by=[refund.c.order_id, refund.c.order_item_id],
        order_by=[refund.c.refunded_at, refund.c.refund_id],
        rows=(None, 0),
    )
    known = sa.select(refund, order.c.rate, sa.cast(so_far, schema.Money).label("so_far"))
    row = (
        known.join_from(refund, order, order.c.order_id == refund.c.order_id)
        .where(order.c.rate.is_not(None))
        .subquery("row")
    )
    before = converted(row.c.so_far - row.c.amount, row.c.rate)
    share = converted(row.c.so_far, row.c.rate) - before
    names = [column.name for column in refund.c]
    return sa.select(*(row.c[name] for name in names), share.label("converted"))


def _whole_orders() -> sa.Select[Any]:
    """Orders in another currency: their net in it, and the converted net of their lines."""
    item, order = schema.order_items, schema.dim_order
    return (
        sa.select(
            item.c.order_id,
            sa.func.sum(gross_of(item) - item.c.discount).label("net"),
            sa.func.sum(net_of(item, order.c.rate)).label("converted"),
        )
        .join_from(item, order, order.c.order_id == item.c.order_id)
        .where(order.c.rate != 1)
        .group_by(item.c.order_id)
    )
