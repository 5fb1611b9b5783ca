"""Days without an order on which the shop usually has some."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.quality.rows import Rows, found, say
from data.build.quality.scope import Scope

# A day is compared with the four days of its weekday before it, and the four after it, that had
# orders. With five orders a day on both sides an empty day happens once in 150 by chance alone.
NEIGHBOURS = 4
FEWEST_NEIGHBOURS = 4
FEWEST_ORDERS = 5
# A weekday with orders less often than this is one on which the shop is closed.
OPEN_SHARE = 0.5


def silent_days(_scope: Scope) -> Rows:
    """Days between the first and the last without an order, worth a usual day.

    Closed weekdays are none, nor are days of the year that were silent in another year too.
    """
    days = _days().cte("days")
    usual = _usual(days).subquery("usual")
    weekday = sa.func.strftime(usual.c.date, "%A")
    count = sa.cast(sa.cast(sa.func.round(usual.c.orders), sa.Integer), sa.String)
    detail = say("A ", weekday, "; usually about ", count, " orders")
    return found("orders", usual.c.date, usual.c.net, detail).where(~_yearly(days, usual))


def _days() -> sa.Select[Any]:
    """Every day with its orders and net sales; null where there were none.

    Of its weekday: `open`, the days with orders so far; `open_share`, how many of all had some.
    """
    sums, every = _sums().cte("sums"), _calendar().cte("calendar")
    weekday = sa.extract("isodow", every.c.date)
    of_weekday = sa.func.count().over(partition_by=weekday)
    with_orders = sa.func.count(sums.c.orders).over(partition_by=weekday)
    so_far = sa.func.count(sums.c.orders).over(partition_by=weekday, order_by=every.c.date)
    return sa.select(
        every.c.date,
        weekday.label("weekday"),
        sums.c.orders,
        sums.c.net,
        so_far.label("open"),
        (with_orders / of_weekday).label("open_share"),
    ).outerjoin_from(every, sums, sums.c.date == every.c.date)


def _sums() -> sa.Select[Any]:
    fact = schema.fact_orders
    net = sa.func.sum(fact.c.gross - fact.c.discount).label("net")
    return sa.select(fact.c.date, sa.func.count().label("orders"), net).group_by(fact.c.date)


def _calendar() -> sa.Select[Any]:
    day = schema.fact_orders.c.date
    step: sa.ColumnElement[Any] = sa.literal_column("INTERVAL 1 DAY")
    every = sa.func.unnest(sa.func.generate_series(sa.func.min(day), sa.func.max(day), step))
    return sa.select(sa.cast(every, sa.Date).label("date"))


def _usual(days: sa.CTE) -> sa.Select[Any]:
    """The silent days with what the days around them sold."""
    day, near = days.alias("day"), days.alias("near")
    around = sa.and_(
        near.c.weekday == day.c.weekday,
        near.c.orders.is_not(None),
        near.c.open.between(day.c.open - NEIGHBOURS + 1, day.c.open + NEIGHBOURS),
    )
    before, orders = near.c.open <= day.c.open, sa.func.avg(near.c.orders)
    # Null on a side without a neighbour: what opened later, or closed for good, is no gap.
    sides = (sa.func.avg(near.c.orders).filter(side) for side in (before, ~before))
    return (
        sa.select(day.c.date, orders.label("orders"), sa.func.avg(near.c.net).label("net"))
        .join_from(day, near, around)
        .where(day.c.orders.is_(None), day.c.open_share >= OPEN_SHARE)
        .group_by(day.c.date, day.c.open)
        .having(
            sa.func.count() >= FEWEST_NEIGHBOURS,
            *(side >= FEWEST_ORDERS for side in sides),
        )
    )


def _yearly(days: sa.CTE, silent: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the same day of another year was silent too."""
    other = days.alias("other")
    return (
        sa.select(other.c.date)
        .where(
            other.c.orders.is_(None),
            other.c.date != silent.c.date,
            *(
                sa.extract(part, other.c.date) == sa.extract(part, silent.c.date)
                for part in ("month", "day")
            ),
        )
        .exists()
    )
