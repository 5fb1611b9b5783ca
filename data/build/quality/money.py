"""Per order: what its lines come to, what the source said, and what was paid and given back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from data import schema
from data.build.conversion import gross_of
from data.build.keys import SUCCEEDED, fill
from data.schema import Money, Rate

PENDING = "pending"

# Amounts are equal when they differ by less than half of the smallest coin of their currency:
# half a cent, half a yen, half a thousandth of a dinar. What is less comes from rounding.
HALF_A_COIN = Decimal("0.5")

Expression = sa.ColumnElement[Any]

# Every order, amounts in its own currency. `goods` is lines - discounts, `due` is that + shipping +
# tax, `said` what the source says had to be paid. Lives in the connection that builds.
order_money = sa.Table(
    "order_money",
    sa.MetaData(),
    sa.Column("order_id", sa.String),
    sa.Column("customer_id", sa.String),
    sa.Column("customer_key", sa.Integer),
    sa.Column("ordered_at", sa.DateTime),
    sa.Column("date", sa.Date),
    sa.Column("status", sa.String),
    sa.Column("counts", sa.Boolean),
    sa.Column("currency", sa.String),
    sa.Column("rate", Rate),
    sa.Column("tolerance", Money),
    sa.Column("lines", sa.BigInteger),
    sa.Column("goods", Money),
    sa.Column("due", Money),
    sa.Column("said", Money),
    sa.Column("paid", Money),
    sa.Column("pending", Money),
    sa.Column("refunded", Money),
    prefixes=["TEMPORARY"],
)


def line_amount(item: sa.FromClause) -> Expression:
    """What an order line costs after its discount."""
    return gross_of(item) - item.c.discount


def fill_orders(connection: sa.Connection) -> None:
    """Create and fill `order_money`."""
    order_money.drop(connection, checkfirst=True)
    order_money.create(connection)
    fill(connection, order_money, _orders(_tolerances(connection)))


def _tolerances(connection: sa.Connection) -> dict[str, Decimal]:
    """Currency -> what two equal amounts may differ by at most."""
    used = connection.execute(sa.select(schema.orders.c.currency).distinct()).scalars()
    return {code: HALF_A_COIN.scaleb(-get_currency_precision(code)) for code in used}


def _orders(tolerances: dict[str, Decimal]) -> sa.Select[Any]:
    order, known = schema.orders, schema.dim_order
    lines, payments = _lines().subquery("lines"), _payments().subquery("paid")
    refunds = _refunds().subquery("refunds")
    joined = order.outerjoin(known, known.c.order_id == order.c.order_id)
    for part in (lines, payments, refunds):
        joined = joined.outerjoin(part, part.c.order_id == order.c.order_id)
    tolerance = sa.case(tolerances, value=order.c.currency) if tolerances else sa.null()
    names = ("order_id", "customer_id", "ordered_at", "status", "currency")
    return sa.select(
        *(order.c[name] for name in names),
        *(known.c[name] for name in ("customer_key", "date", "counts", "rate")),
        sa.cast(tolerance, Money).label("tolerance"),
        _zero(lines.c.lines).label("lines"),
        _zero(lines.c.amount).label("goods"),
        (_zero(lines.c.amount) + order.c.shipping + order.c.tax).label("due"),
        order.c.total.label("said"),
        *(_zero(payments.c[name]).label(name) for name in ("paid", "pending")),
        _zero(refunds.c.amount).label("refunded"),
    ).select_from(joined)


def _lines() -> sa.Select[Any]:
    item = schema.order_items
    amount = sa.func.sum(line_amount(item)).label("amount")
    return sa.select(item.c.order_id, amount, sa.func.count().label("lines")).group_by(
        item.c.order_id
    )


def _payments() -> sa.Select[Any]:
    payment = schema.payments
    sums = (
        sa.func.sum(sa.case((payment.c.status == status, payment.c.amount), else_=0)).label(name)
        for status, name in ((SUCCEEDED, "paid"), (PENDING, "pending"))
    )
    return sa.select(payment.c.order_id, *sums).group_by(payment.c.order_id)


def _refunds() -> sa.Select[Any]:
    refund = schema.refunds
    return sa.select(refund.c.order_id, sa.func.sum(refund.c.amount).label("amount")).group_by(
        refund.c.order_id
    )


def _zero(column: Expression) -> Expression:
    return sa.func.coalesce(column, 0)
