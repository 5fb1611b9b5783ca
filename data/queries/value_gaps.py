"""After how many days without an order a customer is overdue.

The 80th percentile of the customer's own gaps between order days, with at least three of these;
for others that of their customer cluster, and where a cluster has no gaps, of the whole shop.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.people_gaps import LEAST_DAYS

_SHARE = 0.8


def usual(
    known: sa.FromClause, visit: sa.FromClause, groups: sa.FromClause | None
) -> sa.Select[Any]:
    """Columns `place` and `usual` (days; null where the shop has no gap) of every buyer.

    `known` are histories, `visit` their visits, `groups` has `customer` and `segment`.
    """
    gap = _gaps(visit).cte("visit_gaps")
    own = (
        sa.select(gap.c.customer, _eightieth(gap.c.days).label("usual"))
        .group_by(gap.c.customer)
        .having(sa.func.count() >= LEAST_DAYS - 1)
        .cte("own")
    )
    shop = sa.select(_eightieth(gap.c.days)).scalar_subquery()
    joined = known.outerjoin(own, own.c.customer == known.c.customer)
    if groups is None:
        found = sa.func.coalesce(own.c.usual, shop)
        return sa.select(known.c.place, found.label("usual")).select_from(joined)
    cluster = _of_segments(gap, groups).cte("of_segments")
    joined = joined.outerjoin(groups, groups.c.customer == known.c.customer).outerjoin(
        cluster, cluster.c.segment == groups.c.segment
    )
    found = sa.func.coalesce(own.c.usual, cluster.c.usual, shop)
    return sa.select(known.c.place, found.label("usual")).select_from(joined)


def clusters() -> sa.Select[Any]:
    """Columns `customer` and `segment`: the cluster of every customer of the release."""
    table = schema.customer_segments
    return sa.select(table.c.customer_key.label("customer"), table.c.segment)


def _gaps(visit: sa.FromClause) -> sa.Select[Any]:
    before = sa.func.lag(visit.c.on_day).over(
        partition_by=visit.c.customer, order_by=visit.c.on_day
    )
    rows = sa.select(visit.c.customer, visit.c.on_day, before.label("before")).where(
        visit.c.bought == 1
    )
    day = rows.subquery("days")
    days = sa.cast(day.c.on_day - day.c.before, sa.Integer).label("days")
    return sa.select(day.c.customer, days).where(day.c.before.is_not(None))


def _of_segments(gap: sa.CTE, groups: sa.FromClause) -> sa.Select[Any]:
    return (
        sa.select(groups.c.segment, _eightieth(gap.c.days).label("usual"))
        .select_from(gap.join(groups, groups.c.customer == gap.c.customer))
        .group_by(groups.c.segment)
    )


def _eightieth(days: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Cut to four places, in which it is exact: a day more or less decides, and no rounding."""
    value = sa.func.percentile_cont(_SHARE).within_group(sa.cast(days, sa.Double))
    return sa.cast(value, sa.Numeric(12, 4))
