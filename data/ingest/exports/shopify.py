"""Shopify's exports: orders, customers and products, each a CSV file that loads by itself.

Any number of files in any order, from one month or all. Orders are told apart by `Name`, people by
e-mail address (an order without one is a guest's), products by SKU, or by name where they have
none. A later export of an order replaces it with its refunds and its cancellation.

Orders are read by shopify_orders, their money by shopify_money; the customers and products exports
are in shopify_catalog.
"""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.ingest import concluded, currencies, reader, sieve, staging
from data.ingest.errors import LoadError
from data.ingest.exports import shopify_catalog, shopify_star
from data.ingest.exports.shopify_money import priced
from data.ingest.exports.shopify_orders import ORDERS, judged, parsed, rules
from data.ingest.layouts import Layout, Staged
from data.ingest.staging import Bench, SourceFile

CATALOG = {
    shopify_catalog.CUSTOMERS.role: shopify_catalog.customers,
    shopify_catalog.PRODUCTS.role: shopify_catalog.products,
}
# An export of customers or products says nothing of orders.
NO_ORDERS = Staged(provided=(schema.orders,), by_row=(schema.orders,))
NO_REFUND_DAY = (
    "Refunded orders, dated by the order because Shopify's export has no day of a refund (order "
    "basis only); what was refunded of shipping and tax is still in them"
)


def stage(bench: Bench) -> Staged:
    """Put the source's one file into the incoming tables."""
    (file,) = bench.source.files
    if file.role in CATALOG:
        CATALOG[file.role](bench, file)
        return NO_ORDERS
    rows = _rows(bench, file)
    bench.progress("Telling orders, products and customers apart", 0.7)
    shopify_star.fill(bench, rows)
    _explain(bench, file, rows)
    bench.drop(rows)
    return concluded.STAGED


def _rows(bench: Bench, file: SourceFile) -> sa.Table:
    """The accepted rows with what they are worth."""
    columns = ORDERS.columns(file)
    raw = reader.stage(bench, file, columns)
    read = bench.make("shopify_parsed", parsed(bench, raw))
    bench.drop(raw)
    whole = bench.make("shopify_judged", judged(read, columns))
    bench.drop(read)
    bench.currency = _currency(bench, whole)
    rows = sieve.sift(
        bench, file, priced(whole), lambda t: rules(t, columns), kind=staging.ORDER, key="name"
    )
    bench.drop(whole)
    concluded.remark_on_rows_without_item(bench, rows)
    return rows


def _currency(bench: Bench, rows: sa.Table) -> str:
    """The currency most orders are in."""
    found = currencies.most_named(bench, rows.c.currency)
    if not found and not bench.currency:
        raise LoadError("No order of the file names its currency.")
    return found or bench.currency


def _explain(bench: Bench, file: SourceFile, rows: sa.Table) -> None:
    """Say in the report what the export leaves open."""
    c = rows.c
    several = c.method.contains(" + ")
    refunded = sa.and_(c.refunded > 0, c.cancelled.is_(None))
    odd = c.off > c.all_own + c.o_discount
    remarks: list[concluded.Remark] = [
        (refunded, NO_REFUND_DAY),
        (c.included, "Orders with tax in their prices, which was taken out and shared by value"),
        (several, "Orders paid in several ways, of which the export does not say how much by each"),
        (odd, "Orders whose lines, less the discounts named, exceed the Subtotal: the difference "
         "counts as a discount"),
        (c.email.is_(None), "Orders without an e-mail address, whose buyers are guests"),
    ]  # fmt: skip
    concluded.explain(bench, file, c.is_head, remarks)


LAYOUT = Layout(
    name="shopify",
    title="Shopify's exports of orders, customers or products",
    files=(ORDERS, shopify_catalog.CUSTOMERS, shopify_catalog.PRODUCTS),
    needed=frozenset({ORDERS.role}),
    stage=stage,
    shop="Shopify",
)
