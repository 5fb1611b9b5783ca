"""What each product brought: the facts, each summed by product before anything is joined."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.sqltypes import total

Value = sa.ColumnElement[Any]

SUMS = (
    "gross_sales",
    "discounts",
    "units",
    "orders",
    "reversals_by_order",
    "reversed_units",
    "reversed_orders",
)
NET = "net_sales_by_order"


def by_product(filters: Filters, name: str) -> sa.CTE:
    """`key`, `product_id` and the sums of each product that the filters keep; 0 where unsold."""
    product = catalogue(filters).cte(f"{name}_catalogue")
    parts = _parts(filters, name)
    joined: sa.FromClause = product
    for one in parts:
        joined = joined.outerjoin(one, one.c.key == product.c.product_key)
    return (
        sa.select(
            product.c.product_key.label("key"),
            product.c.product_id,
            *(_none_is_zero(column) for one in parts for column in one.c if column.name != "key"),
        )
        .select_from(joined)
        .cte(f"{name}_sums")
    )


def catalogue(filters: Filters) -> sa.Select[Any]:
    """The merchandise that the filters keep, whenever and to whomever it was sold."""
    product = schema.dim_product
    # Products are of no day; the filter that fits every table asks for one.
    rows = sa.select(product, sa.null().label("date")).where(product.c.is_product).subquery()
    kept = Filters(products=filters.products, categories=filters.categories)
    return sa.select(rows.c.product_key, rows.c.product_id).where(*kept.where(rows))


def apart(filters: Filters) -> sa.Select[Any]:
    """What belongs to the selection and to no product: the sums in up to two rows.

    `kind` "codes": postage, fees and other codes that are no merchandise; "none": reversals that
    name no product.
    """
    product = schema.dim_product
    lines, reversals, _ = _parts(filters, "apart")
    spine = sa.union(sa.select(lines.c.key), sa.select(reversals.c.key)).cte("apart_keys")
    joined = (
        spine.outerjoin(lines, lines.c.key == spine.c.key)
        .outerjoin(reversals, reversals.c.key == spine.c.key)
        .outerjoin(product, product.c.product_key == spine.c.key)
    )
    kind = sa.case((product.c.product_key.is_(None), "none"), else_="codes")
    sums = [
        total(sa.func.coalesce(column, 0)).label(column.name)
        for one in (lines, reversals)
        for column in one.c
        if column.name not in {"key", "orders"}
    ]
    found = (
        sa.select(kind.label("kind"), *sums)
        .select_from(joined)
        .where(sa.or_(product.c.product_key.is_(None), ~product.c.is_product))
        .group_by("kind")
    ).cte("apart")
    return sa.select(found, net_of(found).label(NET)).order_by(found.c.kind)


def _parts(filters: Filters, name: str) -> tuple[sa.CTE, sa.CTE, sa.CTE]:
    """Lines, reversals and reversed orders, each summed by product; key 0 names none."""
    line, back = schema.fact_lines, schema.fact_reversals
    lines = sa.select(
        line.c.product_key.label("key"),
        total(line.c.gross).label("gross_sales"),
        total(line.c.discount).label("discounts"),
        total(line.c.quantity).label("units"),
        sa.func.count(sa.distinct(line.c.order_key)).label("orders"),
    ).where(*filters.where(line))
    reversals = sa.select(
        sa.func.coalesce(back.c.product_key, 0).label("key"),
        total(back.c.amount).label("reversals_by_order"),
        total(back.c.quantity).label("reversed_units"),
    ).where(*filters.where(back, day="order_date"))
    same = sa.and_(back.c.order_key == line.c.order_key, back.c.product_key == line.c.product_key)
    orders = (
        sa.select(
            line.c.product_key.label("key"),
            sa.func.count(sa.distinct(line.c.order_key)).label("reversed_orders"),
        )
        .select_from(line.join(back, same))
        .where(back.c.amount > 0, *filters.where(line))
    )
    grouped = (lines, reversals, orders)
    names = ("lines", "reversals", "reversed_orders")
    first, second, third = (
        rows.group_by("key").cte(f"{name}_{what}")
        for rows, what in zip(grouped, names, strict=True)
    )
    return first, second, third


def net_of(rows: sa.FromClause) -> Value:
    """Gross sales less discounts and the reversals of these very orders."""
    c = rows.c
    found: Value = c.gross_sales - c.discounts - c.reversals_by_order
    return found


def part(top: Value, bottom: Value) -> Value:
    """A ratio of two sums; null where there is nothing to divide by."""
    return sa.cast(top, sa.Double) / sa.func.nullif(sa.cast(bottom, sa.Double), 0)


def _none_is_zero(column: sa.ColumnElement[Any]) -> sa.Label[Any]:
    return sa.func.coalesce(column, 0).label(getattr(column, "name", ""))
