"""Integer keys for products and customers, and one staged row per order with all the facts share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

UNKNOWN = "Unknown"
UNCATEGORISED = "Uncategorised"
MAX_METHODS = 62

# Lives only while a release is built.
STAGED = sa.Table(
    "staged_orders",
    sa.MetaData(),
    sa.Column("order_key", sa.BigInteger),
    sa.Column("order_id", sa.String),
    sa.Column("date", sa.Date),
    sa.Column("hour", sa.SmallInteger),
    sa.Column("customer_key", sa.Integer),
    sa.Column("country", sa.String),
    sa.Column("channel", sa.String),
    sa.Column("payment_mask", sa.BigInteger),
    sa.Column("counts", sa.Boolean),
    sa.Column("order_rank", sa.Integer),
    sa.Column("shipping", schema.Money),
    sa.Column("tax", schema.Money),
)


class TooManyMethods(ValueError):
    """More payment methods than a mask has bits."""


def local(instant: sa.ColumnElement[Any], timezone: str) -> sa.ColumnElement[Any]:
    """A naive UTC instant as a naive instant of the business time zone."""
    return sa.func.timezone(timezone, sa.func.timezone("UTC", instant))


def fill_dimensions(connection: sa.Connection) -> None:
    """Number products, customers and payment methods by their ids, so that keys are repeatable."""
    product, customer = schema.products, schema.customers
    numbered = sa.func.row_number().over(order_by=product.c.product_id)
    insert(
        connection,
        schema.dim_product,
        sa.select(
            numbered.label("product_key"),
            product.c.product_id,
            product.c.name,
            sa.func.coalesce(product.c.category, UNCATEGORISED).label("category"),
            product.c.unit_price,
            product.c.unit_cost,
            product.c.is_product,
        ),
    )
    numbered = sa.func.row_number().over(order_by=customer.c.customer_id)
    insert(
        connection,
        schema.dim_customer,
        sa.select(numbered.label("customer_key"), customer.c.customer_id, customer.c.country),
    )
    _fill_methods(connection)


def _fill_methods(connection: sa.Connection) -> None:
    statement = sa.select(schema.payments.c.method).distinct().order_by(schema.payments.c.method)
    methods = connection.execute(statement).scalars().all()
    if len(methods) > MAX_METHODS:
        raise TooManyMethods(
            f"The sources name {len(methods)} payment methods; at most {MAX_METHODS} can be told "
            "apart. Map similar ones to one name."
        )
    if methods:
        rows = [{"method": method, "bit": 1 << place} for place, method in enumerate(methods)]
        connection.execute(sa.insert(schema.payment_methods), rows)


def stage_orders(connection: sa.Connection, timezone: str) -> None:
    """One row per order: key, business day and hour, customer, place, mask, rank."""
    drop_staging(connection)
    STAGED.create(connection)
    order, status = schema.orders, schema.order_statuses
    customer, paid = schema.dim_customer, _masks()
    at = local(order.c.ordered_at, timezone)
    in_time = (order.c.ordered_at, order.c.order_id)
    counts = sa.func.coalesce(status.c.counts_as_order, sa.false())
    rank = sa.func.row_number().over(
        partition_by=(order.c.customer_id, counts), order_by=in_time
    )
    joined = (
        order.outerjoin(status, status.c.status == order.c.status)
        .outerjoin(customer, customer.c.customer_id == order.c.customer_id)
        .outerjoin(paid, paid.c.order_id == order.c.order_id)
    )
    insert(
        connection,
        STAGED,
        sa.select(
            sa.func.row_number().over(order_by=in_time).label("order_key"),
            order.c.order_id,
            sa.cast(at, sa.Date).label("date"),
            sa.cast(sa.extract("hour", at), sa.SmallInteger).label("hour"),
            customer.c.customer_key,
            sa.func.coalesce(order.c.country, UNKNOWN).label("country"),
            sa.func.coalesce(order.c.channel, UNKNOWN).label("channel"),
            sa.func.coalesce(paid.c.mask, 0).label("payment_mask"),
            counts.label("counts"),
            sa.case((sa.and_(counts, customer.c.customer_key.is_not(None)), rank)).label(
                "order_rank"
            ),
            order.c.shipping,
            order.c.tax,
        ).select_from(joined),
    )


def _masks() -> sa.Subquery:
    """The methods that paid each order, as bits."""
    payment, method = schema.payments, schema.payment_methods
    return (
        sa.select(payment.c.order_id, sa.func.bit_or(method.c.bit).label("mask"))
        .select_from(payment.join(method, method.c.method == payment.c.method))
        .where(payment.c.status == "succeeded")
        .group_by(payment.c.order_id)
        .subquery("masks")
    )


def drop_staging(connection: sa.Connection) -> None:
    """Leave nothing of the construction in the release."""
    STAGED.drop(connection, checkfirst=True)


def insert(connection: sa.Connection, table: sa.Table, rows: sa.Select[Any]) -> None:
    """Fill a table with the rows of a statement whose columns are named like the table's."""
    names = [column.name for column in rows.selected_columns]
    connection.execute(table.insert().from_select(names, rows))
