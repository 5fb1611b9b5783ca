"""The roll-ups: sums of the facts over days and months, once customers have their clusters.

Everything is added up in the database: facts to days first, and whatever is coarser from those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build.facts import fill_tried, write_segments
from data.build.keys import fill
from data.progress import Progress
from data.queries.groups import segment_of
from data.schema import rollups

Value = sa.ColumnElement[Any]

_REVERSED = {"date": "reversals", "order_date": "order_reversals"}
_TAKEN_BACK = {
    "date": ("reversed", "reversed_quantity"),
    "order_date": ("order_reversed", "order_reversed_quantity"),
}


def fill_rollups(
    engine: sa.Engine, progress: Progress, built: schema.Format = schema.Format.MASKED
) -> None:
    """Replace what a draft says by cluster; its facts and clusters have to be final.

    `built`: what it holds, if it is the copy of a release of an older version.
    """
    with engine.begin() as connection:
        for table in schema.ROLLUPS:
            connection.execute(sa.delete(table))
        if built >= schema.Format.ORDERS:
            progress("Writing clusters to orders", 0.0)
            write_segments(connection)
            progress("Following payments to their end", 0.1)
            connection.execute(sa.delete(schema.fact_tried))
            fill_tried(connection)
        progress("Adding up days by payment method", 0.2)
        _from_facts(connection, schema.paid_sales_by_day, schema.fact_orders)
        progress("Adding up days", 0.5)
        _add_up(connection, schema.paid_sales_by_day, schema.sales_by_day)
        progress("Adding up days by category", 0.6)
        _from_facts(connection, schema.category_sales_by_day, schema.fact_lines)
        progress("Adding up months", 0.9)
        for days, months in (
            (schema.sales_by_day, schema.sales_by_month),
            (schema.paid_sales_by_day, schema.paid_sales_by_month),
            (schema.category_sales_by_day, schema.category_sales_by_month),
        ):
            _add_up(connection, days, months, by_month=True)


def _from_facts(connection: sa.Connection, rolled: sa.Table, sold: sa.Table) -> None:
    """Orders or lines, reversals, and reversals by the day of their order, laid over each other."""
    parts = sa.union_all(
        _sold(rolled, sold),
        *(_taken_back(rolled, day) for day in _REVERSED),
    ).subquery("parts")
    keys = [parts.c[name] for name in _keys(rolled)]
    sums = [sa.func.sum(parts.c[name]).label(name) for name in _sums(rolled)]
    fill(connection, rolled, sa.select(*keys, *sums).group_by(*keys).order_by(*keys))


def _sold(rolled: sa.Table, fact: sa.Table) -> sa.Select[Any]:
    known: dict[str, Value] = {
        "orders": _orders(fact, sa.true()),
        "customer_orders": _orders(fact, fact.c.customer_key.is_not(None)),
        "new_orders": _orders(fact, fact.c.order_rank == 1),
    }
    known |= {name: sa.func.sum(fact.c[name]) for name in ("quantity", "gross", "discount")}
    if fact is schema.fact_orders:
        known |= {name: sa.func.sum(fact.c[name]) for name in rollups.ORDER_MONEY}
        known["free_orders"] = _orders(fact, fact.c.gross - fact.c.discount == 0)
        known["reversed_orders"] = _orders(fact, fact.c.reversed > 0)
    return _part(rolled, fact, fact.c.date, known)


def _orders(fact: sa.Table, condition: Value) -> Value:
    """Orders that meet the condition; of lines each order is counted once."""
    key = sa.case((condition, fact.c.order_key), else_=None)
    return sa.func.count(key if fact is schema.fact_orders else sa.distinct(key))


def _taken_back(rolled: sa.Table, day: str) -> sa.Select[Any]:
    fact = schema.fact_reversals
    amount, quantity = _TAKEN_BACK[day]
    known: dict[str, Value] = {
        _REVERSED[day]: sa.func.count(),
        amount: sa.func.sum(fact.c.amount),
        quantity: sa.func.sum(fact.c.quantity),
    }
    return _part(rolled, fact, fact.c[day], known)


def _part(rolled: sa.Table, fact: sa.Table, day: Value, known: dict[str, Value]) -> sa.Select[Any]:
    """Sums of one fact under all columns of the roll-up; 0 for what it does not know."""
    segment, joined = segment_of(fact)
    keys = [
        day.label("date"),
        fact.c.country,
        fact.c.channel,
        segment.label("segment"),
        *(fact.c[name] for name in _keys(rolled) if name not in rollups.PLACES),
    ]
    sums = [
        sa.cast(known.get(name, sa.literal(0)), rolled.c[name].type).label(name)
        for name in _sums(rolled)
    ]
    places: list[Value] = [sa.literal_column(str(place + 1)) for place in range(len(keys))]
    return sa.select(*keys, *sums).select_from(joined).group_by(*places)


def _add_up(
    connection: sa.Connection, fine: sa.Table, coarse: sa.Table, *, by_month: bool = False
) -> None:
    """Fill a roll-up from one that tells more apart."""
    day: Value = fine.c.date
    if by_month:
        day = sa.cast(sa.func.date_trunc("month", day), sa.Date)
    keys = [day.label("date"), *(fine.c[name] for name in _keys(coarse) if name != "date")]
    sums = [sa.func.sum(fine.c[name]).label(name) for name in _sums(coarse)]
    places: list[Value] = [sa.literal_column(str(place + 1)) for place in range(len(keys))]
    fill(connection, coarse, sa.select(*keys, *sums).group_by(*places).order_by(*places))


def _keys(rolled: sa.Table) -> Sequence[str]:
    return [c.name for c in rolled.columns if c.name not in rollups.OF_ORDERS]


def _sums(rolled: sa.Table) -> Sequence[str]:
    return [c.name for c in rolled.columns if c.name in rollups.OF_ORDERS]
