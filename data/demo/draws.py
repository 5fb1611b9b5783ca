"""Chance without state: every draw is a hash of the seed, a stream's name and the entity's key.

A draw does not depend on the order of rows, on threads or on how many rows there are. The key of
an order is ``person * 512 + n``, that of a line ``order * 16 + line``. DuckDB's ``hash`` mixes 64
bits well and is stable for one version of it, not by promise from one version to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

# One statement each. `draw` is uniform in [0, 1) with 53 bits; `bell` a standard normal (Box and
# Muller 1958); `waiting` exponential with mean 1; `share` rounds a part of pence half up; `money`
# turns pence into the type of the star.
_MACROS = (
    "draw(stream, key) AS (hash(xor((key)::UBIGINT, hash(concat('{seed}/', stream)))) >> 11)"
    " * 1.1102230246251565e-16",
    "waiting(stream, key) AS -ln(1 - draw(stream, key))",
    "bell(stream, key) AS sqrt(2 * waiting(concat(stream, '/r'), key))"
    " * cos(2 * pi() * draw(concat(stream, '/a'), key))",
    "pick(choices, u) AS choices[1 + floor(u * len(choices))::BIGINT]",
    "share(pence, part, whole) AS (2 * (pence) * (part) + (whole)) // (2 * (whole))",
    "money(pence) AS ((pence) / 100)::DECIMAL(18, 4)",
)


def install(connection: sa.Connection, seed: int) -> None:
    """Give this connection the functions that the statements of this package speak in."""
    for macro in _MACROS:
        run(connection, f"CREATE OR REPLACE TEMP MACRO {macro.replace('{seed}', str(seed))}")


def run(connection: sa.Connection, statement: str) -> sa.CursorResult[*tuple[Any, ...]]:
    """Execute DuckDB SQL as it stands (``::`` and ``:`` are not parameters)."""
    return connection.exec_driver_sql(statement)


def table(connection: sa.Connection, name: str, query: str) -> None:
    """Create a temporary table from a query and commit.

    The planner takes a table of a running transaction for empty, and would then join by trying
    every pair of rows.
    """
    run(connection, f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    connection.commit()


def number(connection: sa.Connection, statement: str) -> int:
    """The single integer that a statement answers; nothing is 0."""
    answer: int | None = run(connection, statement).scalar()
    return answer or 0


def literal(value: object) -> str:
    """A Python value as SQL."""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"


def rows(values: Iterable[Sequence[object]]) -> str:
    """A VALUES list for a handful of constants."""
    return "VALUES " + ", ".join(f"({', '.join(map(literal, row))})" for row in values)
