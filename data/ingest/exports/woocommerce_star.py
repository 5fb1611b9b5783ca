"""The accepted rows of WooCommerce's line-item export as orders, lines, refunds and payments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import concluded, identity, shares, staging
from data.ingest.errors import LoadError
from data.ingest.staging import Bench, Status

Column = sa.ColumnElement[Any]

STATUSES: tuple[Status, ...] = (
    ("completed", True, "Paid and sent."),
    ("processing", True, "Paid, to be sent."),
    ("on-hold", True, "The payment is awaited."),
    ("pending", True, "Not paid yet."),
    ("refunded", True, "Paid, and refunded in full."),
    ("cancelled", True, "Cancelled; reversed on the day of the order, as no other day is known."),
    ("failed", True, "The payment failed; reversed on the day of the order."),
    ("trash", False, "In the trash: deleted."),
    ("draft", False, "A draft: not ordered."),
    ("auto-draft", False, "A draft: not ordered."),
    ("checkout-draft", False, "A checkout that was not finished."),
)
VOID = ("cancelled", "failed")
COLLECTED = ("completed", "processing", "refunded")


def needs_currency(bench: Bench) -> None:
    """Refuse amounts of which nothing says the currency."""
    if not bench.currency:
        raise LoadError(
            "Say which currency the amounts are in, for example with CURRENCY=EUR before the "
            "command: WooCommerce's exports do not tell."
        )


def status_of(text: Column) -> Column:
    """WooCommerce's own word for a status, however it is shown: wc-on-hold, On hold."""
    bare = sa.func.regexp_replace(sa.func.lower(sa.func.trim(text)), "^wc-", "")
    dashed = sa.func.replace(bare, " ", "-")
    return sa.case(
        (dashed == "pending-payment", "pending"),
        (dashed == "canceled", "cancelled"),
        else_=sa.func.coalesce(dashed, "completed"),
    )


def fill(bench: Bench, rows: sa.Table) -> None:
    """Put the accepted rows into the incoming tables."""
    lines = bench.make("woocommerce_items", _lines(rows))
    heads = bench.make("woocommerce_heads", _heads(rows))
    bench.fill(staging.order_items, shares.items(lines))
    bench.fill(staging.orders, _orders(heads, bench))
    bench.fill(staging.refunds, _refunded_lines(lines, heads))
    bench.fill(staging.payments, _payments(heads))
    concluded.reversals(bench, heads)
    concluded.products(bench, lines)
    concluded.customers(bench, heads)
    bench.add_statuses(STATUSES)
    bench.add_other_statuses()
    bench.drop(lines)
    bench.drop(heads)


def _lines(rows: sa.Table) -> sa.Select[Any]:
    number = sa.func.row_number().over(partition_by=rows.c.number, order_by=rows.c.row_number)
    return sa.select(
        sa.func.concat(rows.c.number, "-", number).label("line_id"),
        rows.c.number.label("order_id"),
        rows.c.code.label("product_id"),
        rows.c.quantity,
        rows.c.gross,
        rows.c.off.label("discount"),
        rows.c.called,
        rows.c.refunded,
        (rows.c.quantity - sa.func.coalesce(rows.c.left, rows.c.quantity)).label("taken_back"),
    ).where(rows.c.item.is_not(None))


def _heads(rows: sa.Table) -> sa.Select[Any]:
    """One row per order, with what was taken back of it beyond what its lines tell."""
    c = rows.c
    status = status_of(c.o_status)
    by_line = c.o_line_refunded > 0
    all_of_it = sa.or_(
        status.in_(VOID),
        sa.and_(status == "refunded", ~by_line, c.o_refund == 0),
        # Also where its lines name only a part of it: the rest was refunded as an amount.
        sa.and_(c.o_refund > 0, c.o_refund >= c.o_total),
    )
    goods = sa.cast(c.goods, sa.Double)
    with_tax = sa.func.nullif(goods + c.taxes, 0)
    part = sa.func.coalesce(shares.rounded(c.o_refund * goods / with_tax, c.unit), 0)
    return sa.select(
        c.number.label("order_id"),
        identity.person(c.o_email).label("person"),
        sa.func.lower(c.o_email).label("email"),
        sa.func.nullif(sa.func.concat_ws(" ", c.o_first, c.o_last), "").label("called"),
        c.o_country.label("country"),
        c.o_city.label("city"),
        status.label("status"),
        c.o_date.label("ordered_at"),
        c.o_date.label("reversed_at"),
        all_of_it.label("whole"),
        sa.case((by_line, 0), else_=sa.func.least(part, c.goods)).label("reversed"),
        sa.case((status.in_(VOID), sa.func.concat(sa.func.upper(sa.func.left(status, 1)),
         sa.func.substr(status, 2))), else_="Refunded").label("reason"),
        c.goods,
        c.o_shipping.label("shipping"),
        c.o_tax.label("tax"),
        c.o_total.label("total"),
        c.o_method.label("method"),
    ).where(c.is_first)  # fmt: skip


def _orders(heads: sa.Table, bench: Bench) -> sa.Select[Any]:
    c = heads.c
    return sa.select(
        c.order_id,
        c.person,
        c.ordered_at,
        c.status,
        c.country,
        sa.null(),
        sa.literal(bench.currency),
        c.shipping,
        c.tax,
        c.total,
    )


def _refunded_lines(lines: sa.Table, heads: sa.Table) -> sa.Select[Any]:
    """What lines say was taken back of them, of orders that were not taken back as a whole."""
    line, head = lines.c, heads.c
    return (
        sa.select(
            line.line_id,
            line.order_id,
            line.line_id,
            line.product_id,
            head.reversed_at,
            line.taken_back,
            line.refunded,
            head.reason,
        )
        .join_from(lines, heads, line.order_id == head.order_id)
        .where(line.refunded > 0, ~head.whole)
    )


def _payments(heads: sa.Table) -> sa.Select[Any]:
    c = heads.c
    status = sa.case(
        (c.status.in_(COLLECTED), "succeeded"), (c.status.in_(VOID), "failed"), else_="pending"
    )
    return sa.select(
        c.order_id,
        c.order_id,
        sa.func.coalesce(c.method, "not named"),
        c.total,
        status,
        c.ordered_at,
    ).where(c.total > 0)
