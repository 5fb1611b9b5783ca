"""Which releases of a shop are kept on Spark and which is served: one text, replaced as a whole.

There are no transactions there, but of two who create a view of the same name only one succeeds.
Every change is a new view, `state_000000007` after `state_000000006`, and its one row is all there
is to know; the newest counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.release_info import ReleaseInfo, as_texts, from_texts
from data.releases import StoreBusy
from data.spark_sql import literal

_NAME = re.compile(r"state_(\d{9})")
# Older ones stay a little for whoever has just read their name.
_OLDER = 3
_TRIES = 20
# Whose tables are still being filled after this is thought to be dead, wherever it was.
_A_DAY = timedelta(days=1)
_THERE, _NOT_THERE = "TABLE_OR_VIEW_ALREADY_EXISTS", "TABLE_OR_VIEW_NOT_FOUND"
_NO_SHOP = "SCHEMA_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class State:
    """The releases of a shop as of a number of changes."""

    number: int = 0
    served: str | None = None
    last_published: str = ""
    kept: Mapping[str, ReleaseInfo] = field(default_factory=dict)
    # Who fills the tables of a release that is not published yet, and since when.
    filling: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def begun(self, release: str, here: str) -> State:
        """Somebody here fills the tables of a release; of what was begun here before, nobody."""
        now = datetime.now(UTC)
        others = {
            name: (where, since)
            for name, (where, since) in self.filling.items()
            if where != here and now - datetime.fromisoformat(since) < _A_DAY
        }
        return replace(self, filling={**others, release: (here, now.isoformat())})

    def ended(self, release: str) -> State:
        """Nobody fills it any more."""
        left = {name: who for name, who in self.filling.items() if name != release}
        return replace(self, filling=left)

    def published(self, info: ReleaseInfo, after: str) -> State:
        """It is whole and served; StoreBusy if somebody else published since `after`."""
        if self.last_published != after:
            raise StoreBusy
        return replace(
            self.ended(info.id),
            served=info.id,
            last_published=info.id,
            kept={**self.kept, info.id: info},
        )

    def serving(self, release: str) -> State:
        """Somebody went back to a release that is kept."""
        return replace(self, served=release)

    def without(self, releases: set[str]) -> State:
        """These are kept no longer; what is served stays."""
        gone = releases - {self.served}
        return replace(self, kept={k: info for k, info in self.kept.items() if k not in gone})


def create(connection: sa.Connection, shop: str) -> None:
    """Make the shop's own database where there is none yet."""
    connection.exec_driver_sql(f"CREATE DATABASE IF NOT EXISTS `{shop}`")


def newest(connection: sa.Connection, shop: str, known: State) -> State:
    """What is there; `known` is returned if nothing changed since."""
    for _ in range(_TRIES):
        numbers = _numbers(connection, shop)
        number = max(numbers, default=0)
        if number == known.number:
            return known
        try:
            return _read(connection, shop, number)
        except DBAPIError as error:
            if _NOT_THERE not in str(error.orig):
                raise
    return known


def change(
    connection: sa.Connection, shop: str, known: State, alter: Callable[[State], State]
) -> State:
    """Alter what is there, whoever else does at the same time; the state after it.

    `alter` may be asked again, of a newer state.
    """
    for _ in range(_TRIES):
        known = newest(connection, shop, known)
        found = replace(alter(known), number=known.number + 1)
        try:
            connection.exec_driver_sql(
                f"CREATE VIEW {_view(shop, found.number)} AS SELECT {literal(_written(found))} said"
            )
        except DBAPIError as error:
            if _THERE not in str(error.orig):
                raise
        else:
            _forget(connection, shop, found.number - _OLDER)
            return found
    raise StoreBusy


def _numbers(connection: sa.Connection, shop: str) -> list[int]:
    try:
        rows = connection.exec_driver_sql(f"SHOW VIEWS IN `{shop}` LIKE 'state_*'").all()
    except DBAPIError as error:
        if _NO_SHOP not in str(error.orig):
            raise
        return []
    found = (_NAME.fullmatch(str(row[1])) for row in rows)
    return [int(name.group(1)) for name in found if name]


def _read(connection: sa.Connection, shop: str, number: int) -> State:
    text = connection.exec_driver_sql(f"SELECT said FROM {_view(shop, number)}").scalar_one()
    said = json.loads(text)
    return State(
        number,
        said["served"],
        said["last_published"],
        {release: from_texts(info) for release, info in said["kept"].items()},
        {release: (where, since) for release, (where, since) in said["filling"].items()},
    )


def _written(state: State) -> str:
    return json.dumps(
        {
            "served": state.served,
            "last_published": state.last_published,
            "kept": {release: as_texts(info) for release, info in state.kept.items()},
            "filling": state.filling,
        }
    )


def _forget(connection: sa.Connection, shop: str, until: int) -> None:
    for number in _numbers(connection, shop):
        if number <= until:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {_view(shop, number)}")


def _view(shop: str, number: int) -> str:
    return f"`{shop}`.state_{number:09}"
