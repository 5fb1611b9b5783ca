"""How far groups of customers tell apart what the customers spend next.

Customers are grouped as of a day; what they spend afterwards is added up for each group, with its
squares, which is all that the share of variance between groups needs. No customer leaves the
database.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.rfm_scores import features
from data.queries.segment_scoring import Centres, scored

Expression = sa.ColumnElement[Any]

# Customers as of a day, for as long as a connection is open: asked several times, reckoned once.
known_then = sa.Table(
    "customers_known_then",
    sa.MetaData(),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("recency_days", sa.Integer, nullable=False),
    sa.Column("frequency", sa.Integer, nullable=False),
    sa.Column("monetary", sa.Double, nullable=False),
    sa.Column("rfm_segment", sa.String, nullable=False),
    prefixes=["TEMPORARY"],
)


def as_of(day: date) -> sa.Select[Any]:
    """The rows of `known_then`: who had bought within the look-back, as that day knew them."""
    known = features(day).subquery("features")
    money = sa.cast(known.c.monetary, sa.Double).label("monetary")
    kept = known.c.customer_key, known.c.recency_days, known.c.frequency, money, known.c.rfm_segment
    return sa.select(*kept).where(known.c.recency_days.is_not(None))


def by_cluster(rule: Centres, after: date, until: date) -> sa.Select[Any]:
    """One row per cluster of `known_then`: what its customers spent after a day until another.

    Columns `customers`, `total`, `squares`, `log_total` and `log_squares`; of each customer's net
    sales on order basis, and of the logarithm of 1 + them, floored at 0.
    """
    member = scored(known_then, rule).subquery("member")
    return _sums(member, member.c.cluster, after, until)


def by_rfm_segment(after: date, until: date) -> sa.Select[Any]:
    """The same for the named RFM segments, which come from fifths."""
    return _sums(known_then, known_then.c.rfm_segment, after, until)


def _sums(member: sa.FromClause, group: Expression, after: date, until: date) -> sa.Select[Any]:
    bought = _bought(after, until).subquery("bought")
    back = _taken_back(after, until).subquery("back")
    key = member.c.customer_key
    net = sa.func.coalesce(bought.c.money, 0) - sa.func.coalesce(back.c.money, 0)
    joined = member.outerjoin(bought, bought.c.customer_key == key).outerjoin(
        back, back.c.customer_key == key
    )
    each = sa.select(group.label("name"), sa.cast(net, sa.Double).label("net")).select_from(joined)
    spent = each.subquery("spent")
    kept = sa.func.greatest(spent.c.net, sa.literal(0.0, sa.Double))
    written = sa.func.ln(sa.literal(1.0, sa.Double) + kept)
    sums: list[Expression] = [
        sa.func.count().label("customers"),
        sa.func.sum(spent.c.net).label("total"),
        sa.func.sum(spent.c.net * spent.c.net).label("squares"),
        sa.func.sum(written).label("log_total"),
        sa.func.sum(written * written).label("log_squares"),
    ]
    return sa.select(*sums).group_by(spent.c.name).order_by(spent.c.name)


def _bought(after: date, until: date) -> sa.Select[Any]:
    order = schema.fact_orders
    money = sa.func.sum(order.c.gross - order.c.discount).label("money")
    return (
        sa.select(order.c.customer_key, money)
        .where(order.c.customer_key.is_not(None), order.c.date > after, order.c.date <= until)
        .group_by(order.c.customer_key)
    )


def _taken_back(after: date, until: date) -> sa.Select[Any]:
    """Reversals of the orders of those days, so that what came back was not spent."""
    fact = schema.fact_reversals
    days = fact.c.order_date > after, fact.c.order_date <= until, fact.c.date <= until
    return (
        sa.select(fact.c.customer_key, sa.func.sum(fact.c.amount).label("money"))
        .where(fact.c.customer_key.is_not(None), *days)
        .group_by(fact.c.customer_key)
    )
