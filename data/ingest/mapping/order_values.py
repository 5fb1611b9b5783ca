"""What belongs to a whole order: gathered from its rows, and set against what its lines cost.

- A discount of the order comes off its goods, and what is left of it off its shipping. It is shared
  over the lines in proportion to what they cost, in cents where all amounts are whole cents; the
  shares add up to the discount exactly (see shares.share_out).
- An order is worth its goods less all discounts, with shipping and tax.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import shares
from data.ingest.mapping.fields import FIELDS, Holds
from data.ingest.mapping.lines import cost_field, have, money
from data.ingest.mapping.shape import Counts, Mapping, OrderLevel
from data.ingest.sieve import Rule
from data.ingest.staging import Bench
from data.schema import Money

Value = sa.ColumnElement[Any]
CREDIT_NOTE = "credit note"
CUT_OFF = (
    "It gives lines of an order back that was loaded from another file. Export the order's sale "
    "and what was given back into one file, so that neither replaces the other."
)
PLAIN = "completed"

_TYPES = {Holds.INSTANT: sa.DateTime, Holds.PRICE: Money, Holds.SIZE: Money, Holds.AMOUNT: Money}
_OF_ORDER: dict[str, Any] = {
    **{f.name: _TYPES.get(f.holds, sa.String) for f in FIELDS["orders"] if f.name != "order_id"},
    "customer_id": sa.String,
}
_MONEY = ("shipping", "tax", "order_discount", "total", "refunded")


def gathered(bench: Bench, mapping: Mapping, lines: sa.Table) -> sa.Table:
    """A temporary table with one row per order of a flat file's lines.

    Of a value that differs between the rows of an order, the first is taken.
    """
    level = mapping.orders.order_level
    # The first row says what belongs to the order also where it is set aside as a line.
    speaks = sa.true() if level is OrderLevel.FIRST else lines.c.good
    values = [
        _of_rows(lines, name, level, speaks).label(name) if name in lines.c else _missing(name)
        for name in _OF_ORDER
    ]
    query = sa.select(lines.c.order_id, *values).group_by(lines.c.order_id)
    return bench.make("gathered_orders", query.where(lines.c.order_id.is_not(None)))


def _of_rows(lines: sa.Table, name: str, level: OrderLevel, speaks: Value) -> Value:
    if name == "ordered_at":
        return sa.func.min(lines.c[name]).filter(speaks)
    if name in _MONEY and level is OrderLevel.SUMMED:
        return money(sa.func.sum(lines.c[name]).filter(speaks))
    return sa.func.arg_min(lines.c[name], lines.c.row_number).filter(speaks)


def _missing(name: str) -> sa.Label[Any]:
    return sa.cast(sa.null(), _OF_ORDER[name]).label(name)


def note_differences(bench: Bench, mapping: Mapping, lines: sa.Table) -> None:
    """Say in the report where rows of an order disagree about its money."""
    table = mapping.orders
    present = [name for name in _MONEY if name in lines.c]
    if table.order_level is not OrderLevel.REPEATED or not present:
        return
    differ = [sa.func.count(lines.c[name].distinct()).label(name) > 1 for name in present]
    orders = (
        sa.select(*(d.label(name) for d, name in zip(differ, present, strict=True)))
        .where(lines.c.good)
        .group_by(lines.c.order_id)
        .subquery()
    )
    counts = bench.run(sa.select(*(sa.func.count().filter(orders.c[n]) for n in present))).one()
    for name, count in zip(present, counts, strict=True):
        if count:
            bench.note(
                bench.source.files[0],
                f"{count:,} orders have rows that differ in {table.spelt(name)}; the first was "
                'taken. If each row has its own part, set order_level = "summed".',
            )


def valued(bench: Bench, mapping: Mapping, orders: sa.Table, lines: sa.Table) -> sa.Table:
    """A temporary table of the orders with what their lines cost and what they are worth."""
    goods = _goods(lines).subquery()
    c, zero = goods.c, sa.cast(sa.literal(0), Money)

    def of(name: str) -> Value:
        return sa.func.coalesce(have(orders, name, Money), zero)

    cost = sa.func.coalesce(c.cost, zero)
    on_goods = sa.func.least(of("order_discount"), cost)
    shipping = money(of("shipping") - (of("order_discount") - on_goods))
    worth = money(sa.cast(cost - on_goods, sa.Numeric(30, 4)) + shipping + of("tax"))
    sold = sa.func.coalesce(c.sold, 0)
    note = sa.and_(sold == 0, sa.func.coalesce(c.credited, 0) > 0)
    replaced = {"shipping": shipping, "tax": of("tax")}
    kept = [column for column in orders.c if column.name not in replaced]
    query = sa.select(
        *kept,
        *(_missing(name) for name in _OF_ORDER if name not in {*orders.c.keys(), *replaced}),
        *(value.label(name) for name, value in replaced.items()),
        cost.label("cost"),
        c.carrier,
        on_goods.label("on_goods"),
        worth.label("order_worth"),
        sa.func.greatest(worth, have(orders, "total", Money)).label("payable"),
        sa.func.coalesce(c.in_cents, sa.true()).label("in_cents"),
        sa.func.coalesce(note, sa.false()).label("credit_note"),
        _counts(mapping, orders).label("counts"),
    ).select_from(orders.outerjoin(goods, c.order_id == orders.c.order_id))
    made = bench.make("valued_orders", query)
    bench.drop(orders)
    return made


def _goods(lines: sa.Table) -> sa.Select[Any]:
    """Per order: what its good lines cost, how many they are, and whether in whole cents.

    `carrier` is the row that stands for what belongs to the order: the first that is sold, if any.
    """
    c = lines.c
    sold = ~c.credited
    return (
        sa.select(
            c.order_id,
            money(sa.func.sum(c.net).filter(sold)).label("cost"),
            sa.func.count().filter(sold).label("sold"),
            sa.func.count().filter(c.credited).label("credited"),
            sa.func.coalesce(
                sa.func.min(c.row_number).filter(sold), sa.func.min(c.row_number)
            ).label("carrier"),
            sa.func.bool_and(c.net == sa.func.round(c.net, 2)).filter(sold).label("in_cents"),
        )
        .where(c.good)
        .group_by(c.order_id)
    )


def _counts(mapping: Mapping, orders: sa.FromClause) -> Value:
    """What an order's status means; null where the mapping does not name it."""
    sale = sa.literal(Counts.SALE.value)
    if "status" not in orders.c:
        return sale
    status = sa.func.lower(orders.c.status)
    said: Value = sa.cast(sa.literal(mapping.otherwise and mapping.otherwise.value), sa.String)
    if mapping.statuses:
        named = {raw: counts.value for raw, counts in mapping.statuses.items()}
        said = sa.case(named, value=status, else_=said)
    return sa.case((status.is_(None), sale), else_=said)


def rules(mapping: Mapping, t: sa.FromClause) -> list[Rule]:
    """What sets an order aside (of a flat file: all its rows)."""
    c = t.c

    def rule(name: str, fails: Value, reason: str, value: Value | None = None) -> Rule:
        text = sa.cast(c[name] if value is None else value, sa.String)
        spelling = mapping.orders.spelt(name)
        return Rule(spelling, text, sa.func.coalesce(fails, sa.false()), reason)

    return [
        rule("ordered_at", c.ordered_at.is_(None), "This is missing."),
        rule(
            "currency",
            ~sa.func.regexp_full_match(sa.func.upper(c.currency), "[A-Z]{3}"),
            "This is no currency code, such as EUR.",
        ),
        rule(
            "order_discount",
            c.shipping < 0,
            "The discount is larger than the order's goods and shipping.",
        ),
        rule(
            "refunded",
            sa.and_(~c.credit_note, c.refunded > c.payable),
            "More was refunded than the order is worth.",
        ),
        rule(
            "status",
            sa.and_(c.credit_note, c.counts == Counts.IGNORED.value),
            "The mapping ignores this status.",
        ),
        rule("order_id", c.order_worth.is_(None), "The order's amount is too large."),
        rule("order_id", _cut_off(mapping, t), CUT_OFF),
    ]


# What rules and sums ask a line's order for.
_ASKED = (
    *("ordered_at", "status", "currency", "order_discount", "refunded", "shipping", "tax"),
    *("on_goods", "order_worth", "payable", "credit_note", "counts"),
)


def _cut_off(mapping: Mapping, t: sa.FromClause) -> Value:
    """Whether an order is stored with its sale, of which this file has nothing: not to be lost."""
    if not mapping.flat:
        return sa.false()
    items, number = schema.order_items, sa.func.upper(t.c.order_id)
    of_its_own = sa.or_(sa.false(), *(number.startswith(p) for p in mapping.reversals.prefixes))
    stored = t.c.order_id.in_(sa.select(items.c.order_id))
    return sa.and_(t.c.credit_note, ~of_its_own, stored)


def joined(bench: Bench, mapping: Mapping, lines: sa.Table, orders: sa.Table) -> sa.Table:
    """A temporary table of the lines with their worth and what is asked of their order.

    `share` is their part of the order's discount, `given_back` what was credited up to this line.
    """
    sold = sa.and_(lines.c.good, ~lines.c.credited)
    kept = [c for c in lines.c if c.name not in (*_OF_ORDER, "worth")]
    rows = (
        sa.select(
            *kept,
            *(orders.c[name] for name in _ASKED),
            have(lines, "ordered_at", sa.DateTime).label("own_at"),
            orders.c.order_id.is_(None).label("orphan"),
            (lines.c.row_number == orders.c.carrier).label("carries"),
            sa.case((sold, lines.c.net), else_=0).label("weight"),
            sa.case((_whole_cents(orders.c), 100), else_=1).label("unit"),
        )
        .select_from(lines.outerjoin(orders, orders.c.order_id == lines.c.order_id))
        .subquery()
    )
    shared = _shared(mapping, rows)
    query = sa.select(
        shared,
        _given_back(mapping, shared).label("given_back"),
        _worth(mapping, shared).label("worth"),
    )
    made = bench.make("joined_lines", query)
    bench.drop(lines)
    return made


def _whole_cents(c: Any) -> Value:
    """Whether all amounts that are shared are whole cents, so that the shares can be as well."""
    whole = sa.and_(c.in_cents, c.on_goods == sa.func.round(c.on_goods, 2))
    return sa.func.coalesce(whole, sa.false())


def _shared(mapping: Mapping, rows: sa.Subquery) -> sa.Subquery:
    if "order_discount" in mapping.orders.columns:
        key, of = ("order_id",), "on_goods"
        return shares.share_out(rows, key, amount=of, weight="weight", into="share")
    return sa.select(rows, sa.cast(sa.literal(0), Money).label("share")).subquery()


def _worth(mapping: Mapping, rows: sa.FromClause) -> Value:
    """The line's own worth less its share; one row also carries shipping and tax of its order."""
    c = rows.c
    worth = sa.cast(c.own, sa.Numeric(20, 4)) - c.share
    if not mapping.flat:
        return money(worth)
    charges = sa.cast(c.shipping, sa.Numeric(20, 4)) + c.tax
    return money(worth + sa.case((c.carries, charges), else_=0))


def _given_back(mapping: Mapping, rows: sa.FromClause) -> Value:
    """What was credited of an order up to a line; null where only credit notes credit anything."""
    c, told = rows.c, mapping.reversals
    if not (told.negative_quantity or told.negative_amount):
        return sa.cast(sa.null(), Money)
    back = sa.case((sa.and_(c.good, c.credited), c.back_amount), else_=0)
    return sa.func.sum(back).over(partition_by=c.order_id, order_by=c.row_number)


def line_rules(mapping: Mapping, t: sa.FromClause) -> list[Rule]:
    """What sets a line aside because of its order."""
    c = t.c
    too_much = sa.and_(c.credited, ~c.credit_note, c.given_back > c.payable)
    return [
        Rule("order_id", c.order_id, c.orphan, "There is no such order, or it was set aside."),
        Rule(
            cost_field(mapping),
            sa.cast(c.back_amount, sa.String),
            sa.func.coalesce(too_much, sa.false()),
            "Together with what was given back before, this is more than the order is worth.",
        ),
    ]
