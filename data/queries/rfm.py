"""Statements about RFM segments as of any day; no customer leaves the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.dimensions import NOT_CLUSTERED
from data.filters import DIMENSION_FIELDS, Filters
from data.formulas import Metric
from data.queries.aggregate import KEY, grouped
from data.queries.customers import buyers
from data.queries.rfm_scores import features, fm_score
from data.queries.sources import Rows
from data.rfm import LAPSED
from data.sqltypes import total

# What stands for a cell where there is none.
NO_SCORE, NO_CUSTOMER = 0, -1


def scores(day: date, filters: Filters) -> sa.Select[Any]:
    """One row per triple of scores: `r_score`, `f_score`, `m_score`, `customers`, `worth`.

    `worth` is what the look-back's orders brought. Lapsed customers are the row without scores.
    """
    known = kept(day, filters).subquery("known")
    triple = [known.c[name] for name in ("r_score", "f_score", "m_score")]
    return (
        sa.select(
            *triple, sa.func.count().label("customers"), total(known.c.monetary).label("worth")
        )
        .group_by(*triple)
        .order_by(*triple)
    )


def sales(metrics: Sequence[Metric], day: date, filters: Filters) -> sa.Select[Any]:
    """What the selection sold by the customers' cells as of a day: `key` and one per metric.

    The key is ten times the recency score plus FM, NO_SCORE or NO_CUSTOMER.
    """
    return grouped(metrics, filters, _ByCell(day), last_day=day).order_by(KEY)


def clusters(day: date, filters: Filters) -> sa.Select[Any]:
    """One row per segment and cluster that meet: `segment`, `cluster`, `customers`, `worth`."""
    known, cluster = kept(day, filters).subquery("known"), schema.customer_segments
    met = (
        sa.select(
            sa.func.coalesce(known.c.rfm_segment, LAPSED).label("segment"),
            sa.func.coalesce(cluster.c.segment, NOT_CLUSTERED).label("cluster"),
            known.c.monetary,
        )
        .select_from(known.outerjoin(cluster, cluster.c.customer_key == known.c.customer_key))
        .subquery("met")
    )
    pair = met.c.segment, met.c.cluster
    return (
        sa.select(*pair, sa.func.count().label("customers"), total(met.c.monetary).label("worth"))
        .group_by(*pair)
        .order_by(*pair)
    )


def prospects(day: date, signed_up_before: datetime) -> sa.Select[Any]:
    """Column `customers`: people on the list without an order by that day.

    `signed_up_before` is the end of the day as the star writes instants. Whose day of signing up is
    not known counts if no order ever came.
    """
    person, customer, first = schema.customers, schema.dim_customer, _first_orders()
    joined = person.join(customer, customer.c.customer_id == person.c.customer_id).outerjoin(
        first, first.c.customer_key == customer.c.customer_key
    )
    never = first.c.date.is_(None)
    not_yet = sa.and_(person.c.signed_up_at < signed_up_before, sa.or_(never, first.c.date > day))
    return (
        sa.select(sa.func.count().label("customers"))
        .select_from(joined)
        .where(sa.or_(not_yet, sa.and_(never, person.c.signed_up_at.is_(None))))
    )


def kept(day: date, filters: Filters) -> sa.Select[Any]:
    """`features` as of a day of the customers with an order by then that the filters keep.

    Filters choose customers; they never change a score.
    """
    known = features(day).subquery("everybody")
    statement = sa.select(*known.c)
    if not any(getattr(filters, name) for name in DIMENSION_FIELDS):
        return statement
    by_then = replace(filters, start=None, end=day)
    return statement.where(known.c.customer_key.in_(buyers(by_then)))


def _first_orders() -> sa.Subquery:
    order = schema.fact_orders
    rows = sa.select(order.c.customer_key, order.c.date).where(order.c.order_rank == 1)
    return rows.subquery("first")


class _ByCell:
    """Groups facts by the cell of the customer as of a day."""

    by_line = False

    def __init__(self, day: date) -> None:
        self._known = features(day).cte("known")

    def key(self, rows: Rows) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
        """Ten times the recency score plus FM."""
        known, customer = self._known, rows.table.c.customer_key
        cell = 10 * known.c.r_score + fm_score(known.c.f_score, known.c.m_score)
        key = sa.case((customer.is_(None), NO_CUSTOMER), else_=sa.func.coalesce(cell, NO_SCORE))
        return key, rows.table.outerjoin(known, known.c.customer_key == customer)
