"""Who builds a release, where there are no locks: on ClickHouse, by creating a table.

    shop.sales_analytics_writer_7      its comment says who holds the claim, since it was created

A table that is there is not created again, so of all who try one succeeds. Claims are numbered: who
finds one that has expired creates the next, and again only one can. What a claim protects is time
and disk, not numbers: of two who build all the same, the journal lets only one publish.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from clickhouse_connect.driver.exceptions import Error

from data.clickhouse import client_of
from data.releases import StoreBusy

PREFIX = "sales_analytics_writer_"
# Longer than any load takes; who was killed is waited for so long, but not on the same machine.
EXPIRY = timedelta(hours=12)

_ALREADY_EXISTS = "TABLE_ALREADY_EXISTS"


@dataclass(frozen=True, slots=True)
class Claim:
    """One that is there: its number, who made it, when (UTC), and whether it has expired."""

    number: int
    holder: str
    token: str
    since: str
    expired: bool

    @property
    def table(self) -> str:
        """The table that stands for it."""
        return f"{PREFIX}{self.number}"


@contextmanager
def claimed(connection: sa.Connection, holder: str) -> Iterator[None]:
    """The claim of `holder`, of whom there is one at a time; StoreBusy says who else has it."""
    mine = _take(connection, holder)
    try:
        yield
    finally:
        # A server that has gone away is spoken of by whoever needed it; the claim expires.
        with suppress(Error, sa.exc.DBAPIError):
            _let_go(connection, mine)


def _take(connection: sa.Connection, holder: str) -> str:
    """The token of the new claim."""
    there = claims(connection)
    standing = [claim for claim in there if not claim.expired and claim.holder != holder]
    if standing:
        raise StoreBusy(_words(standing[-1]))
    number = max((claim.number for claim in there), default=0) + 1
    token = secrets.token_hex(8)
    if not _created(connection, number, json.dumps({"holder": holder, "token": token})):
        raise StoreBusy
    for claim in there:
        _drop(connection, claim)
    return token


def _created(connection: sa.Connection, number: int, comment: str) -> bool:
    try:
        client_of(connection).command(
            f"CREATE TABLE {PREFIX}{number} (nothing UInt8) ENGINE Null COMMENT %(comment)s",
            {"comment": comment},
        )
    except Error as error:
        if _ALREADY_EXISTS not in str(error):
            raise
        return False
    return True


def _let_go(connection: sa.Connection, token: str) -> None:
    for claim in claims(connection):
        if claim.token == token:  # another's, where ours had expired
            _drop(connection, claim)


def _drop(connection: sa.Connection, claim: Claim) -> None:
    client_of(connection).command(f"DROP TABLE IF EXISTS {claim.table}")


def claims(connection: sa.Connection) -> Sequence[Claim]:
    """Those that are there, by their numbers; more than one only for a moment."""
    found = client_of(connection).query_arrow(
        f"SELECT toInt64OrZero(substring(name, {len(PREFIX) + 1})) AS number, comment, "
        "formatDateTime(metadata_modification_time, '%%Y-%%m-%%d %%H:%%i', 'UTC') AS since, "
        "metadata_modification_time <= now() - toIntervalSecond(%(seconds)s) AS expired "
        "FROM system.tables WHERE database = currentDatabase() AND startsWith(name, %(prefix)s) "
        "ORDER BY number",
        {"seconds": int(EXPIRY.total_seconds()), "prefix": PREFIX},
        use_strings=True,
    )
    return [
        Claim(
            row["number"],
            **json.loads(row["comment"]),
            since=row["since"],
            expired=bool(row["expired"]),
        )
        for row in found.to_pylist()
    ]


def _words(claim: Claim) -> str:
    return f"{claim.holder}, since {claim.since} UTC"
