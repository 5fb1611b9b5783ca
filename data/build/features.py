"""What is known of each customer, as of the last day of the release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.build.scores import fifth, frequency_score, rfm_segment
from data.periods import add_months
from data.span import span_of

LOOK_BACK_MONTHS = 24


def fill_features(connection: sa.Connection) -> None:
    """One row per customer with a counting order, scored among those who bought recently."""
    seen = _seen(span_of(connection).last_day).subquery("seen")
    scored = _scored(seen).subquery("scored")
    name = rfm_segment(scored.c.r_score, scored.c.f_score, scored.c.m_score)
    rows = sa.select(*scored.c, name.label("rfm_segment")).order_by(scored.c.customer_key)
    fill(connection, schema.customer_features, rows)


def _scored(seen: sa.Subquery) -> sa.Select[Any]:
    recent = seen.c.recency_days.is_not(None)

    def score(label: str, value: sa.ColumnElement[Any]) -> sa.Label[Any]:
        return sa.case((recent, value), else_=None).label(label)

    return sa.select(
        *seen.c,
        score("r_score", fifth(-seen.c.recency_days, recent)),
        score("f_score", frequency_score(seen.c.frequency)),
        score("m_score", fifth(seen.c.monetary, recent)),
    )


def _seen(last_day: date) -> sa.Select[Any]:
    since = add_months(last_day, -LOOK_BACK_MONTHS) + timedelta(days=1)
    bought, back = _bought(since).subquery("bought"), _taken_back(since).subquery("back")
    today = sa.literal(last_day, sa.Date)

    def less(name: str) -> sa.ColumnElement[Any]:
        return bought.c[name] - sa.func.coalesce(back.c[name], 0)

    return sa.select(
        bought.c.customer_key,
        bought.c.first_order_on,
        bought.c.last_order_on,
        sa.cast(today - bought.c.first_order_on, sa.Integer).label("tenure_days"),
        bought.c.orders,
        sa.cast(today - bought.c.last_recent_on, sa.Integer).label("recency_days"),
        bought.c.frequency,
        less("recently").label("monetary"),
        less("ever").label("historic_clv"),
    ).select_from(bought.outerjoin(back, back.c.customer_key == bought.c.customer_key))


def _bought(since: date) -> sa.Select[Any]:
    order = schema.fact_orders
    recent_day = sa.case((order.c.date >= since, order.c.date), else_=None)
    value = order.c.gross - order.c.discount
    return (
        sa.select(
            order.c.customer_key,
            sa.func.min(order.c.date).label("first_order_on"),
            sa.func.max(order.c.date).label("last_order_on"),
            sa.func.count().label("orders"),
            sa.func.max(recent_day).label("last_recent_on"),
            sa.func.count(sa.distinct(recent_day)).label("frequency"),
            sa.func.sum(sa.case((order.c.date >= since, value), else_=0)).label("recently"),
            sa.func.sum(value).label("ever"),
        )
        .where(order.c.customer_key.is_not(None))
        .group_by(order.c.customer_key)
    )


def _taken_back(since: date) -> sa.Select[Any]:
    """Reversals by the day of the reversed order, so that they follow the order they belong to."""
    fact = schema.fact_reversals
    recently = sa.case((fact.c.order_date >= since, fact.c.amount), else_=0)
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.sum(recently).label("recently"),
            sa.func.sum(fact.c.amount).label("ever"),
        )
        .where(fact.c.customer_key.is_not(None))
        .group_by(fact.c.customer_key)
    )
