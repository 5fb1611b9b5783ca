"""What a currency was worth on a day, from the table of rates that the shop supplied."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema

# Banks publish no rates on weekends and holidays; the longest such gaps are shorter than this.
MAX_AGE_DAYS = 7


def rates_by_day(reporting: str) -> sa.Select[Any]:
    """Columns currency, date, rate: the latest rate on or before each day, at most 7 days old.

    A rate quoted in a third currency is divided by what the reporting currency was worth in that
    one on the same day, so that rates of before the reporting currency changed remain of use. The
    reporting currency itself has no row.
    """
    quoted = _quoted(reporting).cte("quoted")
    found = sa.union_all(_direct(quoted, reporting), _crossed(quoted, reporting)).subquery("found")
    place = sa.func.row_number().over(
        partition_by=[found.c.currency, found.c.date], order_by=[found.c.detour, found.c.quoted_in]
    )
    first = sa.select(found.c.currency, found.c.date, found.c.rate, place.label("place"))
    chosen = first.where(found.c.currency != reporting).subquery("chosen")
    return sa.select(chosen.c.currency, chosen.c.date, chosen.c.rate).where(chosen.c.place == 1)


def _quoted(reporting: str) -> sa.Select[Any]:
    """Every day that a rate is of use: its own and those behind it up to the next rate."""
    stored = schema.currency_rates
    into = sa.func.coalesce(stored.c.quoted_in, reporting)
    following = sa.func.lead(stored.c.valid_from).over(
        partition_by=[stored.c.currency, into], order_by=stored.c.valid_from
    )
    rates = sa.select(stored, into.label("into"), following.label("following")).subquery("rates")
    ages = sa.values(sa.column("age", sa.Integer), name="ages").data(
        [(age,) for age in range(MAX_AGE_DAYS + 1)]
    )
    day = rates.c.valid_from + ages.c.age
    return (
        sa.select(
            rates.c.currency, rates.c.into.label("quoted_in"), day.label("date"), rates.c.rate
        )
        .join_from(rates, ages, sa.true())
        .where(rates.c.rate > 0, sa.or_(rates.c.following.is_(None), day < rates.c.following))
    )


def _direct(quoted: sa.CTE, reporting: str) -> sa.Select[Any]:
    return sa.select(*quoted.c, sa.literal(0).label("detour")).where(
        quoted.c.quoted_in == reporting
    )


def _crossed(quoted: sa.CTE, reporting: str) -> sa.Select[Any]:
    """By way of the currency that both are quoted in, which itself is worth 1."""
    itself = sa.select(
        quoted.c.quoted_in.label("currency"), quoted.c.quoted_in, quoted.c.date, sa.literal(1)
    ).distinct()
    worth = sa.union_all(sa.select(quoted), itself).subquery("worth")
    ours = quoted.alias("ours")
    rate = sa.cast(worth.c.rate / ours.c.rate, schema.Rate)
    same = sa.and_(ours.c.quoted_in == worth.c.quoted_in, ours.c.date == worth.c.date)
    return (
        sa.select(worth.c.currency, worth.c.quoted_in, worth.c.date, rate, sa.literal(1))
        .join_from(worth, ours, same)
        .where(ours.c.currency == reporting, rate > 0)
    )
