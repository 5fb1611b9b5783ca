"""The cluster that customers came from, so that they stay in theirs while they are near it."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import table

former_clusters = table(
    "former_clusters",
    "The cluster that a customer had in the release before; without those who had none.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("cluster", sa.SmallInteger, nullable=False),
)

MEMBERSHIPS = (former_clusters,)
