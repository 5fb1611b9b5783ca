"""Which releases a database server holds, and which of them is served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from data.release_info import ReleaseInfo, as_texts, from_texts

SCHEMA = "sales_analytics"
_METADATA = sa.MetaData(schema=SCHEMA)
# Sorted by its bytes wherever the database stands.
_ID = sa.String(collation="C")

_releases = sa.Table(
    "releases",
    _METADATA,
    sa.Column("release", _ID, primary_key=True),
    sa.Column("info", sa.String, nullable=False, comment="what it says about itself, as JSON"),
)
_served = sa.Table(
    "served",
    _METADATA,
    sa.Column("alone", sa.Boolean, sa.CheckConstraint("alone"), primary_key=True),
    sa.Column("release", _ID, sa.ForeignKey(_releases.c.release), nullable=False),
)

_UNDEFINED_TABLE = "42P01"


def create(connection: sa.Connection) -> None:
    """Make the catalogue where there is none yet."""
    if not sa.inspect(connection).has_table(_served.name, schema=SCHEMA):
        connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
        _METADATA.create_all(connection)


def current(connection: sa.Connection) -> str | None:
    """The release that is served; None where there is none, or not even a catalogue."""
    return next(iter(_texts(connection, sa.select(_served.c.release))), None)


def ids(connection: sa.Connection) -> Sequence[str]:
    """Every release, newest first."""
    return _texts(connection, sa.select(_releases.c.release).order_by(_releases.c.release.desc()))


def _texts(connection: sa.Connection, statement: sa.Select[Any]) -> Sequence[str]:
    try:
        return [str(text) for text in connection.execute(statement).scalars()]
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE:
            raise
        connection.rollback()
        return []


def infos(connection: sa.Connection) -> Sequence[ReleaseInfo]:
    """What every release says about itself, newest first."""
    statement = sa.select(_releases.c.info).order_by(_releases.c.release.desc())
    return [from_texts(json.loads(text)) for text in _texts(connection, statement)]


def add(connection: sa.Connection, info: ReleaseInfo) -> None:
    """Enter a release."""
    row = {"release": info.id, "info": json.dumps(as_texts(info))}
    connection.execute(sa.insert(_releases), [row])


def point_to(connection: sa.Connection, release: str) -> None:
    """Serve a release that is entered; seen when the transaction is committed."""
    # Whoever points and whoever prunes wait here for one another.
    connection.execute(sa.select(_served.c.release).with_for_update())
    connection.execute(sa.delete(_served))
    connection.execute(sa.insert(_served), [{"alone": True, "release": release}])


def is_served(connection: sa.Connection, release: str) -> bool:
    """Whether it is the one; nobody changes that before this transaction ends."""
    statement = sa.select(_served.c.release).with_for_update()
    return connection.execute(statement).scalar() == release


def remove(connection: sa.Connection, release: str) -> None:
    """Strike a release out."""
    connection.execute(sa.delete(_releases).where(_releases.c.release == release))
