"""The simulated shop from end to end: chunk after chunk of people until the lines are there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from data import schema
from data.demo import baskets, catalogue, checkout, draws, people, returns, rhythm, shop
from data.progress import Progress

DEFAULT_LINES = 200_000
DEFAULT_SEED = 2311
MIN_LINES = 1_000
VERSION = 1  # of the simulation: the same version, seed and lines give the same shop

_CHUNK = 150_000  # people at a time, about 0.5 million lines
_PEOPLE_PER_LINE = 0.3  # a first guess, for the size of the last chunk; no result depends on it


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What was simulated. `lines` are the order lines written, `source` says how in one phrase."""

    shop: str
    currency: str
    timezone: str
    lines: int
    source: str


def generate(engine: sa.Engine, *, lines: int, seed: int, progress: Progress) -> DemoFacts:
    """Fill the star and one row of `loads` of an empty DuckDB draft with a simulated shop.

    The shop has the requested number of order lines, less at most 14 (the last order is not cut
    in two): within 3 % always. The same `lines` and `seed` give the same rows whatever the number
    of threads; more lines add people to the same shop. Memory is that of one chunk of people.

    Raises ValueError for fewer than 1,000 lines and for a draft that holds orders already.
    """
    if lines < MIN_LINES:
        raise ValueError(f"A simulated shop needs at least {MIN_LINES:,} lines, not {lines:,}.")
    started_at = _now()
    with engine.connect() as connection:
        connection.detach()  # what is temporary goes when the connection is closed
        _prepare(connection, seed)
        written = _simulate(connection, lines, progress)
        source = f"Simulated, seed {seed}, {written:,} lines"
        _book(connection, f"demo-{VERSION}-{seed}-{lines}", source, started_at)
        connection.commit()
    progress("Simulated shop is ready", 1.0)
    return DemoFacts(shop.SHOP, shop.CURRENCY, shop.TIMEZONE, written, source)


def _prepare(connection: sa.Connection, seed: int) -> None:
    schema.METADATA.create_all(connection, tables=[*schema.STAR, *schema.BOOKS])
    if draws.number(connection, "SELECT count(*) FROM orders"):
        raise ValueError("This draft holds orders already; a simulated shop needs an empty one.")
    draws.install(connection, seed)
    rhythm.create(connection)
    catalogue.create(connection)
    people.create_places(connection)
    catalogue.insert_products(connection)
    checkout.insert_statuses(connection)
    connection.commit()


def _simulate(connection: sa.Connection, lines: int, progress: Progress) -> int:
    """Write chunks until the lines are there; returns how many were written."""
    year = rhythm.year_of_orders(connection)
    first, written = 0, 0
    while True:
        progress("Simulating orders", written / lines)
        last = first + min(_CHUNK, 500 + int((lines - written) * _PEOPLE_PER_LINE))
        count, full = _chunk(connection, (first, last), year, lines - written)
        first, written = last, written + count
        if full:
            return written


def _chunk(
    connection: sa.Connection, keys: tuple[int, int], year: int, room: int
) -> tuple[int, bool]:
    """Write the people with these keys and all they did: lines, and whether the room is used up."""
    people.create_chunk(connection, *keys, year)
    baskets.create_chunk(connection)
    full = baskets.count(connection) >= room
    if full:
        baskets.cut(connection, room)
    checkout.create_chunk(connection)
    people.insert_customers(connection)
    checkout.insert_orders(connection)
    baskets.insert_items(connection)
    checkout.insert_payments(connection)
    returns.insert_refunds(connection)
    connection.commit()
    return baskets.count(connection), full


def _book(connection: sa.Connection, name: str, source: str, started_at: datetime) -> None:
    """Say in the books where the rows came from: all were read, all were loaded."""
    items = schema.order_items.c
    totals = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(items.quantity * items.unit_price), 0)
    )
    count, amount = connection.execute(totals).one()
    connection.execute(
        sa.insert(schema.loads).values(
            load_id=name,
            source=source,
            layout="demo",
            file_hash=hashlib.sha256(name.encode()).hexdigest(),
            started_at=started_at,
            finished_at=_now(),
            rows_read=count,
            rows_loaded=count,
            rows_unchanged=0,
            rows_rejected=0,
            amount_read=amount,
            amount_loaded=amount,
            amount_unchanged=0,
            amount_rejected=0,
        )
    )


def _now() -> datetime:
    """Now, as the star stores it: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
