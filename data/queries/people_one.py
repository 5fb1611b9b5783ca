"""One customer: what is known of them, and their scores at the end of each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.people_gaps import own_gaps
from data.queries.rfm_scores import features
from data.queries.rows import PERSONAL, Value, of_customer


def person(customer_id: str, day: date, *, people: bool = False) -> sa.Select[Any]:
    """At most one row: features and scores as of the release's last day, cluster, rhythm, sums.

    Everything but `customer_id` and `country` is missing for who has no counting order.
    """
    customer, feature = schema.dim_customer, schema.customer_features
    cluster = schema.customer_segments
    gaps = own_gaps(day, _key(customer_id)).cte("gaps")
    sold, back = _sold(customer_id).subquery("sold"), _taken_back(customer_id).subquery("back")
    key = customer.c.customer_key
    table = customer.outerjoin(feature, feature.c.customer_key == key)
    for other in (cluster, gaps, sold, back):
        table = table.outerjoin(other, other.c.customer_key == key)
    named: list[Value] = []
    if people:
        known = schema.customers
        table = table.outerjoin(known, known.c.customer_id == customer.c.customer_id)
        named = [known.c[name] for name in PERSONAL]
    return (
        sa.select(
            customer.c.customer_id,
            customer.c.country,
            *(column for column in feature.c if column.name != "customer_key"),
            cluster.c.segment.label("cluster"),
            *(gaps.c[name] for name in ("median_gap", "usual", "longest")),
            *(sold.c[name] for name in ("gross", "discount", "units")),
            sa.func.coalesce(back.c.reversed, 0).label("reversed"),
            *named,
        )
        .select_from(table)
        .where(customer.c.customer_id == customer_id)
    )


def scores(customer_id: str, days: Sequence[date]) -> sa.Select[Any]:
    """The customer's scores as of each of some days, earliest first, where there was an order.

    Columns `day`, `recency_days`, `frequency`, `monetary`, the three scores and `rfm_segment`.
    """
    names = ("recency_days", "frequency", "monetary", "r_score", "f_score", "m_score")
    parts = []
    for number, day in enumerate(days):
        known = features(day).subquery(f"known_{number}")
        parts.append(
            sa.select(
                sa.cast(sa.literal(day), sa.Date).label("day"),
                *(known.c[name] for name in (*names, "rfm_segment")),
            ).where(*of_customer(known, customer_id))
        )
    rows = sa.union_all(*parts).subquery("scores")
    return sa.select(rows).order_by(rows.c.day)


def _key(customer_id: str) -> sa.Select[Any]:
    customer = schema.dim_customer
    return sa.select(customer.c.customer_key).where(customer.c.customer_id == customer_id)


def _sold(customer_id: str) -> sa.Select[Any]:
    fact = schema.fact_orders
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.sum(fact.c.gross).label("gross"),
            sa.func.sum(fact.c.discount).label("discount"),
            sa.func.sum(fact.c.quantity).label("units"),
        )
        .where(*of_customer(fact, customer_id))
        .group_by(fact.c.customer_key)
    )


def _taken_back(customer_id: str) -> sa.Select[Any]:
    fact = schema.fact_reversals
    return (
        sa.select(fact.c.customer_key, sa.func.sum(fact.c.amount).label("reversed"))
        .where(*of_customer(fact, customer_id))
        .group_by(fact.c.customer_key)
    )
