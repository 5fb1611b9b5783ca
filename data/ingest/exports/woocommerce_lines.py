"""WooCommerce's line-item export: what is read of each row, and which rows are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.ingest import identity, notation, typed
from data.ingest.layouts import FileSpec
from data.ingest.sieve import Rule
from data.ingest.staging import Bench
from data.schema import Money

Column = sa.ColumnElement[Any]

LINES = FileSpec(
    "woocommerce_lines",
    required={
        "number": ("Order Number",),
        "status": ("Order Status",),
        "date": ("Order Date",),
        "item": ("Name",),
        "quantity": ("Quantity",),
        "net": ("Order Line (w/o tax)",),
        "total": ("Order Total Amount",),
    },
    optional={
        "place": ("Item #",),
        "sku": ("SKU",),
        "variation": ("Product Variation",),
        "left": ("Quantity (- Refund)",),
        "cost": ("Item Cost",),
        "line_tax": ("Order Line Tax",),
        "line_refunded": ("Order Line Total Refunded",),
        "subtotal": ("Order Subtotal Amount",),
        "discount": ("Cart Discount Amount",),
        "shipping": ("Order Shipping Amount",),
        "tax": ("Order Total Tax Amount", "Order Tax Amount"),
        "refund": ("Order Refund Amount",),
        "method": ("Payment Method Title",),
        "email": ("Email (Billing)",),
        "first": ("First Name (Billing)",),
        "last": ("Last Name (Billing)",),
        "city": ("City (Billing)",),
        "country": ("Country Code (Billing)",),
    },
    marks=frozenset({"orderlinewotax"}),
)

LINE_MONEY = ("net", "cost", "line_tax", "line_refunded")
ORDER_MONEY = ("total", "subtotal", "discount", "shipping", "tax", "refund")
COUNTS = ("quantity", "left")
ORDER_TEXTS = ("status", "method", "email", "first", "last", "city", "country")
NEEDED = {"net": True, "quantity": True}


def parsed(bench: Bench, raw: sa.Table, formats: Sequence[str]) -> sa.Select[Any]:
    """Each row with typed values beside their `_text`; the order's own values are `o_` + name.

    `copy` is 2 or more where the file repeats a line. `is_first`: the order's first line item.
    """
    item = sa.func.nullif(sa.func.trim(raw.c.item), "")
    called = sa.case(
        (raw.c.variation.is_(None), item),
        (item.contains(raw.c.variation, autoescape=False), item),
        else_=sa.func.concat(item, " - ", raw.c.variation),
    )
    lines = {n: _amount(raw.c[n], bench) for n in LINE_MONEY}
    counts = {n: notation.number(raw.c[n], bench.notation) for n in COUNTS}
    orders = {n: _amount(raw.c[n], bench) for n in ORDER_MONEY}
    local = typed.to_utc(notation.moment(raw.c.date, formats), bench.timezone)
    moment = sa.case(
        (typed.has_offset(raw.c.date), typed.instant(raw.c.date, bench.timezone)), else_=local
    )
    own = {**lines, **counts, **orders, "date": moment}
    rows = sa.select(
        raw.c.row_number,
        raw.c.number,
        raw.c.place,
        item.label("item"),
        called.label("called"),
        sa.func.coalesce(identity.plain(raw.c.sku), called).label("code"),
        *(value.label(name) for name, value in own.items()),
        *(raw.c[name].label(f"{name}_text") for name in own),
        *(raw.c[name] for name in ORDER_TEXTS),
    ).subquery()
    return _of_order(rows)


def _amount(text: Column, bench: Bench) -> Column:
    """An amount; what WooCommerce has worked out to more than four decimals is rounded to them."""
    finer = sa.try_cast(text, sa.Numeric(38, 14))
    return sa.case(
        (
            sa.func.regexp_full_match(text, r"-?\d+\.\d{5,14}"),
            sa.cast(sa.func.round(finer, 4), Money),
        ),
        else_=notation.amount(text, bench.notation),
    )


def _of_order(rows: sa.Subquery) -> sa.Select[Any]:
    c = rows.c
    same_place = sa.func.row_number().over(partition_by=[c.number, c.place], order_by=c.row_number)
    copy = sa.case((sa.and_(c.place.is_not(None), c.item.is_not(None)), same_place), else_=1)
    numbered = sa.select(rows, copy.label("copy")).subquery()
    c = numbered.c
    lined = sa.and_(c.item.is_not(None), c.copy == 1)
    items = sa.func.count().filter(lined)
    nth = items.over(partition_by=c.number, order_by=c.row_number, rows=(None, 0))
    said = [*ORDER_MONEY, "date", *ORDER_TEXTS]
    return sa.select(
        numbered,
        sa.and_(lined, nth == 1).label("is_first"),
        items.over(partition_by=c.number).label("items"),
        *(sa.func.max(c[name]).over(partition_by=c.number).label(f"o_{name}") for name in said),
    )


def judged(rows: sa.Table, columns: dict[str, str | None]) -> sa.Select[Any]:
    """The rows with `spoilt`: whether their order has a row that cannot be read."""
    own = sa.and_(rows.c.copy == 1, sa.or_(*(rule.fails for rule in own_rules(rows, columns))))
    spoilt = sa.func.bool_or(own).over(partition_by=rows.c.number)
    return sa.select(rows, sa.func.coalesce(spoilt, sa.false()).label("spoilt"))


def rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    """What sets a row aside: its place, its own values, or another row of its order."""
    c, spelt = rows.c, str(columns["number"])
    return [
        Rule(spelt, c.number, c.number.is_(None), "There is no order number."),
        Rule(
            str(columns["place"] or spelt),
            c.place,
            c.copy > 1,
            "An earlier row of the file is the same line of the order.",
        ),
        *own_rules(rows, columns),
        Rule(
            spelt,
            c.number,
            c.spoilt,
            "Another row of this order was set aside, so the order cannot be added up.",
        ),
    ]


def own_rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    """What sets a row aside by its own values, or by what its order lacks."""
    c = rows.c
    lined = c.item.is_not(None)

    def unread(name: str, reason: str, needed: bool) -> Rule:
        text, value = c[f"{name}_text"], c[name]
        wrong = sa.and_(text.is_not(None), value.is_(None))
        lacking = sa.and_(lined, text.is_(None)) if needed else sa.false()
        below: Column = sa.false()
        if name not in ("date", "line_refunded", "refund"):
            below = sa.func.coalesce(value < 0, sa.false())
        return Rule(str(columns[name]), text, sa.or_(wrong, lacking, below), reason)

    def present(names: Sequence[str]) -> list[str]:
        return [name for name in names if columns[name] is not None]

    def lacks(name: str, reason: str) -> Rule:
        return Rule(str(columns[name]), c[f"{name}_text"], c[f"o_{name}"].is_(None), reason)

    money = "This is no amount of zero or more with up to four decimals."
    gross = typed.product(c.quantity, sa.func.coalesce(c.cost, 0))
    return [
        Rule(str(columns["item"]), c.item, c["items"] == 0, "The order has no line item."),
        *(
            unread(name, "This is no whole number of zero or more.", name in NEEDED)
            for name in present(COUNTS)
        ),
        *(unread(n, money, n in NEEDED) for n in present((*LINE_MONEY, *ORDER_MONEY))),
        unread("date", "This is no date and time.", needed=False),
        lacks("date", "No row of the order has its date."),
        lacks("total", "No row of the order has its total."),
        Rule(
            str(columns["quantity"]),
            c.quantity_text,
            sa.and_(lined, gross.is_(None)),
            "The amount is too large.",
        ),
    ]
