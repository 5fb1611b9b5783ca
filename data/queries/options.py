"""What the filter bar can offer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.sqltypes import folded

MAX_FOUND = 50


def values_of(dimension: Dimension) -> sa.Select[Any]:
    """Column `value`: every value of a small dimension, in alphabetical order."""
    column = _VALUES[dimension]
    value = column.label("value")
    return sa.select(value).where(column.is_not(None)).distinct().order_by(value)


_VALUES: dict[Dimension, sa.ColumnElement[Any]] = {
    Dimension.CATEGORY: schema.dim_product.c.category,
    Dimension.COUNTRY: schema.fact_orders.c.country,
    Dimension.SEGMENT: schema.customer_segments.c.segment,
    Dimension.PAYMENT_METHOD: schema.payment_methods.c.method,
    Dimension.CHANNEL: schema.fact_orders.c.channel,
}


def products_like(text: str) -> sa.Select[Any]:
    """Columns `value`, `label`: products whose name or code holds the text, nearest first."""
    product = schema.dim_product
    in_name, in_code = _place(text, product.c.name), _place(text, product.c.product_id)
    begins = sa.case((in_name == 1, 0), else_=1)
    return (
        sa.select(product.c.product_id.label("value"), product.c.name.label("label"))
        .where(sa.or_(in_name > 0, in_code > 0), product.c.is_product)
        .order_by(begins, product.c.name, product.c.product_id)
        .limit(MAX_FOUND)
    )


def _place(text: str, column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Where in the column the text begins, capitals or not; 1 is its beginning, 0 nowhere."""
    sought = sa.literal(text, sa.String)
    return sa.func.strpos(folded(column), folded(sought), type_=sa.Integer)


def products_named(ids: tuple[str, ...]) -> sa.Select[Any]:
    """Columns `value`, `label` of the products with these ids."""
    product = schema.dim_product
    return (
        sa.select(product.c.product_id.label("value"), product.c.name.label("label"))
        .where(product.c.product_id.in_(ids))
        .order_by(product.c.name, product.c.product_id)
    )
