"""Integer keys for products and customers, bits for payment methods and categories.

Facts join and count integers, which is many times cheaper than the text ids of the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema

UNCATEGORISED = "Uncategorised"
UNKNOWN = "Unknown"
SUCCEEDED = "succeeded"

MAX_BITS = 62  # as many bits as a signed 64-bit mask has room for


class TooManyMethods(ValueError):
    """More payment methods than a mask has bits."""


def fill(connection: sa.Connection, table: sa.Table, rows: sa.Select[Any]) -> None:
    """Insert a select whose columns are named like the table's."""
    names = [column.name for column in rows.selected_columns]
    connection.execute(table.insert().from_select(names, rows))


def fill_products(connection: sa.Connection) -> None:
    """Number the products by their id."""
    star = schema.products
    rows = sa.select(
        sa.func.row_number().over(order_by=star.c.product_id).label("product_key"),
        star.c.product_id,
        star.c.name,
        text_or(star.c.category, UNCATEGORISED).label("category"),
        star.c.unit_price,
        star.c.unit_cost,
        star.c.is_product,
    )
    fill(connection, schema.dim_product, rows)


def fill_customers(connection: sa.Connection) -> None:
    """Number the customers by their id."""
    star = schema.customers
    rows = sa.select(
        sa.func.row_number().over(order_by=star.c.customer_id).label("customer_key"),
        star.c.customer_id,
        star.c.country,
    )
    fill(connection, schema.dim_customer, rows)


def fill_methods(connection: sa.Connection) -> None:
    """Give each payment method a bit, in alphabetical order; TooManyMethods beyond 62."""
    method = schema.payments.c.method
    names = connection.execute(sa.select(method).distinct().order_by(method)).scalars().all()
    if len(names) > MAX_BITS:
        raise TooManyMethods(
            f"The payments name {len(names)} methods, but at most {MAX_BITS} can be told apart: "
            "give variants of one method the same name."
        )
    _give_bits(connection, schema.payment_methods, names)


def fill_categories(connection: sa.Connection) -> None:
    """Give each category of products a bit, in alphabetical order; none beyond 62."""
    category = schema.dim_product.c.category
    names = connection.execute(sa.select(category).distinct().order_by(category)).scalars().all()
    _give_bits(connection, schema.categories, names if len(names) <= MAX_BITS else ())


def _give_bits(connection: sa.Connection, table: sa.Table, names: Sequence[str]) -> None:
    named, bit = table.columns.keys()
    rows = [{named: name, bit: 1 << place} for place, name in enumerate(names)]
    if rows:
        connection.execute(table.insert(), rows)


def text_or(column: sa.ColumnElement[Any], instead: str) -> sa.ColumnElement[Any]:
    """The text, or something to call it where there is none."""
    return sa.func.coalesce(sa.func.nullif(sa.func.trim(column), ""), instead)
