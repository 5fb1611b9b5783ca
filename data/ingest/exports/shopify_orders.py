"""Shopify's orders export: what is read of each row, and which rows are set aside.

One row per line item. What belongs to the order (status, totals, addresses, payment) stands on its
first row only; the rows below repeat little more than its `Name`. An order that cannot be read as a
whole is set aside as a whole: without one line its discounts and taxes could not be shared out.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import identity, notation, typed
from data.ingest.layouts import FileSpec
from data.ingest.sieve import Rule
from data.ingest.staging import Bench

Column = sa.ColumnElement[Any]

ORDERS = FileSpec(
    "shopify_orders",
    required={
        "name": ("Name",),
        "created": ("Created at",),
        "financial": ("Financial Status",),
        "currency": ("Currency",),
        "subtotal": ("Subtotal",),
        "shipping": ("Shipping",),
        "taxes": ("Taxes",),
        "total": ("Total",),
        "quantity": ("Lineitem quantity",),
        "item": ("Lineitem name",),
        "price": ("Lineitem price",),
    },
    optional={
        "sku": ("Lineitem sku",),
        "line_discount": ("Lineitem discount",),
        "taxable": ("Lineitem taxable",),
        "discount": ("Discount Amount",),
        "duties": ("Duties",),
        "refunded": ("Refunded Amount",),
        "outstanding": ("Outstanding Balance",),
        "paid": ("Paid at",),
        "cancelled": ("Cancelled at",),
        "method": ("Payment Method",),
        "source": ("Source",),
        "email": ("Email",),
        "person": ("Billing Name", "Shipping Name"),
        "city": ("Billing City", "Shipping City"),
        "country": ("Billing Country",),
        "ship_country": ("Shipping Country",),
    },
    marks=frozenset({"lineitemname", "lineitemprice"}),
)

# Of the order (its first row) and of the line: our name -> whether it has to be there.
ORDER_MONEY = {
    "subtotal": True,
    "total": True,
    "shipping": False,
    "taxes": False,
    "discount": False,
    "duties": False,
    "refunded": False,
    "outstanding": False,
}
LINE_MONEY = {"price": True, "line_discount": False}
MOMENTS = ("created", "paid", "cancelled")
OF_ORDER = (*ORDER_MONEY, "created", "paid", "cancelled")
TEXTS = ("financial", "method", "source", "email", "person", "city", "country", "ship_country")

NO_MONEY = "This is no amount of zero or more with up to four decimals."
NO_MOMENT = "This is no date and time."


def parsed(bench: Bench, raw: sa.Table) -> sa.Select[Any]:
    """Each row with typed values beside their `_text`, and `copy`: which copy of its order it is.

    `copy` is 0 for rows above the order's first one, and 2 or more where the file repeats an order.
    """
    head = raw.c.total.is_not(None)
    copy = (
        sa.func.count()
        .filter(head)
        .over(partition_by=raw.c.name, order_by=raw.c.row_number, rows=(None, 0))
    )
    money = {
        name: notation.amount(raw.c[name], bench.notation) for name in (*ORDER_MONEY, *LINE_MONEY)
    }
    moments = {name: typed.instant(raw.c[name], bench.timezone) for name in MOMENTS}
    values = {**money, **moments, "quantity": notation.number(raw.c.quantity, bench.notation)}
    item = identity.plain(raw.c.item)
    return sa.select(
        raw.c.row_number,
        raw.c.name,
        copy.label("copy"),
        head.label("is_head"),
        item.label("item"),
        sa.func.coalesce(identity.plain(raw.c.sku), item).label("code"),
        sa.func.coalesce(sa.func.lower(raw.c.taxable) != "false", sa.true()).label("taxable"),
        sa.func.upper(raw.c.currency).label("currency"),
        *(raw.c[name] for name in TEXTS),
        *(value.label(name) for name, value in values.items()),
        *(raw.c[name].label(f"{name}_text") for name in values),
    )


def judged(rows: sa.Table, columns: dict[str, str | None]) -> sa.Select[Any]:
    """The rows with `spoilt`: whether their order has a row that cannot be read."""
    own = sa.or_(*(rule.fails for rule in own_rules(rows, columns)))
    spoilt = sa.func.bool_or(own).over(partition_by=[rows.c.name, rows.c.copy])
    return sa.select(rows, sa.func.coalesce(spoilt, sa.false()).label("spoilt"))


def rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    """What sets a row aside: its place, its own values, or another row of its order."""
    name = rows.c.name
    spelt = str(columns["name"])
    return [
        Rule(spelt, name, name.is_(None), "There is no order name."),
        Rule(
            spelt,
            name,
            rows.c.copy == 0,
            "The order's first row, which has its Total, is not above this one.",
        ),
        Rule(spelt, name, rows.c.copy > 1, "An earlier part of the file has the same order."),
        *own_rules(rows, columns),
        Rule(
            spelt,
            name,
            rows.c.spoilt,
            "Another row of this order was set aside, so the order cannot be added up.",
        ),
    ]


def own_rules(rows: sa.Table, columns: dict[str, str | None]) -> list[Rule]:
    """What sets a row aside by its own values."""
    c = rows.c

    def rule(column: str, fails: Column, reason: str) -> Rule:
        text = c[f"{column}_text"] if f"{column}_text" in c else c[column]
        return Rule(str(columns[column]), text, fails, reason)

    def unread(column: str, needed: Column) -> Column:
        text, value = c[f"{column}_text"], c[column]
        wrong = sa.and_(text.is_not(None), value.is_(None))
        return sa.or_(wrong, sa.and_(needed, text.is_(None)))

    def money(column: str, needed: Column) -> Rule:
        fails = sa.or_(unread(column, needed), sa.func.coalesce(c[column] < 0, sa.false()))
        return rule(column, fails, NO_MONEY)

    given = {ours for ours, theirs in columns.items() if theirs is not None}
    lined, nobody = c.item.is_not(None), sa.false()
    gross = typed.product(c.quantity, c.price)
    return [
        rule("item", sa.and_(c.is_head, ~lined), "The order's first row has no line item."),
        rule(
            "quantity",
            sa.or_(unread("quantity", lined), sa.func.coalesce(c.quantity < 0, sa.false())),
            "This is no whole number of zero or more.",
        ),
        *(money(n, lined if must else nobody) for n, must in LINE_MONEY.items() if n in given),
        *(money(n, c.is_head if must else nobody) for n, must in ORDER_MONEY.items() if n in given),
        *(
            rule(n, unread(n, c.is_head if n == "created" else nobody), NO_MOMENT)
            for n in MOMENTS
            if n in given
        ),
        rule("currency", sa.and_(c.is_head, c.currency.is_(None)), "The currency is missing."),
        rule("quantity", sa.and_(lined, gross.is_(None)), "The amount is too large."),
    ]
