"""Sums by calendar month of the whole shop."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.features.series import measures, sales, taken_back
from data.periods import Grain, Period, buckets, month_end
from data.span import Span, span_of


def fill_months(connection: sa.Connection) -> None:
    """One row per month from the first to the last day, complete once its last day has passed."""
    span = span_of(connection)
    months = sa.values(
        sa.column("month", sa.Date), sa.column("is_complete", sa.Boolean), name="months"
    ).data(_months(span))
    sold = sales(Grain.MONTH, span.last_day).subquery("sold")
    back = taken_back(Grain.MONTH, span.last_day).subquery("back")
    kept = [column for column in measures(sold, back) if column.name in schema.monthly_sales.c]
    month = months.c.month
    rows = (
        sa.select(month, *kept, months.c.is_complete)
        .select_from(
            months.outerjoin(sold, sold.c.start == month).outerjoin(back, back.c.start == month)
        )
        .order_by(month)
    )
    fill(connection, schema.monthly_sales, rows)


def _months(span: Span) -> list[tuple[date, bool]]:
    """First day of each month, and whether the data reach its last day."""
    months = buckets(Period(span.first_day, span.last_day), Grain.MONTH)
    return [(month, month_end(month) <= span.last_day) for month in months]
