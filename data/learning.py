"""What models read from an unpublished release and write back into it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.frames import insert_frame
from data.queries.customers import rfm


def read_rfm(engine: sa.Engine) -> pd.DataFrame:
    """customer_key, recency_days, frequency and monetary of who bought within the look-back."""
    with engine.connect() as connection:
        frame = pd.read_sql(rfm(), connection)
    return frame.astype({"monetary": "float64"})


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


def write_segments(engine: sa.Engine, members: pd.DataFrame, profiles: pd.DataFrame) -> None:
    """Replace the clusters of the release.

    `members`: customer_key, cluster, segment. `profiles`: cluster, segment, customers and the
    medians recency_days, frequency, monetary.
    """
    with engine.begin() as connection:
        for table, frame in (
            (schema.customer_segments, members),
            (schema.segment_profiles, profiles),
        ):
            connection.execute(sa.delete(table))
            insert_frame(connection, table, frame)
