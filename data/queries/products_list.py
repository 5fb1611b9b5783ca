"""Products as they are shown: searched, sorted and cut; their classes; the Pareto curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.queries.products import CLASSES, Window, ranked, table
from data.queries.products_sums import NET, part
from data.sqltypes import folded

CURVE_POINTS = 200
TOP_SHARE = 20  # per cent of the products that sold


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column to sort by, and whether its largest values come first."""

    column: str
    largest_first: bool = True


SORTINGS: dict[str, Sorting] = {
    "net_sales": Sorting(NET),
    "units": Sorting("units"),
    "orders": Sorting("orders"),
    "margin": Sorting("margin"),
    "margin_rate": Sorting("margin_rate"),
    "reversals": Sorting("reversals_by_order"),
    "reversal_rate": Sorting("reversal_rate_by_order"),
    "discount_share": Sorting("discount_share"),
    "rose": Sorting("difference"),
    "fell": Sorting("difference", largest_first=False),
    "unsold": Sorting("days_since"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products of a table: those whose name or code holds a text, of a class, in an order.

    `only` names a column that has to be true: "new" or "dying".
    """

    search: str = ""
    abc: str = ""
    sort: str = "net_sales"
    only: str = ""


def listed(window: Window, wanted: Wanted, limit: int | None = None) -> sa.Select[Any]:
    """The rows of `products.table` that are wanted, and `found`, how many there are uncut."""
    rows = table(window)
    sorting = SORTINGS[wanted.sort]
    value = rows.c[sorting.column]
    order = value.desc() if sorting.largest_first else value.asc()
    return (
        sa.select(rows, sa.func.count().over().label("found"))
        .where(*_conditions(rows, wanted))
        .order_by(order.nulls_last(), rows.c.rank, rows.c.key)
        .limit(limit)
    )


def _conditions(rows: sa.CTE, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.search:
        text = folded(sa.literal(wanted.search, sa.String))
        names = (sa.func.strpos(folded(rows.c[name]), text) > 0 for name in ("label", "key"))
        found.append(sa.or_(*names))
    if wanted.abc:
        found.append(rows.c.abc == wanted.abc)
    if wanted.only:
        found.append(rows.c[wanted.only])
    return found


def classes(window: Window) -> sa.Select[Any]:
    """Columns `abc`, `products`, net sales, `share`; of those with a cost `net_costed`, `margin`.

    One row per class that has products, best first.
    """
    rows = table(window)
    costed = rows.c.unit_cost.is_not(None)
    net = sa.func.sum(rows.c[NET])
    place = sa.case({name: n for n, name in enumerate(CLASSES)}, value=rows.c.abc)
    return (
        sa.select(
            rows.c.abc,
            sa.func.count().label("products"),
            net.label(NET),
            sa.func.sum(rows.c.share).label("share"),
            sa.func.coalesce(sa.func.sum(sa.case((costed, rows.c[NET]), else_=0)), 0).label(
                "net_costed"
            ),
            sa.func.sum(rows.c.margin).label("margin"),
            sa.func.count(rows.c.unit_cost).label("costed"),
        )
        .group_by(rows.c.abc)
        .order_by(place)
    )


def curve(filters: Filters) -> sa.Select[Any]:
    """The Pareto curve of the products that sold, in at most CURVE_POINTS points.

    Columns `products` (the best so many), `product_share`, `sales_share` of them together, `sold`
    (all that sold), `net_sales_by_order` of them, and `top_share`: what the best 20 % make.
    """
    rows = ranked(filters, "now").cte("ranked")
    sold = (
        sa.select(rows.c.rank, rows.c[NET], rows.c.cumulative_share)
        .where(rows.c.sold)
        .add_columns(sa.func.count().over().label("sold"))
        .cte("sold")
    )
    # Whole numbers rounded up: 200 points of 1,000 products are every fifth one and the last.
    points = sa.case((sold.c.sold < CURVE_POINTS, sold.c.sold), else_=CURVE_POINTS)
    point = _up(sold.c.rank * points, sold.c.sold).label("point")
    top = _up(sold.c.sold * TOP_SHARE, sa.literal(100))
    last, net = sa.func.max(sold.c.rank), sa.func.sum(sold.c[NET])
    counts = [last.label("products"), sa.func.max(sold.c.sold).label("sold"), net.label("net")]
    cut = sa.select(point, *counts).group_by("point").cte("cut")
    of_top = sa.case((sold.c.rank == top, sold.c.cumulative_share), else_=None)
    whole = sa.select(sa.func.max(of_top).label("top_share")).cte("whole")
    return (
        sa.select(
            cut.c.products,
            part(cut.c.products, cut.c.sold).label("product_share"),
            sold.c.cumulative_share.label("sales_share"),
            cut.c.sold,
            sa.func.sum(cut.c.net).over().label(NET),
            whole.c.top_share,
        )
        .select_from(cut.join(sold, sold.c.rank == cut.c.products).join(whole, sa.true()))
        .order_by(cut.c.products)
    )


def _up(top: sa.ColumnElement[Any], bottom: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A quotient of whole numbers, rounded up."""
    quotient = sa.cast(top, sa.Double) / sa.cast(bottom, sa.Double)
    return sa.cast(sa.func.ceil(quotient), sa.BigInteger)


def refund_delay() -> sa.Select[Any]:
    """Column `days`: within so many days of the order, 9 of 10 reversals of the shop have come.

    Only reversals that name their order; missing where none does.
    """
    back, order = schema.fact_reversals, schema.dim_order
    delay = sa.cast(sa.type_coerce(back.c.date - back.c.order_date, sa.Integer), sa.Double)
    return (
        sa.select(sa.func.percentile_cont(0.9).within_group(delay).label("days"))
        .select_from(back.join(order, order.c.order_key == back.c.order_key))
        .where(order.c.counts)
    )
