"""The flat file of UCI's *Online Retail* and *Online Retail II*: one row per invoice line.

- A sale line has an invoice without leading C or A, quantity above 0 and price above 0.
- An invoice with a leading C is a credit note. It becomes an order that does not count and refunds
  worth minus quantity times price, dated by their own row. A credit note with a positive quantity
  takes an earlier one back: its refund has a negative quantity and amount, so that sums stay true.
- All other rows are set aside: write-offs, rows without a price, bad-debt entries.
- An invoice with two timestamps is dated by the earlier one. A repeated line is a line.
- The files of a folder that have one header (say one per day) are read as one: an invoice may begin
  in one and end in the next. What counts of an invoice that stands in several is told by pieces.
- `InvoiceNo, UnitPrice, CustomerID`, ids such as 17850.0, and dates written 12/13/2010 or
  13/12/2010 are the same data in another year's spelling.

Source: Chen, D., Online Retail II, UCI Machine Learning Repository, doi 10.24432/C5CG6D.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import notation, pieces, sieve, staging, typed
from data.ingest.layouts import FileSpec, Layout, Staged
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, Status

FILE = FileSpec(
    "lines",
    required={
        "invoice": ("Invoice", "InvoiceNo"),
        "stock_code": ("StockCode",),
        "description": ("Description",),
        "quantity": ("Quantity",),
        "invoice_date": ("InvoiceDate",),
        "price": ("Price", "UnitPrice"),
        "customer_id": ("Customer ID", "CustomerID"),
        "country": ("Country",),
    },
    marks=frozenset({"stockcode"}),
)

SOLD, CREDITED = "completed", "credit note"
STATUSES: tuple[Status, ...] = (
    (SOLD, True, "An invoice with at least one sale line."),
    (CREDITED, False, "An invoice that begins with C: goods or money given back."),
)

# Postage, fees, discounts, samples, vouchers, tests: sold, but no merchandise.
NO_MERCHANDISE = (
    r"^(POST|DOT|M|C\d|D|S|B|CRUK|PADS|AMAZONFEE|BANK CHARGES|ADJUST\d*|GIFT(_\d+)*|TEST\d*)$"
)

# Lines that say the same in two files.
ALIKE = ("code", "at", "quantity", "price", "description", "customer_id", "country")


def stage(bench: Bench) -> Staged:
    """Put the source's files, which have one header, into the incoming tables."""
    files = bench.source.files
    columns = FILE.columns(files[0])
    raw = pieces.stage(bench, files, columns)
    dates, spelt = raw.c.invoice_date, str(columns["invoice_date"])
    lines = sieve.sift(
        bench,
        files,
        _typed(bench, raw, notation.date_formats(bench, files[0], dates, spelt)),
        lambda rows: _rules(rows, columns),
        kind=staging.ORDER,
        key="invoice",
    )
    bench.drop(raw)
    pieces.settle(bench, lines, key="invoice", same=("code", "at"), alike=ALIKE)
    bench.progress("Telling orders, products and customers apart", 0.7)
    _fill(bench, lines)
    bench.drop(lines)
    return Staged(
        provided=(schema.orders, schema.order_items, schema.refunds),
        by_row=(schema.order_items, schema.refunds),
        derived=True,
    )


def _typed(bench: Bench, raw: sa.Table, formats: list[str]) -> sa.Select[Any]:
    """Each row with its typed values beside the text they came from; `at` is local time."""
    quantity, price = typed.whole(raw.c.quantity), notation.amount(raw.c.price, bench.notation)
    at = typed.local_time(raw.c.invoice_date, formats)
    return sa.select(
        raw.c.file,
        raw.c.row_number,
        sa.func.upper(raw.c.invoice).label("invoice"),
        sa.func.upper(raw.c.stock_code).label("code"),
        raw.c.description,
        raw.c.quantity.label("quantity_text"),
        raw.c.price.label("price_text"),
        raw.c.invoice_date.label("date_text"),
        sa.func.regexp_replace(raw.c.customer_id, r"\.0+$", "").label("customer_id"),
        raw.c.country,
        quantity.label("quantity"),
        price.label("price"),
        at.label("at"),
        typed.product(quantity, price).label("worth"),
    )


def _rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    c = rows.c
    first = sa.func.left(c.invoice, 1)
    sold, debt = first.not_in(["C", "A"]), first == "A"
    spelt = {ours: str(theirs) for ours, theirs in columns.items()}

    def rule(column: str, value: Any, fails: sa.ColumnElement[bool], reason: str) -> Rule:
        return Rule(spelt[column], value, fails, reason)

    return [
        rule("invoice", c.invoice, c.invoice.is_(None), "There is no invoice number."),
        rule("stock_code", c.code, c.code.is_(None), "There is no stock code."),
        rule("quantity", c.quantity_text, c.quantity.is_(None), "This is no whole number."),
        rule(
            "price",
            c.price_text,
            c.price.is_(None),
            "This is no amount with up to four decimals.",
        ),
        rule("invoice_date", c.date_text, c["at"].is_(None), "This is no date and time."),
        rule("quantity", c.quantity_text, c.worth.is_(None), "The amount is too large."),
        rule("invoice", c.invoice, debt, "Bad-debt entry of the accounts, not a sale."),
        rule("price", c.price_text, c.price < 0, "The price is below zero."),
        rule(
            "quantity",
            c.quantity_text,
            sa.and_(sold, c.quantity < 0),
            "Stock written off: a negative quantity without a credit note.",
        ),
        rule("quantity", c.quantity_text, c.quantity == 0, "Nothing was sold: quantity 0."),
        rule(
            "price",
            c.price_text,
            sa.and_(sold, c.price == 0),
            "Nothing was charged: price 0 (a gift, a sample or a stock entry).",
        ),
    ]


def _fill(bench: Bench, lines: sa.Table) -> None:
    numbered = bench.make("numbered_lines", _numbered(lines))
    bench.fill(staging.orders, _orders(numbered, bench))
    bench.fill(staging.order_items, _order_items(numbered))
    bench.fill(staging.refunds, _refunds(numbered, bench))
    bench.fill(staging.products, _products(numbered))
    bench.fill(staging.customers, _customers(numbered))
    bench.add_statuses(STATUSES)
    bench.drop(numbered)


def _numbered(lines: sa.Table) -> sa.Select[Any]:
    """The lines with an id that counts them within their invoice."""
    in_order = [lines.c.file, lines.c.row_number]
    number = sa.func.row_number().over(partition_by=lines.c.invoice, order_by=in_order)
    return sa.select(
        number.label("number"),
        lines.c.invoice,
        lines.c.code,
        lines.c.description,
        lines.c.quantity,
        lines.c.price,
        lines.c.worth,
        lines.c.customer_id,
        lines.c.country,
        lines.c["at"],
        lines.c.invoice.startswith("C").label("credited"),
        sa.func.concat(lines.c.invoice, "-", number).label("line_id"),
    )


def _orders(lines: sa.Table, bench: Bench) -> sa.Select[Any]:
    status = sa.case((sa.func.bool_or(lines.c.credited), CREDITED), else_=SOLD)
    return sa.select(
        lines.c.invoice,
        sa.func.min(lines.c.customer_id),
        typed.to_utc(sa.func.min(lines.c["at"]), bench.timezone),
        status,
        sa.func.arg_min(lines.c.country, lines.c.number),
        sa.null(),
        sa.literal(bench.currency),
        sa.literal(0),
        sa.literal(0),
        sa.null(),
    ).group_by(lines.c.invoice)


def _order_items(lines: sa.Table) -> sa.Select[Any]:
    return sa.select(
        lines.c.line_id,
        lines.c.invoice,
        lines.c.code,
        lines.c.quantity,
        lines.c.price,
        sa.literal(0),
    ).where(~lines.c.credited)


def _refunds(lines: sa.Table, bench: Bench) -> sa.Select[Any]:
    reason = sa.case((lines.c.quantity > 0, "Credit note taken back"), else_="Credit note")
    return sa.select(
        lines.c.line_id,
        lines.c.invoice,
        sa.null(),
        lines.c.code,
        typed.to_utc(lines.c["at"], bench.timezone),
        -lines.c.quantity,
        -lines.c.worth,
        reason,
    ).where(lines.c.credited)


def _products(lines: sa.Table) -> sa.Select[Any]:
    name = typed.most_frequent(lines, "code", "description", sa.true())
    price = typed.most_frequent(lines, "code", "price", ~lines.c.credited)
    codes = sa.select(lines.c.code).distinct().subquery()
    return sa.select(
        codes.c.code,
        sa.func.coalesce(name.c.description, codes.c.code),
        sa.null(),
        price.c.price,
        sa.null(),
        ~sa.func.regexp_matches(codes.c.code, NO_MERCHANDISE),
    ).select_from(
        codes.outerjoin(name, name.c.code == codes.c.code).outerjoin(
            price, price.c.code == codes.c.code
        )
    )


def _customers(lines: sa.Table) -> sa.Select[Any]:
    country = typed.most_frequent(lines, "customer_id", "country", sa.true())
    people = (
        sa.select(lines.c.customer_id).where(lines.c.customer_id.is_not(None)).distinct().subquery()
    )
    return sa.select(
        people.c.customer_id, sa.null(), sa.null(), country.c.country, sa.null(), sa.null()
    ).select_from(people.outerjoin(country, country.c.customer_id == people.c.customer_id))


LAYOUT = Layout(
    name="online-retail",
    title="Online Retail (one flat file of invoice lines)",
    files=(FILE,),
    needed=frozenset({"lines"}),
    stage=stage,
    shop="Online Retail",
    timezone="Europe/London",
    currency="GBP",
    grouped=True,
)
