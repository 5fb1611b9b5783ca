"""The orders report of WooCommerce's own analytics (11 columns; older: 10), one row per order.

- `Net Sales` is what the goods were sold for after discounts, without tax and shipping.
  `N. Revenue (formatted)` is the order's whole total as text, with its currency sign and the shop's
  own marks; of an order refunded in part it shows two amounts, the first being the total. What
  lies between both is shipping and tax in one sum, which stands under tax.
- Prices per product are not in the report. An order of one product says that product's price. One
  of several is kept as a line “Several products” with all its pieces and all its money: no price is
  invented. Names may hold commas, so an order is of one product where the number at the start of
  `Product(s)` is all of `Items sold`.
- A row below zero is a refund, on its own day. It names its order, but that may be in another
  export, so it always stands as a document of its own: nothing is taken off twice.
- Discounts and payments are not in the report. People are known by their name alone.
- Cancelled and failed orders, where the report was asked for them, are reversed on their day.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import notation, reader, sieve, staging, typed
from data.ingest.exports import woocommerce_report_star as star
from data.ingest.exports.woocommerce_star import needs_currency, status_of
from data.ingest.layouts import FileSpec, Layout, Staged
from data.ingest.notation import Notation
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile

Column = sa.ColumnElement[Any]

REPORT = FileSpec(
    "woocommerce_report",
    required={
        "date": ("Date",),
        "number": ("Order #",),
        "total": ("N. Revenue (formatted)",),
        "status": ("Status",),
        "customer": ("Customer",),
        "products": ("Product(s)",),
        "sold": ("Items sold",),
        "net": ("Net Sales", "N. Revenue"),
    },
    optional={"attribution": ("Attribution",)},
    marks=frozenset({"nrevenueformatted"}),
)

# How a page writes signs that mean something to it; the ampersand itself last.
ENTITIES = (
    *(("&#8211;", "–"), ("&ndash;", "–"), ("&#8217;", "’"), ("&rsquo;", "’"), ("&#8220;", "“")),
    *(("&#8221;", "”"), ("&#215;", "×"), ("&times;", "×"), ("&quot;", '"'), ("&#34;", '"')),
    *(("&#039;", "'"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " ")),
    *(("&pound;", "£"), ("&#163;", "£"), ("&euro;", "€"), ("&#8364;", "€"), ("&#36;", "$")),
    *(("&#038;", "&"), ("&#38;", "&"), ("&amp;", "&")),
)
# The first amount of a cell that may show two, from its sign to its decimals.
FIRST_AMOUNT = r"^\D*?-?\D*?\d+(?:[ \x{a0}\x{202f},.']\d{3})*(?:[.,]\d{1,4})?"


def stage(bench: Bench) -> Staged:
    """Put the source's one file into the incoming tables."""
    needs_currency(bench)
    (file,) = bench.source.files
    columns = REPORT.columns(file)
    raw = reader.stage(bench, file, columns)
    formats = notation.date_formats(bench, file, raw.c.date, str(columns["date"]))
    rows = sieve.sift(
        bench,
        file,
        _parsed(bench, raw, formats),
        lambda t: _rules(t, columns),
        kind=staging.ORDER,
        key="document",
    )
    bench.drop(raw)
    star.fill(bench, rows)
    _explain(bench, file, rows)
    bench.drop(rows)
    return Staged(
        provided=(schema.orders, schema.order_items, schema.refunds),
        by_row=(schema.order_items, schema.refunds),
        concluded_rows=((schema.refunds, schema.refunds.c.order_item_id.is_not(None)),),
        derived=True,
    )


def _decoded(text: Column) -> Column:
    return reduce(lambda made, pair: sa.func.replace(made, *pair), ENTITIES, text)


def _parsed(bench: Bench, raw: sa.Table, formats: Sequence[str]) -> sa.Select[Any]:
    """Each row with typed values; `document` is the order, or the refund by its own id."""
    net = notation.amount(_decoded(raw.c.net), bench.notation)
    sold = notation.number(raw.c.sold, bench.notation)
    first = sa.func.regexp_extract(_decoded(raw.c.total), FIRST_AMOUNT)
    total = notation.amount(first, _marks(bench, raw, first))
    products = sa.func.trim(_decoded(raw.c.products))
    pieces = sa.try_cast(sa.func.regexp_extract(products, r"^(-?\d+)\s*[×x] ", 1), sa.BigInteger)
    single = sa.case((sa.func.abs(pieces) == sa.func.abs(sold),
                      sa.func.regexp_extract(products, r"^-?\d+\s*[×x] (.+)$", 1)))  # fmt: skip
    refund = sa.func.coalesce(sa.or_(net < 0, sold < 0), sa.false())
    rows = sa.select(
        raw.c.row_number,
        raw.c.number,
        refund.label("refund"),
        typed.to_utc(notation.moment(raw.c.date, formats), bench.timezone).label("at"),
        total.label("total"),
        net.label("net"),
        sold.label("sold"),
        sa.func.nullif(single, "").label("single"),
        status_of(raw.c.status).label("status"),
        _decoded(raw.c.customer).label("customer"),
        raw.c.attribution,
        *(raw.c[name].label(f"{name}_text") for name in ("date", "total", "net", "sold")),
    ).subquery()
    return _numbered(rows)


def _marks(bench: Bench, raw: sa.Table, amount: Column) -> Notation:
    """The marks of the totals, which follow the shop's settings: those most of them show."""
    mark = sa.func.regexp_extract(amount, r"([.,])\d{1,2}$", 1)
    group = sa.func.regexp_extract(amount, r"\d([^\d])\d{3}", 1)
    texts = sa.select(mark.label("mark"), group.label("thousands")).select_from(raw).subquery()
    decimal = _most_frequent(bench, texts.c.mark, texts.c.mark != "") or "."
    grouping = [sign for sign in notation.GROUPING if sign not in ("", decimal)]
    spaced = sa.func.regexp_replace(texts.c.thousands, notation.SPACES, " ")
    thousands = _most_frequent(bench, spaced, spaced.in_(grouping))
    return Notation(decimal, thousands or ("," if decimal == "." else "."))


def _most_frequent(bench: Bench, value: Column, condition: Column) -> str | None:
    query = (
        sa.select(value.label("value"))
        .where(condition)
        .group_by("value")
        .order_by(sa.func.count().desc(), "value")
        .limit(1)
    )
    found: str | None = bench.run(query).scalar_one_or_none()
    return found


def _numbered(rows: sa.Subquery) -> sa.Select[Any]:
    """The rows with `copy` (2 where an order stands in the file again), `tax` and `worth`."""
    c = rows.c
    nth = sa.func.row_number().over(
        partition_by=[c.number, c.refund, sa.case((c.refund, c["at"]))], order_by=c.row_number
    )
    again = sa.case((nth > 1, sa.func.concat(" ", nth)), else_="")
    day = sa.func.strftime(c["at"], "%Y-%m-%d %H:%M:%S")
    document = sa.case((c.refund, sa.func.concat(c.number, " refund ", day, again)), else_=c.number)
    beside = sa.case((c.refund, 0), else_=sa.func.greatest(c.total - c.net, 0))
    return sa.select(
        rows,
        document.label("document"),
        sa.case((c.refund, 1), else_=nth).label("copy"),
        sa.cast(beside, schema.Money).label("tax"),
        typed.total(c.net, beside).label("worth"),
    )


def _rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    c = rows.c

    def rule(name: str, text: Column, fails: Column, reason: str) -> Rule:
        return Rule(str(columns[name]), text, fails, reason)

    return [
        rule("number", c.number, c.number.is_(None), "There is no order number."),
        rule("number", c.number, c.copy > 1, "An earlier row of the file is the same order."),
        rule("date", c.date_text, c["at"].is_(None), "This is no date and time."),
        rule("net", c.net_text, c.net.is_(None), "This is no amount."),
        rule("total", c.total_text, c.total.is_(None), "This is no amount."),
        rule("sold", c.sold_text, c.sold.is_(None), "This is no whole number."),
        rule("net", c.net_text, c.worth.is_(None), "The amount is too large."),
    ]


def _explain(bench: Bench, file: SourceFile, rows: sa.Table) -> None:
    """Say in the report what this report leaves open."""
    c = rows.c
    several = sa.func.count().filter(~c.refund, c.single.is_(None))
    count = bench.run(sa.select(several)).scalar_one()
    if count:
        bench.note(
            file,
            f"Orders of more than one product, whose money stands under “{star.SEVERAL}” because "
            f"this report has no price per product (an export of order lines has): {count:,}.",
        )
    bench.note(
        file,
        "This report names no discounts and no payments, tells people by their name, and has "
        "shipping and tax in one sum, which stands under tax.",
    )


LAYOUT = Layout(
    name="woocommerce-report",
    title="The orders report of WooCommerce Analytics",
    files=(REPORT,),
    needed=frozenset({REPORT.role}),
    stage=stage,
    shop="WooCommerce",
    notation=Notation(thousands=","),
)
