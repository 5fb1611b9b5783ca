"""Statements about how often buyers came and what they brought, for the models of their value.

What a day knows: orders placed by then, and of these only what had been taken back by then. Orders
of one day are one. Guests are left out. Money follows the day of the order.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.queries.customers import place_of
from data.sqltypes import total


def visits(day: date) -> sa.Select[Any]:
    """One row per customer and day: `customer`, `on_day`, `value` and `bought`.

    `value` is the net sales of the day's orders. `bought` is 0 on days on which something was taken
    back of an order that nobody knows, and nothing was ordered.
    """
    order, back = schema.fact_orders, schema.fact_reversals
    bought = sa.select(
        order.c.customer_key.label("customer"),
        order.c.date.label("on_day"),
        (order.c.gross - order.c.discount).label("value"),
        sa.literal(1, sa.Integer).label("bought"),
    ).where(order.c.customer_key.is_not(None), order.c.date <= day)
    taken_back = sa.select(
        back.c.customer_key, back.c.order_date, -back.c.amount, sa.literal(0, sa.Integer)
    ).where(back.c.customer_key.is_not(None), back.c.date <= day, back.c.order_date <= day)
    return _by_day(bought.union_all(taken_back).subquery("moves"))


def visits_of_file(table: sa.Table, day: date) -> sa.Select[Any]:
    """The same of a table of customer_id, date and amount; negative amounts are no orders."""
    moves = sa.select(
        table.c.customer_id.label("customer"),
        table.c.date.label("on_day"),
        table.c.amount.label("value"),
        sa.case((table.c.amount >= 0, 1), else_=0).label("bought"),
    ).where(table.c.date <= day)
    return _by_day(moves.subquery("moves"))


def _by_day(moves: sa.Subquery) -> sa.Select[Any]:
    return sa.select(
        moves.c.customer,
        moves.c.on_day,
        total(moves.c.value).label("value"),
        sa.func.max(moves.c.bought).label("bought"),
    ).group_by(moves.c.customer, moves.c.on_day)


def histories(visit: sa.FromClause, day: date) -> sa.Select[Any]:
    """One row per buyer as of a day, numbered by `place` in the order of their ids.

    Columns `customer`, `repeat_days` (days with an order after the first), `last_age` (days from
    the first to the last), `age` (days from the first to the day) and `mean` (what a repeat day
    brought on average; null without one).
    """
    days = (
        sa.select(
            visit.c.customer,
            sa.func.min(visit.c.on_day).label("first"),
            sa.func.max(visit.c.on_day).label("last"),
            (sa.func.count() - 1).label("repeat_days"),
        )
        .where(visit.c.bought == 1)
        .group_by(visit.c.customer)
        .subquery("days")
    )
    later = (
        sa.select(visit.c.customer, total(visit.c.value).label("value"))
        .select_from(visit.join(days, days.c.customer == visit.c.customer))
        .where(visit.c.on_day > days.c.first)
        .group_by(visit.c.customer)
        .subquery("later")
    )
    mean = sa.cast(later.c.value, sa.Double) / sa.func.nullif(days.c.repeat_days, 0)
    return sa.select(
        sa.func.row_number().over(order_by=days.c.customer).label("place"),
        days.c.customer,
        sa.cast(days.c.repeat_days, sa.Integer).label("repeat_days"),
        sa.cast(days.c.last - days.c.first, sa.Integer).label("last_age"),
        sa.cast(sa.literal(day, sa.Date) - days.c.first, sa.Integer).label("age"),
        mean.label("mean"),
    ).select_from(days.outerjoin(later, later.c.customer == days.c.customer))


def facts(known: sa.FromClause) -> sa.Select[Any]:
    """One row: what the conditions of a value are checked by, and the range of ages.

    Columns `buyers`, `regulars`, `repeaters`, `history_days`, `quiet_days` and `correlation`.
    """
    days, mean = sa.cast(known.c.repeat_days, sa.Double), known.c.mean
    spent = sa.and_(known.c.repeat_days > 0, mean > 0)
    pair = (sa.case((spent, value), else_=None) for value in (days, mean))
    return sa.select(
        sa.func.count().label("buyers"),
        _count(known.c.repeat_days >= 2).label("regulars"),
        _count(spent).label("repeaters"),
        sa.func.coalesce(sa.func.max(known.c.age), 0).label("history_days"),
        sa.func.coalesce(sa.func.min(known.c.age - known.c.last_age), 0).label("quiet_days"),
        sa.case((_varied(known, spent), sa.func.corr(*pair)), else_=None).label("correlation"),
    ).select_from(known)


def _varied(known: sa.FromClause, spent: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether both sides of the correlation take more than one value."""
    values = (sa.case((spent, known.c[name]), else_=None) for name in ("repeat_days", "mean"))
    return sa.and_(*(sa.func.min(value) < sa.func.max(value) for value in values))


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1), else_=None))


def cells(known: sa.FromClause, every: int) -> sa.Select[Any]:
    """Buyers who are alike, counted: `repeat_days`, `last_age`, `age`, `customers`.

    Of every so many customers one takes part, the same ones each time.
    """
    alike = [known.c[name] for name in ("repeat_days", "last_age", "age")]
    return (
        sa.select(*alike, sa.func.count().label("customers"))
        .where(_one_of(known, every))
        .group_by(*alike)
        .order_by(*alike)
    )


def spends(known: sa.FromClause, every: int) -> sa.Select[Any]:
    """Columns `repeat_days` and `mean` of those whose repeat days brought money."""
    spent = sa.and_(known.c.repeat_days > 0, known.c.mean > 0)
    return (
        sa.select(known.c.repeat_days, known.c.mean)
        .where(spent, _one_of(known, every))
        .order_by(known.c.place)
    )


def outcomes(before: sa.FromClause, visit: sa.FromClause, cut: date, every: int) -> sa.Select[Any]:
    """What came after the cut of those who were known by then, counted where it is alike.

    Columns `repeat_days`, `last_age`, `age` (as of the cut), `came` (days with an order since),
    `customers`, `mean_sum` (of their means, none below 0) and `value` (of the orders since).
    """
    since = (
        sa.select(
            visit.c.customer,
            sa.func.sum(visit.c.bought).label("came"),
            total(visit.c.value).label("value"),
        )
        .where(visit.c.on_day > cut)
        .group_by(visit.c.customer)
        .subquery("since")
    )
    came = sa.cast(sa.func.coalesce(since.c.came, 0), sa.Integer)
    alike = [*(before.c[name] for name in ("repeat_days", "last_age", "age")), came]
    mean = sa.case((before.c.mean > 0, before.c.mean), else_=0.0)
    return (
        sa.select(
            *alike[:3],
            came.label("came"),
            sa.func.count().label("customers"),
            sa.func.sum(mean).label("mean_sum"),
            sa.cast(sa.func.coalesce(total(since.c.value), 0), sa.Double).label("value"),
        )
        .select_from(before.outerjoin(since, since.c.customer == before.c.customer))
        .where(_one_of(before, every))
        .group_by(*alike)
        .order_by(*alike)
    )


def piece(known: sa.FromClause, usual: sa.FromClause, first: int, after: int) -> sa.Select[Any]:
    """Customers from one place up to another: what they are scored by, and whether overdue."""
    quiet = known.c.age - known.c.last_age
    overdue = sa.func.coalesce(quiet > usual.c.usual, sa.false())
    names = ("customer", "repeat_days", "last_age", "age", "mean")
    return (
        sa.select(*(known.c[name] for name in names), overdue.label("overdue"))
        .select_from(known.join(usual, usual.c.place == known.c.place))
        .where(known.c.place >= first, known.c.place < after)
        .order_by(known.c.place)
    )


def _one_of(known: sa.FromClause, every: int) -> sa.ColumnElement[bool]:
    return place_of(known.c.place) % every == 0 if every > 1 else sa.true()
