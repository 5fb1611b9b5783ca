"""Which table answers for a source, and which of its columns dates a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.measures import REPEAT_DAYS, Source
from data.queries.payments_tried import tried
from data.schema import Format

# The first format in which whole orders say what else had to be looked up for them.
_TOLD = {"segment": Format.ORDERS, "category_mask": Format.MASKED}


@dataclass(frozen=True, slots=True)
class Rows:
    """A table (or subquery) and the name of the column that dates its rows.

    Of a roll-up, `holds` are the columns that count the rows of the facts that are asked for.
    `told`: see `told_by`.
    """

    table: sa.FromClause
    day: str = "date"
    holds: Collection[str] = ()
    told: Collection[str] = ()


def rows_of(
    source: Source, *, by_line: bool, last_day: date, built: Format = Format.FACTS
) -> Rows | None:
    """The rows to aggregate, or None where the question makes no sense for the source.

    `by_line` says that the question is about products or categories: whole orders, whose shipping
    or payment nobody can split over lines, have no answer then.
    """
    if source is Source.REVERSALS:
        return Rows(schema.fact_reversals)
    if source is Source.ORDER_REVERSALS:
        return Rows(schema.fact_reversals, day="order_date")
    if source is Source.SALES and by_line:
        return Rows(schema.fact_lines)
    if by_line:
        return None
    orders = _whole_orders(source, last_day, built)
    return Rows(orders, told=told_by(orders, built))


def told_by(table: sa.FromClause, built: Format) -> Collection[str]:
    """Columns that spare a look elsewhere, if the table has them and the release filled them."""
    return {name for name, since in _TOLD.items() if name in table.c and built >= since}


def conditions(rows: Rows, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The WHERE clause of the rows."""
    kept = filters.where(rows.table, day=rows.day, told=rows.told)
    held = [rows.table.c[name] > 0 for name in rows.holds]
    return [*kept, sa.or_(*held)] if held else kept


def _whole_orders(source: Source, last_day: date, built: Format) -> sa.FromClause:
    if source is Source.PAYMENTS:
        return schema.fact_payments
    if source is Source.TRIED:
        return tried(built)
    if source is Source.COHORT:
        return _first_orders(last_day, built)
    return schema.fact_orders


def _first_orders(last_day: date, built: Format) -> sa.Subquery:
    """One row per customer with the first order, and whether a second came in time.

    Only customers who were observed long enough: the others could still come back.
    """
    order = schema.fact_orders
    table, next_on = with_next(built)
    shared = ("date", "order_key", "customer_key", "country", "channel", "payment_mask")
    in_time = sa.case((next_on <= order.c.date + REPEAT_DAYS, 1), else_=0)
    return (
        sa.select(*(order.c[name] for name in shared), in_time.label("repeated"))
        .select_from(table)
        .where(order.c.order_rank == 1, order.c.date <= last_day - timedelta(days=REPEAT_DAYS))
        .subquery("first_orders")
    )


def with_next(built: Format) -> tuple[sa.FromClause, sa.ColumnElement[date]]:
    """The orders, and the day of the customer's next one, null where there is none.

    Releases of older versions did not write it down: each order is joined to the one after it.
    """
    order = schema.fact_orders
    if built >= Format.ORDERS:
        return order, order.c.next_on
    later = schema.fact_orders.alias("later")
    following = sa.and_(
        later.c.customer_key == order.c.customer_key, later.c.order_rank == order.c.order_rank + 1
    )
    return order.outerjoin(later, following), later.c.date
