"""Which table answers for a source, and which of its columns dates a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.measures import REPEAT_DAYS, Source
from data.queries.payments_tried import tried_orders


@dataclass(frozen=True, slots=True)
class Rows:
    """A table (or subquery) and the name of the column that dates its rows.

    Of a roll-up, `holds` is the column that counts the rows of the fact that are asked for.
    """

    table: sa.FromClause
    day: str = "date"
    holds: str = ""


def rows_of(source: Source, *, by_line: bool, last_day: date) -> Rows | None:
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
    return Rows(_whole_orders(source, last_day))


def conditions(rows: Rows, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The WHERE clause of the rows."""
    kept = filters.where(rows.table, day=rows.day)
    return [*kept, rows.table.c[rows.holds] > 0] if rows.holds else kept


def _whole_orders(source: Source, last_day: date) -> sa.FromClause:
    if source is Source.PAYMENTS:
        return schema.fact_payments
    if source is Source.TRIED:
        return tried_orders()
    if source is Source.COHORT:
        return _first_orders(last_day)
    return schema.fact_orders


def _first_orders(last_day: date) -> sa.FromClause:
    """One row per customer with the first order, and whether a second came in time.

    Only customers who were observed long enough: the others could still come back.
    """
    first, second = schema.fact_orders.alias("first"), schema.fact_orders.alias("second")
    came_back = sa.and_(
        second.c.customer_key == first.c.customer_key,
        second.c.order_rank == 2,
        second.c.date <= first.c.date + REPEAT_DAYS,
    )
    shared = ("date", "order_key", "customer_key", "country", "channel", "payment_mask")
    return (
        sa.select(
            *(first.c[name] for name in shared),
            sa.case((second.c.order_key.is_not(None), 1), else_=0).label("repeated"),
        )
        .select_from(first.outerjoin(second, came_back))
        .where(first.c.order_rank == 1, first.c.date <= last_day - timedelta(days=REPEAT_DAYS))
        .subquery("first_orders")
    )
