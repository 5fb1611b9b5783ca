"""What the models of customer value read, from a draft or a file, and write into a draft.

Histories are made once as a temporary table. Models learn from counts of alike customers; single
ones leave the database in pieces of bounded size only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.frames import insert_frame
from data.orders_file import Orders
from data.queries import value as statements
from data.queries.value_gaps import clusters, usual

# Of more customers a repeatable sample of this size is learnt from.
MOST_LEARNT = 1_000_000
PIECE = 200_000
# Several days of one source may be looked at together.
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Buyers:
    """Everybody who had ordered by a day, in temporary tables of a connection.

    `size`: how many they are. `every`: one of so many is learnt from.
    """

    connection: sa.Connection
    source: Callable[[date], sa.Select[Any]]
    groups: Callable[[], sa.Select[Any]] | None
    day: date
    visits: sa.Table
    known: sa.Table
    size: int

    @property
    def every(self) -> int:
        """Of so many customers one is learnt from."""
        return -(-self.size // MOST_LEARNT) or 1

    def facts(self) -> dict[str, Any]:
        """The fields of `models.value.gates.Facts`."""
        row = dict(self.connection.execute(statements.facts(self.known)).mappings().one())
        correlation = row.pop("correlation")
        counted = {name: int(value) for name, value in row.items()}
        return {**counted, "correlation": None if correlation is None else float(correlation)}

    def cells(self) -> pd.DataFrame:
        """`data.queries.value.cells`."""
        return self._read(statements.cells(self.known, self.every))

    def spends(self) -> pd.DataFrame:
        """`data.queries.value.spends`."""
        return self._read(statements.spends(self.known, self.every))

    def range(self) -> pd.DataFrame:
        """Two rows, the least and the most of repeat_days, last_age and age over all."""
        known = self.known.c
        names = ("repeat_days", "last_age", "age")
        rows = [
            self._read(sa.select(*(kind(known[name]).label(name) for name in names)))
            for kind in (sa.func.min, sa.func.max)
        ]
        return pd.concat(rows, ignore_index=True)

    @contextmanager
    def as_of(self, cut: date) -> Iterator[Buyers]:
        """The same source as it was known on an earlier day."""
        with _made(self.connection, self.source, self.groups, cut) as before:
            yield before

    def outcomes(self, before: Buyers) -> pd.DataFrame:
        """What came of those who were known earlier: `data.queries.value.outcomes`."""
        return self._read(statements.outcomes(before.known, self.visits, before.day, before.every))

    def pieces(self) -> Iterator[pd.DataFrame]:
        """All customers in the order of their ids, piece by piece: what they are scored by.

        Columns customer, repeat_days, last_age, age, mean and overdue.
        """
        groups = self.groups().subquery("groups") if self.groups else None
        rhythm = _temporary(self.connection, "usual", usual(self.known, self.visits, groups))
        for first in range(1, self.size + 1, PIECE):
            yield self._read(statements.piece(self.known, rhythm, first, first + PIECE))
        rhythm.drop(self.connection)

    def _read(self, statement: sa.Select[Any]) -> pd.DataFrame:
        cursor: Any = self.connection.execute(statement).cursor
        frame: pd.DataFrame = cursor.df()
        return frame


@contextmanager
def release_buyers(engine: sa.Engine, day: date) -> Iterator[Buyers]:
    """The buyers of a draft as of a day; what is written meanwhile is one transaction."""
    with (
        engine.begin() as connection,
        _made(connection, statements.visits, clusters, day) as buyers,
    ):
        yield buyers


@contextmanager
def file_buyers(orders: Orders, day: date) -> Iterator[Buyers]:
    """The buyers of a file as of a day; there are no clusters, so all share one rhythm."""

    def source(until: date) -> sa.Select[Any]:
        return statements.visits_of_file(orders.table, until)

    with _made(orders.connection, source, None, day) as buyers:
        yield buyers


@contextmanager
def _made(
    connection: sa.Connection,
    source: Callable[[date], sa.Select[Any]],
    groups: Callable[[], sa.Select[Any]] | None,
    day: date,
) -> Iterator[Buyers]:
    visits = _temporary(connection, "visits", source(day))
    ordered = statements.histories(visits, day).subquery("ordered")
    by_place = sa.select(*ordered.c).order_by(ordered.c.place)
    known = _temporary(connection, "known", by_place)
    size = connection.execute(sa.select(sa.func.count()).select_from(known)).scalar_one()
    yield Buyers(connection, source, groups, day, visits, known, size)
    # Where something fails, the transaction that made them takes them back.
    known.drop(connection)
    visits.drop(connection)


def _temporary(connection: sa.Connection, name: str, query: sa.Select[Any]) -> sa.Table:
    numbered = f"{name}_{next(_NUMBERS)}"
    made = sa.CreateTableAs(query, numbered, temporary=True, metadata=sa.MetaData())
    connection.execute(made)
    return made.table


def write_values(connection: sa.Connection, pieces: Iterable[pd.DataFrame]) -> None:
    """Replace what customers of the release are expected to bring: rows of `customer_value`."""
    connection.execute(sa.delete(schema.customer_value))
    for frame in pieces:
        insert_frame(connection, schema.customer_value, frame)


def write_calibration(connection: sa.Connection, tenths: pd.DataFrame | None) -> None:
    """Replace the calibration; empty where nothing was held out."""
    connection.execute(sa.delete(schema.value_calibration))
    if tenths is not None:
        insert_frame(connection, schema.value_calibration, tenths)
