"""Products of a period: what each sold, its ABC class, and how it did in the period before.

All by order day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.queries.products_sums import NET, SUMS, Value, by_product, net_of, part

# A product belongs to a class while the ones before it make less than so many per cent.
A_UNTIL, B_UNTIL = 80, 95
UNSOLD = "U"
CLASSES = ("A", "B", "C", UNSOLD)

# Dying: was in class A or B with at least so many orders, and sells less than a quarter of it now.
DYING_ORDERS = 10
DYING_FACTOR = 4


@dataclass(frozen=True, slots=True)
class Window:
    """A selection, the one it is held against, and the last of its days that the data know.

    `tells_new`: whether the data reach back far enough before it to call a product new.
    """

    filters: Filters
    before: Filters | None
    until: date
    tells_new: bool


def table(window: Window) -> sa.CTE:
    """One row per product of the selection, sold or not; every column that is shown of it."""
    now = ranked(window.filters, "now").cte("now")
    then = _then(window).cte("then")
    seen = _first_and_last(window.until).cte("seen")
    product = schema.dim_product
    joined = (
        product.join(now, now.c.key == product.c.product_key)
        .outerjoin(then, then.c.key == product.c.product_key)
        .outerjoin(seen, seen.c.key == product.c.product_key)
    )
    columns = [
        product.c.product_id.label("key"),
        product.c.name.label("label"),
        product.c.category,
        *(now.c[name] for name in ("rank", "abc", NET, "share", "cumulative_share", *SUMS)),
        *_derived(now, product.c.unit_cost),
        product.c.unit_cost,
        *_compared(window, now, then),
        *_dated(window, now, seen),
    ]
    return sa.select(*columns).select_from(joined).cte("products")


def ranked(filters: Filters, name: str) -> sa.Select[Any]:
    """Merchandise by net sales: `key`, `rank`, `abc`, `share`, `cumulative_share` and its sums.

    Shares are parts of what the products that sold brought together. Ties follow the code.
    """
    sums = by_product(filters, name)
    net = net_of(sums)
    sold = sums.c.orders > 0
    order = (sa.case((sold, 0), else_=1), net.desc(), sums.c.product_id)
    counted = sa.case((sold, net), else_=0)
    all_of_it = sa.func.sum(counted).over()
    before = sa.func.sum(counted).over(order_by=order, rows=(None, -1))
    rows = sa.select(
        sums,
        net.label(NET),
        sold.label("sold"),
        sa.func.row_number().over(order_by=order).label("rank"),
        all_of_it.label("all_of_it"),
        sa.func.coalesce(before, 0).label("before"),
    ).cte(f"{name}_rows")
    return sa.select(
        *(column for column in rows.c if column.name not in {"all_of_it", "before"}),
        _abc(rows).label("abc"),
        _of_sold(rows, rows.c[NET]).label("share"),
        _of_sold(rows, rows.c.before + rows.c[NET]).label("cumulative_share"),
    )


def _abc(rows: sa.CTE) -> Value:
    """The product that crosses a line belongs to the class above it; compared without rounding."""
    before = rows.c.before * 100
    return sa.case(
        (~rows.c.sold, UNSOLD),
        (before < rows.c.all_of_it * A_UNTIL, "A"),
        (before < rows.c.all_of_it * B_UNTIL, "B"),
        else_="C",
    )


def _of_sold(rows: sa.CTE, value: Value) -> Value:
    return sa.case((rows.c.sold, part(value, rows.c.all_of_it)), else_=None)


def _then(window: Window) -> sa.Select[Any]:
    if window.before is not None:
        return ranked(window.before, "then")
    nothing = (sa.cast(sa.null(), kind) for kind in (sa.Integer, sa.Numeric(18, 4), sa.String))
    key, net, abc = nothing
    columns: list[sa.Label[Any]] = [key.label("key"), net.label(NET), abc.label("abc")]
    return sa.select(*columns, sa.literal(0).label("orders")).where(sa.false())


def _first_and_last(until: date) -> sa.Select[Any]:
    """First and last sale of each product in the whole shop, whatever is filtered."""
    fact = schema.fact_lines
    day = sa.func.min(fact.c.date), sa.func.max(fact.c.date)
    return (
        sa.select(
            fact.c.product_key.label("key"),
            day[0].label("first_sold"),
            day[1].label("last_sold"),
        )
        .where(fact.c.date <= until)
        .group_by("key")
    )


def _derived(now: sa.CTE, cost: Value) -> list[sa.Label[Any]]:
    """Rates, price and margin; what came back is taken to be sold again, so it costs nothing."""
    net_units = now.c.units - now.c.reversed_units
    margin = now.c[NET] - cost * net_units
    # Where reversals name no order, nobody knows how many orders they were.
    unknown = sa.and_(now.c.reversed_orders == 0, now.c.reversals_by_order > 0)
    orders = part(now.c.reversed_orders, now.c.orders)
    return [
        net_units.label("net_units_by_order"),
        sa.case((unknown, None), else_=orders).label("reversed_order_rate"),
        part(now.c.reversals_by_order, now.c.gross_sales).label("reversal_rate_by_order"),
        part(now.c.reversed_units, now.c.units).label("reversed_unit_rate_by_order"),
        part(now.c.discounts, now.c.gross_sales).label("discount_share"),
        part(now.c.gross_sales - now.c.discounts, now.c.units).label("average_price"),
        margin.label("margin"),
        part(margin, now.c[NET]).label("margin_rate"),
    ]


def _compared(window: Window, now: sa.CTE, then: sa.CTE) -> list[sa.Label[Any]]:
    """`baseline`, the `difference` to it, and whether the product is `dying`."""
    if window.before is None:
        nothing = sa.cast(sa.null(), sa.Numeric(18, 4))
        return [nothing.label("baseline"), nothing.label("difference"), sa.false().label("dying")]
    before = sa.func.coalesce(then.c[NET], 0)
    dying = sa.and_(
        then.c.abc.in_(("A", "B")),
        then.c.orders >= DYING_ORDERS,
        now.c[NET] * DYING_FACTOR < then.c[NET],
    )
    return [
        before.label("baseline"),
        (now.c[NET] - before).label("difference"),
        sa.func.coalesce(dying, sa.false()).label("dying"),
    ]


def _dated(window: Window, now: sa.CTE, seen: sa.CTE) -> list[Value]:
    """First and last sale, the days since, and whether the first one ever is in the period."""
    until = sa.cast(sa.literal(window.until), sa.Date)
    start = window.filters.start
    is_new = (
        sa.and_(seen.c.first_sold >= start, now.c.orders > 0)
        if window.tells_new and start
        else sa.false()
    )
    return [
        seen.c.first_sold,
        seen.c.last_sold,
        sa.type_coerce(until - seen.c.last_sold, sa.Integer).label("days_since"),
        sa.func.coalesce(is_new, sa.false()).label("new"),
    ]
