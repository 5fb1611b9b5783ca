"""Every order with its key, its business day, its rate, and whether it reaches the facts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import local_time
from data.build.conversion import converted
from data.build.keys import SUCCEEDED, UNKNOWN, fill, text_or
from data.build.rates import MAX_AGE_DAYS, rates_by_day
from data.span import NothingSold

# Why an order does not count, as `left_out` has it.
BY_STATUS, WITHOUT_RATE = "status", "rate"


class NothingConverted(NothingSold):
    """All that was sold is in currencies without a rate."""


def fill_orders(connection: sa.Connection, timezone: str, reporting: str) -> None:
    """Number all orders and rank the counting ones of each customer over the whole history.

    NothingConverted where orders would count, but none can be told in the reporting currency.
    """
    numbered = _numbered(timezone, reporting).subquery("numbered")
    ranked = sa.and_(numbered.c.counts, numbered.c.customer_key.is_not(None))
    window: dict[str, Any] = {
        "partition_by": [numbered.c.customer_key, numbered.c.counts],
        "order_by": numbered.c.order_key,
    }
    rank = sa.case((ranked, sa.func.row_number().over(**window)), else_=None)
    before, after = (
        sa.case((ranked, beside(numbered.c.date).over(**window)), else_=None)
        for beside in (sa.func.lag, sa.func.lead)
    )
    rows = sa.select(
        *numbered.c,
        rank.label("order_rank"),
        before.label("previous_on"),
        after.label("next_on"),
    )
    fill(connection, schema.dim_order, rows.order_by(numbered.c.order_key))
    _refuse_all_unconverted(connection, reporting)


def _numbered(timezone: str, reporting: str) -> sa.Select[Any]:
    dated = _dated(timezone).subquery("dated")
    customer, rates = schema.dim_customer, rates_by_day(reporting).subquery("rates")
    paid = _masks().subquery("paid")
    joined = (
        dated.outerjoin(customer, customer.c.customer_id == dated.c.customer_id)
        .outerjoin(paid, paid.c.order_id == dated.c.order_id)
        .outerjoin(
            rates, sa.and_(rates.c.currency == dated.c.currency, rates.c.date == dated.c.date)
        )
    )
    own = dated.c.currency == reporting
    rate = sa.case((own, sa.cast(1, schema.Rate)), else_=rates.c.rate)
    key = sa.func.row_number().over(order_by=[dated.c.ordered_at, dated.c.order_id])
    return sa.select(
        key.label("order_key"),
        dated.c.order_id,
        sa.and_(dated.c.wanted, rate.is_not(None)).label("counts"),
        sa.case((~dated.c.wanted, BY_STATUS), (rate.is_(None), WITHOUT_RATE)).label("left_out"),
        dated.c.date,
        dated.c.hour,
        customer.c.customer_key,
        text_or(dated.c.country, UNKNOWN).label("country"),
        text_or(dated.c.channel, UNKNOWN).label("channel"),
        sa.func.coalesce(paid.c.payment_mask, 0).label("payment_mask"),
        dated.c.currency,
        rate.label("rate"),
        converted(dated.c.shipping, rate).label("shipping"),
        converted(dated.c.tax, rate).label("tax"),
    ).select_from(joined)


def _dated(timezone: str) -> sa.Select[Any]:
    """Orders with day and hour of the shop, and whether their status counts (`wanted`)."""
    star, statuses = schema.orders, schema.order_statuses
    clock = sa.select(star, local_time(star.c.ordered_at, timezone).label("local")).subquery(
        "clock"
    )
    return sa.select(
        *clock.c,
        sa.cast(clock.c.local, sa.Date).label("date"),
        sa.cast(sa.extract("hour", clock.c.local), sa.SmallInteger).label("hour"),
        sa.func.coalesce(statuses.c.counts_as_order, sa.false()).label("wanted"),
    ).select_from(clock.outerjoin(statuses, statuses.c.status == clock.c.status))


def _masks() -> sa.Select[Any]:
    payment, method = schema.payments, schema.payment_methods
    return (
        sa.select(payment.c.order_id, sa.func.bit_or(method.c.bit).label("payment_mask"))
        .select_from(payment.join(method, method.c.method == payment.c.method))
        .where(payment.c.status == SUCCEEDED)
        .group_by(payment.c.order_id)
    )


def _refuse_all_unconverted(connection: sa.Connection, reporting: str) -> None:
    order = schema.dim_order
    counted = sa.select(
        sa.func.count().filter(order.c.counts),
        sa.func.count().filter(order.c.left_out == WITHOUT_RATE),
    )
    there, without = connection.execute(counted).one()
    if there or not without:
        return
    names = sa.select(order.c.currency).where(order.c.left_out == WITHOUT_RATE).distinct()
    currencies = ", ".join(sorted(connection.execute(names).scalars()))
    raise NothingConverted(
        f"Nothing can be shown in {reporting}: the {without:,} orders are in {currencies}, and "
        f"there is no rate of their days or the {MAX_AGE_DAYS} days before. Load a table of rates "
        "with the columns currency, date and rate, or set CURRENCY to a currency of the orders."
    )
