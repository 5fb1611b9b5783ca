"""The nearest centre of each customer, reckoned where the customers are.

The same arithmetic as `models.segment_model`, step by step and in the same order, so that both give
the same cluster to the last customer: logarithms to nine decimals, standardised, squared distances
added up, and of equal distances the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import schema
from data.sqltypes import median

Expression = sa.ColumnElement[Any]

MEASURES = ("recency_days", "frequency", "monetary")
_LOG_STEPS = 1e9


@dataclass(frozen=True, slots=True)
class Centres:
    """What decides a customer's cluster.

    `means`, `scales`: of the logarithms, three each. `centres`: three standardised numbers for each
    cluster, the first is cluster 1. `names`: of the clusters. `reach`: how much larger the squared
    distance to the cluster of before may be than that to another, for who is to stay.
    """

    means: Sequence[float]
    scales: Sequence[float]
    centres: Sequence[Sequence[float]]
    names: Sequence[str]
    reach: Sequence[Sequence[float]] = ()


def scored(
    customers: sa.FromClause, rule: Centres, former: sa.FromClause | None = None
) -> sa.Select[Any]:
    """Columns `customer_key`, `cluster` and `segment` of everybody who has a recency.

    `customers` has the columns of `customer_features` that clusters are made of. `former`:
    `customer_key` and `cluster` of before; who is within reach of that cluster stays in it.
    """
    near = _distances(_points(customers, rule), rule).subquery("near")
    distances = [near.c[f"d{number}"] for number in range(1, len(rule.centres) + 1)]
    least = sa.func.least(*distances)
    nearest = [(d == least, number) for number, d in enumerate(distances, start=1)]
    rows: sa.FromClause = near
    if former is not None:
        rows = near.outerjoin(former, former.c.customer_key == near.c.customer_key)
        nearest = [*_staying(distances, rule, former.c.cluster), *nearest]
    chosen = sa.select(near.c.customer_key, sa.case(*nearest).label("cluster"))
    found = chosen.select_from(rows).subquery("found")
    named = {number: sa.literal(name) for number, name in enumerate(rule.names, start=1)}
    return sa.select(
        found.c.customer_key,
        sa.cast(found.c.cluster, sa.SmallInteger).label("cluster"),
        sa.case(named, value=found.c.cluster).label("segment"),
    )


def _staying(
    distances: Sequence[Expression], rule: Centres, former: Expression
) -> list[tuple[sa.ColumnElement[bool], int]]:
    """For each cluster, when somebody who was in it stays there."""
    return [
        (
            sa.and_(
                former == place + 1,
                *(
                    mine - other <= _number(rule.reach[place][there])
                    for there, other in enumerate(distances)
                    if there != place
                ),
            ),
            place + 1,
        )
        for place, mine in enumerate(distances)
    ]


def sample(customers: sa.FromClause, everybody: int, most: int) -> sa.Select[Any]:
    """At most so many of the customers who have a recency, the same ones every time.

    Columns `customer_key` and the measures as doubles. A customer is in the sample by the hash of
    the id in the sources, so that a later release of a shop draws much the same people, whoever
    came in between. `everybody`: how many there are.
    """
    person = schema.dim_customer
    place = sa.func.md5(person.c.customer_id)
    drawn = sa.select(person.c.customer_key, place.label("place"))
    if everybody > most:
        drawn = drawn.where(place < f"{int(most / everybody * 16**8):08x}")
    chosen = drawn.subquery("drawn")
    measures = [sa.cast(customers.c[name], sa.Double).label(name) for name in MEASURES]
    return (
        sa.select(customers.c.customer_key, *measures)
        .select_from(customers.join(chosen, chosen.c.customer_key == customers.c.customer_key))
        .where(customers.c.recency_days.is_not(None))
        .order_by(chosen.c.place, customers.c.customer_key)
        .limit(most)
    )


def everybody(customers: sa.FromClause) -> sa.Select[Any]:
    """Column `customers`: how many have a recency."""
    return sa.select(sa.func.count(customers.c.recency_days).label("customers"))


def medians() -> sa.Select[Any]:
    """One row per cluster that somebody is in: `cluster`, `customers` and the medians."""
    features, member = schema.customer_features, schema.customer_segments
    joined = member.join(features, features.c.customer_key == member.c.customer_key)
    return (
        sa.select(
            member.c.cluster,
            sa.func.count().label("customers"),
            *(median(features.c[name]).label(name) for name in MEASURES),
        )
        .select_from(joined)
        .group_by(member.c.cluster)
        .order_by(member.c.cluster)
    )


def _points(customers: sa.FromClause, rule: Centres) -> sa.Subquery:
    """Each customer where the centres lie: `z0`, `z1`, `z2`."""
    points = [
        ((_log(customers.c[name]) - _number(mean)) / _number(scale)).label(f"z{place}")
        for place, (name, mean, scale) in enumerate(
            zip(MEASURES, rule.means, rule.scales, strict=True)
        )
    ]
    recent = customers.c.recency_days.is_not(None)
    return sa.select(customers.c.customer_key, *points).where(recent).subquery("points")


def _log(measure: Expression) -> Expression:
    """Logarithm of 1 + the measure, floored at 0, to nine decimals.

    Databases and numpy differ in the last digit of a logarithm; in the ninth decimal they do not.
    """
    value = sa.func.greatest(sa.cast(measure, sa.Double), _number(0.0))
    steps = sa.func.ln(_number(1.0) + value) * _number(_LOG_STEPS)
    return sa.func.floor(steps + _number(0.5), type_=sa.Double) / _number(_LOG_STEPS)


def _distances(points: sa.Subquery, rule: Centres) -> sa.Select[Any]:
    def square(place: int, centre: float) -> Expression:
        apart = points.c[f"z{place}"] - _number(centre)
        return apart * apart

    distances = [
        (square(0, first) + square(1, second) + square(2, third)).label(f"d{number}")
        for number, (first, second, third) in enumerate(rule.centres, start=1)
    ]
    return sa.select(points.c.customer_key, *distances)


def _number(value: float) -> Expression:
    return sa.literal(float(value), sa.Double)
