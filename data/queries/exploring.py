"""Statements of the exploratory report: everything that grows is counted in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.customers import place_of

Value = sa.ColumnElement[Any]

# Ten bins for every tenfold of an amount.
PER_TENFOLD = 10
# Items of an order and orders of a customer are counted one by one up to this.
MOST_COUNTED = 20
# The curve of contributions has as many points.
POINTS = 100

STAR = (
    schema.customers,
    schema.products,
    schema.orders,
    schema.order_items,
    schema.refunds,
    schema.payments,
)


def order_values() -> sa.Select[Any]:
    """Orders by value after discounts: `bin` (tenths of a power of ten) and `rows`."""
    fact = schema.fact_orders
    return _logarithmic(fact.c.gross - fact.c.discount, sa.literal(1))


def unit_prices() -> sa.Select[Any]:
    """Lines by price of a piece before discounts: `bin` and `rows`."""
    fact = schema.fact_lines
    return _logarithmic(fact.c.gross, fact.c.quantity)


def items_per_order() -> sa.Select[Any]:
    """Orders by pieces: `items`, MOST_COUNTED holding all that have as many or more; `rows`."""
    return _counted(schema.fact_orders.c.quantity, "items")


def orders_per_customer() -> sa.Select[Any]:
    """Customers by orders ever: `orders`, the last one holding all with as many or more; `rows`."""
    return _counted(schema.customer_features.c.orders, "orders")


def contributions() -> sa.Select[Any]:
    """Columns `part` (of the products that sold, in hundredths), `products`, `share` of sales.

    Products by net sales on the order day, the largest first; nothing that is no merchandise.
    """
    ranked = _ranked_products().subquery("ranked")
    part = sa.cast(sa.func.ceil(ranked.c.place * 1.0 * POINTS / ranked.c.products), sa.Integer)
    share = sa.cast(sa.func.max(ranked.c.running), sa.Double) / sa.func.nullif(
        sa.cast(sa.func.max(ranked.c.whole), sa.Double), 0
    )
    products = sa.func.max(ranked.c.place).label("products")
    columns: list[Value] = [part.label("part"), products, share.label("share")]
    rows: sa.Select[Any] = sa.select(*columns)
    return rows.where(ranked.c.whole > 0).group_by("part").order_by("part")


def customers(limit: int) -> sa.Select[Any]:
    """A repeatable sample of customers who bought in the look-back, without personal data."""
    table = schema.customer_features
    names = ("recency_days", "frequency", "monetary", "orders", "tenure_days", "historic_clv")
    return (
        sa.select(*(table.c[name] for name in names))
        .where(table.c.recency_days.is_not(None))
        .order_by(place_of(table.c.customer_key), table.c.customer_key)
        .limit(limit)
    )


def buyers() -> sa.Select[Any]:
    """Column `rows`: customers that the sample is taken from."""
    table = schema.customer_features
    return sa.select(sa.func.count().label("rows")).where(table.c.recency_days.is_not(None))


def filled(table: sa.Table) -> sa.Select[Any]:
    """Column `rows`, and per column of the table how many rows say something in it.

    Only counted, never read: what stands in a name or an address leaves the database nowhere.
    """
    columns: list[Value] = [sa.func.count().label("rows"), *map(_said, table.c)]
    return sa.select(*columns)


def _said(column: sa.Column[Any]) -> sa.Label[int]:
    text = isinstance(column.type, sa.String)
    value: Value = sa.func.nullif(sa.func.trim(column), "") if text else column
    return sa.func.count(value).label(column.name)


def _logarithmic(amount: Value, pieces: Value) -> sa.Select[Any]:
    """Rows per bin of amount / pieces; those not above 0 have no bin."""
    value = sa.cast(amount, sa.Double) / sa.func.nullif(sa.cast(pieces, sa.Double), 0)
    # Rounded, so that 10 is the beginning of a bin whatever the logarithm's last digit says.
    positive = sa.case((value > 0, value), else_=None)
    place = sa.func.log10(positive, type_=sa.Double) * PER_TENFOLD
    exact = sa.func.round(sa.cast(place, sa.Numeric(18, 9)), 6)
    rows = sa.select(sa.cast(sa.func.floor(exact), sa.Integer).label("bin")).subquery("binned")
    return _per(rows.c.bin, "bin").select_from(rows)


def _counted(number: sa.Column[Any], name: str) -> sa.Select[Any]:
    capped = sa.cast(sa.func.least(number, MOST_COUNTED), sa.Integer)
    rows = sa.select(capped.label(name)).select_from(number.table).subquery("capped")
    return _per(rows.c[name], name).select_from(rows)


def _per(value: Value, name: str) -> sa.Select[Any]:
    columns: list[Value] = [value.label(name), sa.func.count().label("rows")]
    statement: sa.Select[Any] = sa.select(*columns)
    return statement.group_by(name).order_by(sa.nulls_first(value))


def _ranked_products() -> sa.Select[Any]:
    line, product = schema.fact_lines, schema.dim_product
    back = schema.fact_reversals
    sold = (
        sa.select(line.c.product_key, sa.func.sum(line.c.gross - line.c.discount).label("net"))
        .group_by(line.c.product_key)
        .subquery("sold")
    )
    taken = (
        sa.select(back.c.product_key, sa.func.sum(back.c.amount).label("amount"))
        .where(back.c.product_key.is_not(None))
        .group_by(back.c.product_key)
        .subquery("taken")
    )
    net = sold.c.net - sa.func.coalesce(taken.c.amount, 0)
    joined = sold.join(product, product.c.product_key == sold.c.product_key).outerjoin(
        taken, taken.c.product_key == sold.c.product_key
    )
    rows = (
        sa.select(sold.c.product_key, net.label("net"))
        .select_from(joined)
        .where(product.c.is_product)
        .subquery("net")
    )
    order = [rows.c.net.desc(), rows.c.product_key]
    return sa.select(
        sa.func.row_number().over(order_by=order).label("place"),
        sa.func.count().over().label("products"),
        sa.func.sum(rows.c.net).over(order_by=order, rows=(None, 0)).label("running"),
        sa.func.sum(rows.c.net).over().label("whole"),
    )
