"""What all tables of a release are made with."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

Money = sa.Numeric(18, 4)
# Times money it fits the 38 digits that the database can hold.
Rate = sa.Numeric(20, 12)


def table(name: str, comment: str, *columns: sa.Column[object]) -> sa.Table:
    """A table of the release."""
    return sa.Table(name, METADATA, *columns, comment=comment)
