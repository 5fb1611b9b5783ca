"""Features of customers: recency, frequency, money, their scores, and what each brought so far."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import insert
from data.build.scores import fifth, frequency_score, rfm_segment
from data.periods import add_months
from data.span import span_of

LOOK_BACK_MONTHS = 24


def fill_customers(connection: sa.Connection) -> None:
    """One row per customer with a counting order, as of the last day of the data."""
    last_day = span_of(connection).last_day
    start = add_months(last_day, -LOOK_BACK_MONTHS) + timedelta(days=1)
    raw = _features(last_day, start)
    scored = _scored(raw)
    names = [column.name for column in schema.customer_features.columns]
    fm = sa.cast(sa.func.floor((scored.c.f_score + scored.c.m_score + 1) / 2.0), sa.Integer)
    segment = rfm_segment(scored.c.r_score, fm).label("rfm_segment")
    columns = [scored.c[name] for name in names if name != "rfm_segment"]
    insert(
        connection,
        schema.customer_features,
        sa.select(*columns, segment).order_by(scored.c.customer_key),
    )


def _features(last_day: date, start: date) -> sa.Subquery:
    """Orders and reversals, each added up by customer at its own grain, then side by side."""
    orders, reversals = _orders(start), _reversals(start)
    end = sa.literal(last_day, sa.Date)
    recent = orders.c.last_order_on >= start
    return (
        sa.select(
            orders.c.customer_key,
            orders.c.first_order_on,
            orders.c.last_order_on,
            (end - orders.c.first_order_on).label("tenure_days"),
            orders.c.orders,
            sa.case((recent, end - orders.c.last_order_on)).label("recency_days"),
            orders.c.frequency,
            (orders.c.recent_sales - sa.func.coalesce(reversals.c.recent, 0)).label("monetary"),
            (orders.c.sales - sa.func.coalesce(reversals.c.ever, 0)).label("historic_clv"),
        )
        .select_from(
            orders.outerjoin(reversals, reversals.c.customer_key == orders.c.customer_key)
        )
        .subquery("features")
    )


def _orders(start: date) -> sa.Subquery:
    fact = schema.fact_orders
    sales = fact.c.gross - fact.c.discount
    recent = fact.c.date >= start
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.min(fact.c.date).label("first_order_on"),
            sa.func.max(fact.c.date).label("last_order_on"),
            sa.func.count().label("orders"),
            sa.func.count(sa.distinct(sa.case((recent, fact.c.date)))).label("frequency"),
            sa.func.sum(sa.case((recent, sales), else_=0)).label("recent_sales"),
            sa.func.sum(sales).label("sales"),
        )
        .where(fact.c.customer_key.is_not(None))
        .group_by(fact.c.customer_key)
        .subquery("bought")
    )


def _reversals(start: date) -> sa.Subquery:
    """By the day of the order they belong to, as customer value is reckoned."""
    fact = schema.fact_reversals
    recent = fact.c.order_date >= start
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.sum(sa.case((recent, fact.c.amount), else_=0)).label("recent"),
            sa.func.sum(fact.c.amount).label("ever"),
        )
        .where(fact.c.customer_key.is_not(None))
        .group_by(fact.c.customer_key)
        .subquery("taken_back")
    )


def _scored(raw: sa.Subquery) -> sa.Subquery:
    active = raw.c.recency_days.is_not(None)

    def score(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.case((active, value))

    return sa.select(
        *raw.c,
        score(fifth(-raw.c.recency_days, active)).label("r_score"),
        score(frequency_score(raw.c.frequency)).label("f_score"),
        score(fifth(raw.c.monetary, active)).label("m_score"),
    ).subquery("scored")
