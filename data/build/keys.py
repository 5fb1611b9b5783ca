"""Integer keys for products, customers, payment methods and orders.

Facts join and count integers, which is many times cheaper than the text ids of the sources.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.clock import local_time

UNCATEGORISED = "Uncategorised"
UNKNOWN = "Unknown"
SUCCEEDED = "succeeded"

MAX_METHODS = 62  # as many bits as a signed 64-bit mask has room for

# Every row of `orders` with what the facts need of it; `order_key` follows (ordered_at, order_id).
# Lives in the connection that builds, and may spill to disk.
order_keys = sa.Table(
    "order_keys",
    sa.MetaData(),
    sa.Column("order_key", sa.BigInteger),
    sa.Column("order_id", sa.String),
    sa.Column("counts", sa.Boolean),
    sa.Column("date", sa.Date),
    sa.Column("hour", sa.SmallInteger),
    sa.Column("customer_key", sa.Integer),
    sa.Column("country", sa.String),
    sa.Column("channel", sa.String),
    sa.Column("payment_mask", sa.BigInteger),
    sa.Column("shipping", schema.Money),
    sa.Column("tax", schema.Money),
    sa.Column("order_rank", sa.Integer),
    prefixes=["TEMPORARY"],
)


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
        _or(star.c.category, UNCATEGORISED).label("category"),
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
    if len(names) > MAX_METHODS:
        raise TooManyMethods(
            f"The payments name {len(names)} methods, but at most {MAX_METHODS} can be told apart: "
            "give variants of one method the same name."
        )
    if names:
        rows = [{"method": name, "bit": 1 << place} for place, name in enumerate(names)]
        connection.execute(schema.payment_methods.insert(), rows)


def fill_orders(connection: sa.Connection, timezone: str) -> None:
    """Number all orders and rank the counting ones of each customer over the whole history."""
    order_keys.drop(connection, checkfirst=True)
    order_keys.create(connection)
    numbered = _numbered(timezone).subquery("numbered")
    ranked = sa.and_(numbered.c.counts, numbered.c.customer_key.is_not(None))
    rank = sa.func.row_number().over(
        partition_by=[numbered.c.customer_key, numbered.c.counts], order_by=numbered.c.order_key
    )
    order_rank = sa.case((ranked, rank), else_=None).label("order_rank")
    fill(connection, order_keys, sa.select(*numbered.c, order_rank))


def _numbered(timezone: str) -> sa.Select[Any]:
    star, statuses, customer = schema.orders, schema.order_statuses, schema.dim_customer
    clock = sa.select(star, local_time(star.c.ordered_at, timezone).label("local")).subquery(
        "clock"
    )
    paid = _masks().subquery("paid")
    joined = (
        clock.outerjoin(statuses, statuses.c.status == clock.c.status)
        .outerjoin(customer, customer.c.customer_id == clock.c.customer_id)
        .outerjoin(paid, paid.c.order_id == clock.c.order_id)
    )
    key = sa.func.row_number().over(order_by=[clock.c.ordered_at, clock.c.order_id])
    return sa.select(
        key.label("order_key"),
        clock.c.order_id,
        sa.func.coalesce(statuses.c.counts_as_order, sa.false()).label("counts"),
        sa.cast(clock.c.local, sa.Date).label("date"),
        sa.cast(sa.extract("hour", clock.c.local), sa.SmallInteger).label("hour"),
        customer.c.customer_key,
        _or(clock.c.country, UNKNOWN).label("country"),
        _or(clock.c.channel, UNKNOWN).label("channel"),
        sa.func.coalesce(paid.c.payment_mask, 0).label("payment_mask"),
        clock.c.shipping,
        clock.c.tax,
    ).select_from(joined)


def _masks() -> sa.Select[Any]:
    payment, method = schema.payments, schema.payment_methods
    return (
        sa.select(payment.c.order_id, sa.func.bit_or(method.c.bit).label("payment_mask"))
        .select_from(payment.join(method, method.c.method == payment.c.method))
        .where(payment.c.status == SUCCEEDED)
        .group_by(payment.c.order_id)
    )


def _or(column: sa.ColumnElement[Any], instead: str) -> sa.ColumnElement[Any]:
    """The text, or something to call it where there is none."""
    return sa.func.coalesce(sa.func.nullif(sa.func.trim(column), ""), instead)
