"""The accepted rows of Shopify's orders export as orders, lines, refunds, payments and who bought.

- Every order counts, also unpaid and cancelled ones; only what the test gateway paid does not.
- A cancelled order is reversed on the day it was cancelled. `Refunded Amount` has no day and no
  lines: it is dated by the order. It holds tax and shipping too, so the goods' part is what is left
  without tax at the order's own rate, and never more than the goods; a refund of all goods reverses
  each line. What was refunded of shipping and tax cannot be told apart: both stay as charged.
- One payment per order: what was captured (Total less Outstanding Balance), or the Total where
  nothing was (authorised is not captured). Several methods stay together as one.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import concluded, identity, shares, sieve, staging
from data.ingest.staging import Bench, Status

Column = sa.ColumnElement[Any]

TEST, CANCELLED = "test", ", cancelled"
MEANINGS = {
    "paid": "Paid in full.",
    "pending": "Not paid yet.",
    "authorized": "The money is reserved, but not collected.",
    "partially_paid": "Paid in part.",
    "partially_refunded": "Paid, and refunded in part.",
    "refunded": "Paid, and refunded in full.",
    "voided": "The reserved money was released and nothing was collected.",
    "expired": "The reserved money was not collected in time.",
}
STATUSES: tuple[Status, ...] = (
    *((status, True, meaning) for status, meaning in MEANINGS.items()),
    *(
        (status + CANCELLED, True, f"{meaning} Cancelled: reversed on that day.")
        for status, meaning in MEANINGS.items()
    ),
    (TEST, False, "Paid by Shopify's test gateway: no sale."),
)
COLLECTED = ("paid", "partially_paid", "refunded", "partially_refunded")
NO_SALE = ("voided", "expired")


def fill(bench: Bench, rows: sa.Table) -> None:
    """Put the accepted rows into the incoming tables."""
    lines = bench.make("shopify_lines", _lines(rows))
    heads = bench.make("shopify_heads", _heads(rows))
    bench.fill(staging.order_items, shares.items(lines))
    bench.fill(staging.orders, _orders(heads))
    bench.fill(staging.payments, _payments(heads))
    concluded.reversals(bench, heads)
    concluded.products(bench, lines)
    concluded.customers(bench, heads)
    bench.add_statuses(STATUSES)
    bench.add_other_statuses()
    bench.drop(lines)
    bench.drop(heads)


def _lines(rows: sa.Table) -> sa.Select[Any]:
    number = sieve.copy_number(rows, rows.c.name)
    return sa.select(
        sa.func.concat(rows.c.name, "-", number).label("line_id"),
        rows.c.name.label("order_id"),
        rows.c.code.label("product_id"),
        rows.c.quantity,
        rows.c.gross,
        rows.c.discount_net.label("discount"),
        rows.c.item.label("called"),
    ).where(rows.c.item.is_not(None))


def _heads(rows: sa.Table) -> sa.Select[Any]:
    """One row per order: what it is, who bought, and what of its goods was taken back."""
    c = rows.c
    cancelled = c.cancelled.is_not(None)
    financial = sa.func.lower(sa.func.coalesce(c.financial, "paid"))
    test = sa.func.coalesce(sa.func.lower(c.method).contains("bogus"), sa.false())
    status = sa.func.concat(financial, sa.case((cancelled, CANCELLED), else_=""))
    return sa.select(
        c.name.label("order_id"),
        identity.person(c.email).label("person"),
        sa.func.lower(c.email).label("email"),
        c.person.label("called"),
        sa.func.coalesce(c.country, c.ship_country).label("country"),
        c.city,
        financial.label("financial"),
        sa.case((test, TEST), else_=status).label("status"),
        cancelled.label("whole"),
        sa.case((cancelled, "Cancelled"), else_="Refunded").label("reason"),
        sa.func.coalesce(c.cancelled, c.created).label("reversed_at"),
        sa.case((cancelled, c.goods), else_=_goods_refunded(c)).label("reversed"),
        c.goods,
        c.created,
        sa.func.coalesce(c.paid, c.created).label("paid_at"),
        c.method,
        c.source,
        c.currency,
        c.net_shipping,
        c.tax,
        c.total,
        sa.func.coalesce(c.outstanding, 0).label("outstanding"),
    ).where(c.is_head)


def _goods_refunded(c: Any) -> Column:
    """The goods' part of the refunded amount, net of tax."""
    named = sa.func.coalesce(c.refunded, 0)
    everything = sa.and_(sa.func.lower(c.financial) == "refunded", named == 0)
    refunded = sa.case((everything, c.o_total), else_=named)
    goods = sa.cast(c.goods, sa.Double)
    # Tax in prices is in shipping too; tax on top seldom is.
    of_goods = sa.case((c.included, goods / sa.func.nullif(goods + c.net_shipping, 0)), else_=1)
    with_tax = goods + c.o_taxes * of_goods
    part = shares.rounded(refunded * goods / sa.func.nullif(with_tax, 0), c.unit)
    return sa.func.least(sa.func.coalesce(part, 0), c.goods)


def _orders(heads: sa.Table) -> sa.Select[Any]:
    c = heads.c
    return sa.select(
        c.order_id,
        c.person,
        c.created,
        c.status,
        c.country,
        c.source,
        c.currency,
        c.net_shipping,
        c.tax,
        c.total,
    )


def _payments(heads: sa.Table) -> sa.Select[Any]:
    c = heads.c
    collected = c.financial.in_(COLLECTED)
    amount = sa.case((collected, c.total - c.outstanding), else_=c.total)
    status = sa.case(
        (collected, "succeeded"), (c.financial.in_(NO_SALE), "failed"), else_="pending"
    )
    named = sa.func.list_sort(sa.func.string_split(c.method, " + "))
    return sa.select(
        c.order_id,
        c.order_id,
        sa.func.coalesce(sa.func.array_to_string(named, " + "), "not named"),
        amount,
        status,
        c.paid_at,
    ).where(amount > 0)
