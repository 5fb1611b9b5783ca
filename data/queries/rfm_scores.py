"""Recency, frequency, money and their scores as of any day, by the rules of `docs/metrics.md`.

What a day knows: the orders placed by then, and of these only what had been taken back by then. So
the answer for a day that has passed stays the same, whatever comes later.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.rfm import GRID, look_back

Expression = sa.ColumnElement[Any]

# A frequency of at least this many order days earns the score; 1 is the least.
_FREQUENCY_CUTS = ((6, 5), (4, 4), (3, 3), (2, 2))


def features(day: date) -> sa.Select[Any]:
    """One row per customer with an order by that day: the columns of `customer_features`.

    Scored are those who bought in the 24 months to the day; the others have no scores.
    """
    seen = _seen(day).subquery("seen")
    scored = _scored(seen).subquery("scored")
    name = rfm_segment(scored.c.r_score, scored.c.f_score, scored.c.m_score)
    return sa.select(*scored.c, name.label("rfm_segment"))


def frequency_score(days: Expression) -> Expression:
    """Fixed cuts, because most customers have one order day and fifths would collapse."""
    return sa.case(*((days >= cut, score) for cut, score in _FREQUENCY_CUTS), else_=1)


def fifth(place: Expression, everyone: Expression) -> Expression:
    """The fifth that a place among everyone lies in, 5 the highest.

    The score is 1 + floor(5 percentile), reckoned in whole numbers so that no rounding decides at a
    border.
    """
    fivefold = 5 * place
    first, *others = (sa.case((fivefold >= 2 * n * everyone, 1), else_=0) for n in range(1, 5))
    return sum(others, 1 + first)


def place(value: Expression, among: Expression) -> Expression:
    """Where a value stands among rows with the same `among`; equals stand at the same place.

    The percentile of a value is its mid-rank, which is the share below it plus half of its equals.
    This is twice that, times the number of rows: a whole number.
    """
    below = sa.func.rank().over(partition_by=among, order_by=value) - 1
    return 2 * below + sa.func.count().over(partition_by=(among, value))


def fm_score(frequency: Expression, monetary: Expression) -> Expression:
    """The mean of both scores, halves up."""
    return (frequency + monetary + 1).bitwise_rshift(1)


def rfm_segment(recency: Expression, frequency: Expression, monetary: Expression) -> Expression:
    """The name of the grid's cell; null without scores."""
    fm = fm_score(frequency, monetary)
    cells = ((sa.and_(recency.in_(s.recency), fm.in_(s.worth)), s.name) for s in GRID)
    return sa.case(*cells, else_=sa.null())


def _scored(seen: sa.Subquery) -> sa.Select[Any]:
    recent = seen.c.recency_days.is_not(None)
    placed = sa.select(
        *seen.c,
        place(-seen.c.recency_days, recent).label("r_place"),
        place(seen.c.monetary, recent).label("m_place"),
        sa.func.count().over(partition_by=recent).label("everyone"),
    ).subquery("placed")

    def score(label: str, value: Expression) -> sa.Label[Any]:
        scored = sa.case((placed.c.recency_days.is_not(None), value), else_=None)
        return sa.cast(scored, sa.SmallInteger).label(label)

    return sa.select(
        *(placed.c[column.name] for column in seen.c),
        score("r_score", fifth(placed.c.r_place, placed.c.everyone)),
        score("f_score", frequency_score(placed.c.frequency)),
        score("m_score", fifth(placed.c.m_place, placed.c.everyone)),
    )


def _seen(day: date) -> sa.Select[Any]:
    since = look_back(day)
    bought, back = _bought(day, since).subquery("bought"), _taken_back(day, since).subquery("back")
    today = sa.literal(day, sa.Date)

    def less(name: str) -> Expression:
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


def _bought(day: date, since: date) -> sa.Select[Any]:
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
        .where(order.c.customer_key.is_not(None), order.c.date <= day)
        .group_by(order.c.customer_key)
    )


def _taken_back(day: date, since: date) -> sa.Select[Any]:
    """Reversals by the day of the reversed order, so that they follow the order they belong to."""
    fact = schema.fact_reversals
    recently = sa.case((fact.c.order_date >= since, fact.c.amount), else_=0)
    known = (fact.c.date <= day, fact.c.order_date <= day)
    return (
        sa.select(
            fact.c.customer_key,
            sa.func.sum(recently).label("recently"),
            sa.func.sum(fact.c.amount).label("ever"),
        )
        .where(fact.c.customer_key.is_not(None), *known)
        .group_by(fact.c.customer_key)
    )
