"""What is known of each customer, as of the last day of the release."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.build.keys import fill
from data.queries.rfm_scores import features
from data.span import span_of


def fill_features(connection: sa.Connection) -> None:
    """One row per customer with a counting order, scored among those who bought recently."""
    known = features(span_of(connection).last_day).subquery("known")
    rows = sa.select(*known.c).order_by(known.c.customer_key)
    fill(connection, schema.customer_features, rows)
