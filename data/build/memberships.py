"""The clusters of the release before, carried over to the customers' new keys.

Keys are given anew in every release; what stays is the id of the sources.
"""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.build.keys import fill

_before = sa.Table(
    "clusters_before",
    sa.MetaData(),
    sa.Column("customer_id", sa.String),
    sa.Column("cluster", sa.SmallInteger),
    prefixes=["TEMPORARY"],
)


def take(connection: sa.Connection) -> None:
    """Keep who is in which cluster, in a table of the connection; empty where nobody is."""
    _before.drop(connection, checkfirst=True)
    _before.create(connection)
    person, member = schema.dim_customer, schema.customer_segments
    there = set(sa.inspect(connection).get_table_names())
    if {person.name, member.name} <= there:
        joined = member.join(person, person.c.customer_key == member.c.customer_key)
        rows = sa.select(person.c.customer_id, member.c.cluster).select_from(joined)
        fill(connection, _before, rows)


def fill_former(connection: sa.Connection) -> None:
    """Write what was kept under the keys of today, and let go of it."""
    person = schema.dim_customer
    joined = _before.join(person, person.c.customer_id == _before.c.customer_id)
    rows = sa.select(person.c.customer_key, _before.c.cluster).select_from(joined)
    fill(connection, schema.former_clusters, rows.order_by(person.c.customer_key))
    _before.drop(connection)
