"""The customers of a file of orders, described by the rules that a release's own are.

The rows become facts in the file's own database, and everything after that is what a release is
built with: `data.queries.rfm_scores` for recency, frequency, money and scores, and
`data.learning_segments` for the clusters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.orders_file import Orders
from data.queries.rfm_scores import features
from data.rfm import LAPSED

_CHUNK = 50_000
_TABLES = (
    schema.dim_customer,
    schema.fact_orders,
    schema.fact_reversals,
    schema.customer_features,
    schema.customer_segments,
)
COLUMNS = (
    "customer_id",
    "recency",
    "frequency",
    "monetary",
    "r_score",
    "f_score",
    "m_score",
    "rfm_segment",
    "cluster",
    "cluster_name",
)


def describe(orders: Orders, day: date) -> sa.Engine:
    """Fill `customer_features` with who had ordered by a day; the way to the file's database.

    A row with an amount below 0 takes money back on its day and is no order.
    """
    connection = orders.connection
    schema.METADATA.create_all(connection, tables=_TABLES)
    fill(connection, schema.dim_customer, _people(orders.table))
    fill(connection, schema.fact_orders, _orders(orders.table))
    fill(connection, schema.fact_reversals, _reversals(orders.table))
    known = features(day).subquery("known")
    rows = sa.select(*known.c).order_by(known.c.customer_key)
    fill(connection, schema.customer_features, rows)
    # What is committed is seen by the other connections of the engine.
    connection.commit()
    return connection.engine


def described(engine: sa.Engine) -> Iterator[pd.DataFrame]:
    """The columns of COLUMNS, customer by customer in the order of their ids, in pieces.

    Who did not order within the look-back has no recency, scores and cluster; without clusters
    nobody has one. There is at least one piece.
    """
    with engine.connect() as connection:
        for piece in pd.read_sql(_answer(), connection, chunksize=_CHUNK):
            yield piece.astype(_WHOLE)


_WHOLE = dict.fromkeys(("recency", "r_score", "f_score", "m_score", "cluster"), "Int64")


def without_order(engine: sa.Engine) -> int:
    """How many customers of the file had not ordered by the day, or only gave back."""
    person, known = schema.dim_customer, schema.customer_features
    count = sa.select(
        sa.select(sa.func.count()).select_from(person).scalar_subquery()
        - sa.select(sa.func.count()).select_from(known).scalar_subquery()
    )
    with engine.connect() as connection:
        return int(connection.execute(count).scalar_one())


def _people(table: sa.Table) -> sa.Select[Any]:
    who = sa.select(table.c.customer_id).distinct().subquery("who")
    number = sa.func.row_number().over(order_by=who.c.customer_id)
    return sa.select(number.label("customer_key"), who.c.customer_id)


def _orders(table: sa.Table) -> sa.Select[Any]:
    zero = sa.literal(0)
    masks = ("payment_mask", "category_mask")
    numbers = (*masks, "hour", "quantity", "discount", "shipping", "tax", "reversed")
    return _keyed(
        table,
        table.c.amount >= 0,
        table.c.amount.label("gross"),
        *(zero.label(name) for name in numbers),
    )


def _reversals(table: sa.Table) -> sa.Select[Any]:
    zero = sa.literal(0)
    return _keyed(
        table,
        table.c.amount < 0,
        (-table.c.amount).label("amount"),
        table.c.date.label("order_date"),
        *(zero.label(name) for name in ("payment_mask", "quantity")),
    )


def _keyed(
    table: sa.Table, which: sa.ColumnElement[bool], *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """Rows of the file as rows of a fact; what a file does not say is blank."""
    person, blank = schema.dim_customer, sa.literal("")
    return (
        sa.select(
            table.c.date,
            sa.func.row_number().over().label("order_key"),
            person.c.customer_key,
            blank.label("country"),
            blank.label("channel"),
            *columns,
        )
        .select_from(table.join(person, person.c.customer_id == table.c.customer_id))
        .where(which)
    )


def _answer() -> sa.Select[Any]:
    person, known, member = (
        schema.dim_customer,
        schema.customer_features,
        schema.customer_segments,
    )
    joined = known.join(person, person.c.customer_key == known.c.customer_key).outerjoin(
        member, member.c.customer_key == known.c.customer_key
    )
    columns: list[sa.ColumnElement[Any]] = [
        person.c.customer_id,
        known.c.recency_days.label("recency"),
        known.c.frequency,
        sa.cast(known.c.monetary, sa.Double).label("monetary"),
        known.c.r_score,
        known.c.f_score,
        known.c.m_score,
        sa.func.coalesce(known.c.rfm_segment, LAPSED).label("rfm_segment"),
        member.c.cluster,
        member.c.segment.label("cluster_name"),
    ]
    return sa.select(*columns).select_from(joined).order_by(person.c.customer_id)
