"""What customer clusters are learned from, and how they are written, in a draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.frames import insert_frame
from data.queries import segment_scoring, segment_worth
from data.queries.segment_scoring import Centres


def read_sample(engine: sa.Engine, most: int) -> pd.DataFrame:
    """customer_key, recency_days, frequency and monetary of at most so many recent buyers.

    All as doubles but the key; the same customers every time.
    """
    with engine.connect() as connection:
        return _sample(connection, schema.customer_features, most)


def write_clusters(engine: sa.Engine, rule: Centres, *, staying: bool = False) -> pd.DataFrame:
    """Put every customer with features into the nearest cluster, without reading one of them.

    `staying`: the clusters are those of the release before, and who is near the border stays.
    Gives `cluster`, `customers` and the medians `recency_days`, `frequency` and `monetary` of each
    cluster that somebody is in.
    """
    with engine.begin() as connection:
        connection.execute(sa.delete(schema.customer_segments))
        former = schema.former_clusters if staying else None
        everybody = segment_scoring.scored(schema.customer_features, rule, former)
        fill(connection, schema.customer_segments, everybody)
        return pd.read_sql(segment_scoring.medians(), connection)


def write_profiles(engine: sa.Engine, profiles: pd.DataFrame) -> None:
    """Replace the clusters' profiles: cluster, segment, customers and the three medians."""
    with engine.begin() as connection:
        connection.execute(sa.delete(schema.segment_profiles))
        insert_frame(connection, schema.segment_profiles, profiles)


@dataclass(frozen=True, slots=True)
class Past:
    """The customers as a day knew them, and what they spent after it until another day."""

    connection: sa.Connection
    day: date
    until: date

    def sample(self, most: int) -> pd.DataFrame:
        """What `read_sample` gives, as of the day."""
        return _sample(self.connection, segment_worth.known_then, most)

    def by_cluster(self, rule: Centres) -> pd.DataFrame:
        """What the customers of each cluster spent next (`data.queries.segment_worth`)."""
        statement = segment_worth.by_cluster(rule, self.day, self.until)
        return pd.read_sql(statement, self.connection)

    def by_rfm_segment(self) -> pd.DataFrame:
        """What the customers of each RFM segment spent next."""
        statement = segment_worth.by_rfm_segment(self.day, self.until)
        return pd.read_sql(statement, self.connection)


@contextmanager
def past(engine: sa.Engine, day: date, until: date) -> Iterator[Past]:
    """The customers as of a day, in a table that is gone afterwards."""
    table = segment_worth.known_then
    with engine.connect() as connection:
        table.create(connection)
        try:
            fill(connection, table, segment_worth.as_of(day))
            yield Past(connection, day, until)
        finally:
            table.drop(connection)


def _sample(connection: sa.Connection, customers: sa.FromClause, most: int) -> pd.DataFrame:
    count = connection.execute(segment_scoring.everybody(customers)).scalar_one()
    return pd.read_sql(segment_scoring.sample(customers, count, most), connection)
