"""What models read from an unpublished release."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data import schema


def read_complete_months(engine: sa.Engine, first_day: date, metric: str) -> pd.Series:
    """A column of `monthly_sales` by first day of month (frequency MS), complete months only.

    `first_day` is the first day with data: the month it cuts is left out.
    """
    table = schema.monthly_sales
    statement = (
        sa.select(table.c.month, table.c[metric])
        .where(table.c.is_complete, table.c.month >= first_day)
        .order_by(table.c.month)
    )
    with engine.connect() as connection:
        frame = pd.read_sql(statement, connection, parse_dates=["month"])
    series = frame.set_index("month")[metric].astype("float64")
    return series.asfreq("MS") if len(series) else series
