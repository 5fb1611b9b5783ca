"""What follows from orders where an export says it only between the lines.

`heads` has one row per order: `order_id`, `person` and `email` (null for guests), `called`,
`country`, `city`; `goods` (its lines' worth), `reversed` (what of it was taken back), `whole`
(everything was), `reversed_at` and `reason`. `lines` has `product_id` and `called`, and stands in
`staging.order_items` already.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from data import schema
from data.ingest import staging, typed
from data.ingest.layouts import Staged
from data.ingest.staging import Bench, SourceFile

# When something holds of an order, and what the report says of it.
Remark = tuple[sa.ColumnElement[bool], str]

# Of an export whose refunds and payments follow from its orders, customers and products too.
_FOLLOWING = (schema.refunds, schema.payments)
STAGED = Staged(
    provided=(schema.orders, schema.order_items, *_FOLLOWING),
    by_row=(schema.order_items,),
    concluded=_FOLLOWING,
    derived=True,
)

# Sold like products, but no merchandise; the whole name, or a word in it.
NO_MERCHANDISE = (
    r"(?i)^(tips?|gratuity|trinkgeld|fooi|pourboire)$|\b(e-?)?gift ?(card|voucher|certificate)s?\b"
    r"|\bgeschenkgutschein|\b(shipping|package|delivery|route) (protection|insurance)\b"
)


def reversals(bench: Bench, heads: sa.Table) -> None:
    """Reversals of whole orders, line by line, and of parts that no line is named of."""
    c, item = heads.c, staging.order_items.c
    whole = sa.or_(c.whole, sa.and_(c.reversed > 0, c.reversed == c.goods))
    worth = typed.product(item.quantity, item.unit_price) - item.discount
    by_line = sa.select(
        item.order_item_id,
        item.order_id,
        item.order_item_id,
        item.product_id,
        c.reversed_at,
        item.quantity,
        worth,
        c.reason,
    ).join_from(staging.order_items, heads, item.order_id == c.order_id)
    bench.fill(staging.refunds, by_line.where(whole))
    in_part = sa.select(
        sa.func.concat(c.order_id, "-refund"),
        c.order_id,
        sa.null(),
        sa.null(),
        c.reversed_at,
        sa.literal(0),
        c.reversed,
        c.reason,
    )
    bench.fill(staging.refunds, in_part.where(~whole, c.reversed > 0))


def products(bench: Bench, lines: sa.Table) -> None:
    """What the lines call a product; what is stored of it already, perhaps better, stays."""
    name = typed.most_frequent(lines, "product_id", "called", sa.true())
    price = typed.most_frequent(
        staging.order_items, "product_id", "unit_price", staging.order_items.c.quantity > 0
    )
    codes = sa.select(lines.c.product_id).distinct().subquery()
    known, code = schema.products, codes.c.product_id
    called = sa.func.coalesce(known.c.name, name.c.called, code)
    query = sa.select(
        code,
        called,
        known.c.category,
        sa.func.coalesce(known.c.unit_price, price.c.unit_price),
        known.c.unit_cost,
        sa.func.coalesce(known.c.is_product, ~sa.func.regexp_matches(called, NO_MERCHANDISE)),
    ).select_from(
        codes.outerjoin(name, name.c.product_id == code)
        .outerjoin(price, price.c.product_id == code)
        .outerjoin(known, known.c.product_id == code)
    )
    bench.fill(staging.products, query)


def customers(bench: Bench, heads: sa.Table) -> None:
    """What the orders tell of a person; what is stored already stays."""
    people = (
        sa.select(heads.c.person, sa.func.min(heads.c.email).label("email"))
        .where(heads.c.person.is_not(None))
        .group_by(heads.c.person)
        .subquery()
    )
    person, known = people.c.person, schema.customers
    joined: sa.FromClause = people.outerjoin(known, known.c.customer_id == person)
    told = {}
    for name in ("called", "country", "city"):
        told[name] = typed.most_frequent(heads, "person", name, sa.true())
        joined = joined.outerjoin(told[name], told[name].c.person == person)
    query = sa.select(
        person,
        sa.func.coalesce(known.c.name, told["called"].c.called),
        sa.func.coalesce(known.c.email, people.c.email),
        sa.func.coalesce(known.c.country, told["country"].c.country),
        sa.func.coalesce(known.c.city, told["city"].c.city),
        known.c.signed_up_at,
    )
    bench.fill(staging.customers, query.select_from(joined))


def remark_on_rows_without_item(bench: Bench, rows: sa.Table) -> None:
    """Rows that only say something of their order are no lines of it."""
    unlined = sa.select(rows.c.row_number).where(rows.c.item.is_(None))
    entry = staging.ledger
    bench.run(entry.update().where(entry.c.row_number.in_(unlined)).values(kind=staging.REMARK))


def explain(
    bench: Bench, file: SourceFile, orders: sa.ColumnElement[bool], remarks: Sequence[Remark]
) -> None:
    """Say in the report of how many `orders` each remark holds that holds of any."""
    counts = (sa.func.count().filter(orders, when) for when, _ in remarks)
    found = bench.run(sa.select(*counts)).one()
    for count, (_, what) in zip(found, remarks, strict=True):
        if count:
            bench.note(file, f"{what}: {count:,}.")
