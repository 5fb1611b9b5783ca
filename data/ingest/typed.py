"""Text of a file as typed SQL expressions; null where the text does not say it exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.schema import Money

Text = sa.ColumnElement[str]

# What a spreadsheet writes beside an exact amount, such as 2.5499999999999998.
FLOAT_NOISE = 1e-8
MONTH_FIRST, DAY_FIRST = "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"


def money(text: Text) -> sa.ColumnElement[Any]:
    """DECIMAL(18, 4); null for text that is no number or has more than four decimals."""
    rounded = sa.try_cast(text, Money)
    exact = sa.try_cast(text, sa.Numeric(38, 14))
    # Plain text needs no second reading, and nearly all text is plain.
    return sa.case(
        (sa.func.regexp_full_match(text, r"[+-]?\d+(\.\d{1,4})?"), rounded),
        (sa.func.abs(exact - rounded) <= FLOAT_NOISE, rounded),
    )


def whole(text: Text) -> sa.ColumnElement[Any]:
    """BIGINT; null for text that is no whole number ("12.0" is one)."""
    number = sa.try_cast(text, sa.BigInteger)
    return sa.case(
        (sa.func.regexp_full_match(text, r"[+-]?\d+"), number),
        (sa.try_cast(text, Money) == number, number),
    )


def product(quantity: sa.ColumnElement[Any], price: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Quantity times price as money; null beyond what the database can hold."""
    # Nineteen digits, so that the multiplication itself has room for every outcome.
    return sa.try_cast(sa.cast(quantity, sa.Numeric(19, 0)) * sa.cast(price, Money), Money)


def total(one: sa.ColumnElement[Any], other: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum of two amounts as money; null beyond what the database can hold."""
    return sa.try_cast(sa.cast(one, sa.Numeric(20, 4)) + other, Money)


def local_time(text: Text, formats: Sequence[str] = ()) -> sa.ColumnElement[Any]:
    """TIMESTAMP as written: ISO 8601 without offset, or one of the strptime formats."""
    # The cast alone would take 05/04/26 for a day of the year 5.
    written_iso = sa.and_(sa.func.regexp_matches(text, r"^\d{4}[-/]"), ~has_offset(text))
    iso = sa.case((written_iso, sa.try_cast(text, sa.DateTime)))
    if not formats:
        return iso
    read = sa.func.try_strptime(text, sa.func.list_value(*formats))
    return sa.func.coalesce(iso, sa.case((sa.extract("year", read) >= 1000, read)))


def has_offset(text: Text) -> sa.ColumnElement[bool]:
    """Whether a timestamp names its own offset: 10:00:00Z, 10:00:00 +0200, 10:00:00+02."""
    return sa.func.coalesce(
        sa.func.regexp_matches(text, r":\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)$"), sa.false()
    )


def to_utc(local: sa.ColumnElement[Any], timezone: str) -> sa.ColumnElement[Any]:
    """Naive UTC timestamp of a local one."""
    return sa.func.timezone("UTC", sa.func.timezone(timezone, local))


def instant(text: Text, timezone: str) -> sa.ColumnElement[Any]:
    """Naive UTC timestamp of ISO 8601 text: by its own offset, otherwise in the time zone."""
    spaced = sa.func.regexp_replace(text, r" ?([+-]\d\d):?(\d\d)$", r"\1:\2")
    own = sa.func.timezone("UTC", sa.try_cast(spaced, sa.TIMESTAMP(timezone=True)))
    return sa.case((has_offset(text), own), else_=to_utc(local_time(text), timezone))


def most_frequent(
    table: sa.FromClause, key: str, value: str, condition: sa.ColumnElement[bool]
) -> sa.Subquery:
    """Columns `key` and `value`: per key the most frequent value; the smallest wins a tie."""
    counted = (
        sa.select(table.c[key], table.c[value], sa.func.count().label("times"))
        .where(condition, table.c[value].is_not(None))
        .group_by(table.c[key], table.c[value])
        .subquery()
    )
    rank = sa.func.row_number().over(
        partition_by=counted.c[key], order_by=[counted.c.times.desc(), counted.c[value]]
    )
    ranked = sa.select(counted.c[key], counted.c[value], rank.label("rank")).subquery()
    return sa.select(ranked.c[key], ranked.c[value]).where(ranked.c.rank == 1).subquery()
