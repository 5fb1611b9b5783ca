"""WooCommerce's line-item export (48 columns, of the plugin Advanced Order Export).

One row per line item; what belongs to the order is repeated on each row or stands on the first.
Rows without an item list a second coupon. Money of lines is net of tax: `Order Line (w/o tax)` is
what was paid for the line after discounts.

- The discount is `Order Subtotal Amount` less the lines. `Item Cost` is usually the price after the
  discount; only where cost times quantity makes the Subtotal is it the list price, and then each
  line has its own discount. Otherwise the discount is shared over the lines by value.
  (`Discount Amount` belongs to a coupon, not to the line it stands beside.)
- `Order Line Total Refunded` and `Quantity (- Refund)` tell what was taken back of a line, but no
  day: reversals are dated by the order. An `Order Refund Amount` that no line explains is a refund
  of the order; its part of the goods is what is left without tax, and never more than the goods.
- Cancelled and failed orders count and are reversed on the day of the order; drafts and orders in
  the trash do not count. Without an e-mail address the buyer is a guest.

The columns of that plugin can be chosen; the others of the 48 are not needed.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.ingest import concluded, notation, reader, sieve, staging
from data.ingest.exports import woocommerce_star
from data.ingest.exports.woocommerce_lines import LINES, judged, parsed, rules
from data.ingest.exports.woocommerce_money import priced
from data.ingest.layouts import Layout, Staged
from data.ingest.staging import Bench, SourceFile


def stage(bench: Bench) -> Staged:
    """Put the source's one file into the incoming tables."""
    woocommerce_star.needs_currency(bench)
    (file,) = bench.source.files
    rows = _rows(bench, file)
    bench.progress("Telling orders, products and customers apart", 0.7)
    woocommerce_star.fill(bench, rows)
    _explain(bench, file, rows)
    bench.drop(rows)
    return concluded.STAGED


def _rows(bench: Bench, file: SourceFile) -> sa.Table:
    """The accepted rows with what they are worth."""
    columns = LINES.columns(file)
    raw = reader.stage(bench, file, columns)
    formats = notation.date_formats(bench, file, raw.c.date, str(columns["date"]))
    read = bench.make("woocommerce_parsed", parsed(bench, raw, formats))
    bench.drop(raw)
    whole = bench.make("woocommerce_judged", judged(read, columns))
    bench.drop(read)
    rows = sieve.sift(
        bench,
        file,
        priced(whole, bench.currency),
        lambda t: rules(t, columns),
        kind=staging.ORDER,
        key="number",
    )
    bench.drop(whole)
    concluded.remark_on_rows_without_item(bench, rows)
    return rows


def _explain(bench: Bench, file: SourceFile, rows: sa.Table) -> None:
    """Say in the report what the export leaves open."""
    c = rows.c
    refunded = sa.or_(c.o_refund > 0, c.o_line_refunded > 0)
    # Lines may have four decimals; the Total has been rounded.
    other = sa.func.abs(c.o_total - c.goods - c.o_shipping - c.o_tax) >= sa.literal_column("0.01")
    remarks: list[concluded.Remark] = [
        (
            refunded,
            "Refunded orders, dated by the order because the export has no day of a refund (order "
            "basis only)",
        ),
        (
            other,
            "Orders whose Total is more or less than lines, shipping and tax (a fee, say, which "
            "the export does not list)",
        ),
        (c.o_email.is_(None), "Orders without an e-mail address, whose buyers are guests"),
    ]
    concluded.explain(bench, file, c.is_first, remarks)


LAYOUT = Layout(
    name="woocommerce",
    title="WooCommerce's export of order lines (Advanced Order Export)",
    files=(LINES,),
    needed=frozenset({LINES.role}),
    stage=stage,
    shop="WooCommerce",
)
