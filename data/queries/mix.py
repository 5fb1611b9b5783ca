"""Two periods side by side, product by product or category by category."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.filters import Filters
from data.queries.groups import ByDimension
from data.queries.sources import Rows
from data.schema.tables import Money
from data.sqltypes import total

KEY = "key"
# What is known of a product in each period. `quantity` and `gross` of merchandise only; `other` is
# the gross of lines that are none: postage, fees, samples.
KNOWN = ("quantity", "gross", "other", "discount", "reversed")
COLUMNS = tuple(f"{name}_{when}" for when in (0, 1) for name in KNOWN)

_Exact = sa.Numeric(30, 6)


def totals(
    now: Filters, before: Filters, dimension: Dimension, *, reversal_day: str
) -> sa.Select[Any]:
    """One row: the sums that the effects of price, volume and mix are made of.

    For things sold in both periods `kept_quantity_0`, `kept_gross_0`, the same with 1, and
    `carried` (today's pieces at yesterday's prices); `new` and `gone` are the changes of gross of
    those sold in one period only; then `other`, `discount`, `reversed` and `unnamed` (reversals
    that name no product) of both periods.
    """
    cell = _cells(now, before, dimension, reversal_day).cte("cells")
    kept = sa.and_(cell.c.quantity_0 > 0, cell.c.quantity_1 > 0)
    moved = cell.c.gross_1 - cell.c.gross_0
    gone = sa.and_(cell.c.quantity_0 > 0, cell.c.quantity_1 <= 0)
    named = cell.c.named == 1
    return sa.select(
        *(_sum(cell.c[name], kept).label(f"kept_{name}") for name in COLUMNS if _of_pieces(name)),
        _sum(_carried(cell), kept).label("carried"),
        _sum(moved, sa.not_(sa.or_(kept, gone))).label("new"),
        _sum(moved, gone).label("gone"),
        *(_sum(cell.c[f"{name}_{when}"]).label(f"{name}_{when}")
          for name in ("other", "discount") for when in (0, 1)),
        *(_sum(cell.c[f"reversed_{when}"], named).label(f"reversed_{when}") for when in (0, 1)),
        *(_sum(cell.c[f"reversed_{when}"], sa.not_(named)).label(f"unnamed_{when}")
          for when in (0, 1)),
    )  # fmt: skip


def largest(
    now: Filters, before: Filters, dimension: Dimension, *, reversal_day: str, limit: int
) -> sa.Select[Any]:
    """The things whose net sales changed most: `key`, `label` and `COLUMNS`, largest first.

    What names no product is none of them. Ties are broken by the key.
    """
    cell = _cells(now, before, dimension, reversal_day).subquery("cells")
    key, label, table = _names(dimension, cell)
    return (
        sa.select(key.label(KEY), label.label("label"), *(cell.c[name] for name in COLUMNS))
        .select_from(table)
        .where(cell.c.named == 1)
        .order_by(sa.func.abs(_net(cell, 1) - _net(cell, 0)).desc(), key)
        .limit(limit)
    )


def _of_pieces(name: str) -> bool:
    return name.startswith(("quantity", "gross"))


def _net(cell: sa.FromClause, when: int) -> sa.ColumnElement[Any]:
    column = {name: cell.c[f"{name}_{when}"] for name in KNOWN}
    return column["gross"] + column["other"] - column["discount"] - column["reversed"]


def _carried(cell: sa.FromClause) -> sa.ColumnElement[Any]:
    """Today's pieces at yesterday's price; a decimal, as sums of doubles know an order."""
    price = sa.cast(cell.c.gross_0, sa.Double) / sa.cast(
        sa.func.nullif(cell.c.quantity_0, 0), sa.Double
    )
    return sa.cast(cell.c.quantity_1 * price, _Exact)


def _sum(
    value: sa.ColumnElement[Any], where: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[Any]:
    """The sum, 0 without rows."""
    shown = value if where is None else sa.case((where, value), else_=0)
    return sa.func.coalesce(total(shown), 0)


def _cells(now: Filters, before: Filters, dimension: Dimension, day: str) -> sa.Select[Any]:
    """A row per product or category with everything that is known of it in both periods.

    Lines and reversals of each period are added up on their own before they are put together.
    """
    parts = [
        part
        for when, filters in enumerate((before, now))
        for part in (
            _lines(filters, dimension).cte(f"lines_{when}"),
            _reversals(filters, dimension, day).cte(f"reversals_{when}"),
        )
    ]
    rows = sa.union_all(
        *(_placed(part, when=place // 2) for place, part in enumerate(parts))
    ).subquery("parts")
    return sa.select(
        rows.c[KEY],
        sa.func.max(rows.c.named).label("named"),
        *(total(rows.c[name]).label(name) for name in COLUMNS),
    ).group_by(rows.c[KEY])


def _placed(part: sa.CTE, *, when: int) -> sa.Select[Any]:
    """What is known in one period, with 0 for all of the other and what the part does not say."""
    mine = {f"{name}_{when}": part.c[name] for name in KNOWN if name in part.c}
    values = [mine.get(name, _nothing(name)).label(name) for name in COLUMNS]
    return sa.select(part.c[KEY], part.c.named, *values)


def _nothing(name: str) -> sa.ColumnElement[Any]:
    kind = sa.BigInteger() if name.startswith("quantity") else Money
    return sa.cast(sa.literal_column("0"), kind)


def _lines(filters: Filters, dimension: Dimension) -> sa.Select[Any]:
    lines, product = schema.fact_lines, schema.dim_product
    rows = Rows(lines)
    key, table = ByDimension(dimension).key(rows)
    goods = product.c.is_product
    return (
        sa.select(
            key.label(KEY),
            sa.literal_column("1").label("named"),
            total(sa.case((goods, lines.c.quantity), else_=0)).label("quantity"),
            sa.func.sum(sa.case((goods, lines.c.gross), else_=0)).label("gross"),
            sa.func.sum(sa.case((sa.not_(goods), lines.c.gross), else_=0)).label("other"),
            sa.func.sum(lines.c.discount).label("discount"),
        )
        .select_from(table.join(product, product.c.product_key == lines.c.product_key))
        .where(*filters.where(lines))
        .group_by(KEY)
    )


def _reversals(filters: Filters, dimension: Dimension, day: str) -> sa.Select[Any]:
    rows = Rows(schema.fact_reversals, day=day)
    key, table = ByDimension(dimension).key(rows)
    by_product = rows.table.c.product_key.is_not(None)
    named = by_product if dimension is Dimension.PRODUCT else rows.table.c.category.is_not(None)
    return (
        sa.select(
            key.label(KEY),
            sa.func.max(sa.case((named, 1), else_=0)).label("named"),
            sa.func.sum(rows.table.c.amount).label("reversed"),
        )
        .select_from(table)
        .where(*filters.where(rows.table, day=day))
        .group_by(KEY)
    )


def _names(
    dimension: Dimension, cell: sa.Subquery
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.FromClause]:
    if dimension is not Dimension.PRODUCT:
        return cell.c[KEY], cell.c[KEY], cell
    product = schema.dim_product
    table = cell.join(product, product.c.product_key == cell.c[KEY])
    return product.c.product_id, product.c.name, table
