"""The accepted rows of WooCommerce's orders report as orders, lines and reversals."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import concluded, identity, shares, staging
from data.ingest.exports.woocommerce_star import STATUSES, VOID
from data.ingest.staging import Bench
from data.schema import Money

SEVERAL = "Several products"
REFUND = "refund"
DOCUMENT = (REFUND, False, "A refund on its own day; it names its order, but stands by itself.")


def fill(bench: Bench, rows: sa.Table) -> None:
    """Put the accepted rows into the incoming tables."""
    lines = bench.make("woocommerce_items", _lines(rows))
    named = bench.make("woocommerce_named", _named(rows))
    heads = bench.make("woocommerce_heads", _heads(rows))
    bench.fill(staging.order_items, shares.items(lines))
    bench.fill(staging.orders, _orders(rows, bench))
    bench.fill(staging.refunds, _refunds(rows))
    concluded.reversals(bench, heads)
    concluded.products(bench, named)
    concluded.customers(bench, heads)
    bench.run(
        staging.products.update()
        .where(staging.products.c.product_id == SEVERAL)
        .values(is_product=False, unit_price=None)
    )
    bench.add_statuses((*STATUSES, DOCUMENT))
    bench.add_other_statuses()
    for table in (lines, named, heads):
        bench.drop(table)


def _lines(rows: sa.Table) -> sa.Select[Any]:
    c = rows.c
    name = sa.func.coalesce(c.single, SEVERAL)
    return sa.select(
        sa.func.concat(c.document, "-1").label("line_id"),
        c.document.label("order_id"),
        name.label("product_id"),
        # Something sold that is no item, such as a fee, is one piece of itself.
        sa.case((sa.and_(c.sold == 0, c.net > 0), 1), else_=c.sold).label("quantity"),
        c.net.label("gross"),
        sa.cast(sa.literal(0), Money).label("discount"),
        name.label("called"),
    ).where(~c.refund)


def _named(rows: sa.Table) -> sa.Select[Any]:
    """Products of orders, and those of which only a refund is known."""
    name = sa.func.coalesce(rows.c.single, SEVERAL)
    return sa.select(name.label("product_id"), name.label("called")).where(
        sa.or_(~rows.c.refund, rows.c.single.is_not(None))
    )


def _heads(rows: sa.Table) -> sa.Select[Any]:
    """One row per order and per refund; only what was cancelled or failed is reversed here."""
    c = rows.c
    reason = sa.case((c.status == "failed", "Failed"), else_="Cancelled")
    return sa.select(
        c.document.label("order_id"),
        identity.person(c.customer).label("person"),
        sa.cast(sa.null(), sa.String).label("email"),
        c.customer.label("called"),
        sa.cast(sa.null(), sa.String).label("country"),
        sa.cast(sa.null(), sa.String).label("city"),
        c.net.label("goods"),
        sa.cast(sa.literal(0), Money).label("reversed"),
        sa.and_(~c.refund, c.status.in_(VOID)).label("whole"),
        c["at"].label("reversed_at"),
        reason.label("reason"),
    )


def _orders(rows: sa.Table, bench: Bench) -> sa.Select[Any]:
    c = rows.c
    return sa.select(
        c.document,
        identity.person(c.customer),
        c["at"],
        sa.case((c.refund, REFUND), else_=c.status),
        sa.null(),
        c.attribution,
        sa.literal(bench.currency),
        sa.literal(0),
        c.tax,
        sa.case((~c.refund, c.total)),
    )


def _refunds(rows: sa.Table) -> sa.Select[Any]:
    c = rows.c
    return sa.select(
        sa.func.concat(c.document, "-1"),
        c.document,
        sa.null(),
        c.single,
        c["at"],
        -c.sold,
        -c.net,
        sa.literal("Refunded"),
    ).where(c.refund)
