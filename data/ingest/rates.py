"""Exchange rates: a table of currency, day, and what one unit was worth from that day on.

The rate is that of one unit of the currency in the shop's reporting currency (with 0.92, 100 USD
are 92 EUR), unless a column says which other currency it is in. A later file replaces the days that
it names. Loaded alone, or beside the files of any other layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import notation, reader, sieve, staging
from data.ingest.layouts import FileSpec, Layout, Staged, normal
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile

RATE = "rate"

CURRENCY = ("currency", "currency code", "iso code", "from currency", "source currency")
DAY = ("valid_from", "date", "day", "rate date", "valid on", "as of")
WORTH = ("rate", "exchange rate", "fx rate", "conversion rate")
INTO = ("quoted_in", "to currency", "into", "target currency", "reporting currency")

# A table of rates is narrow, and none of its columns is called like these. With a column that says
# for how many units the rate is, the rate of one would be wrong.
MAX_COLUMNS = 6
SALES = ("order", "invoice", "amount", "price", "total", "quantity", "unit", "customer", "product")

NO_CURRENCY = "This is no currency code of three letters, such as USD."
NO_DAY = "This is no day."
NO_RATE = (
    "This is no positive number. Decimals are written with a point; 1,084 could be 1084 or 1.084."
)
ITSELF = "This is the currency that rates are quoted in: it is always worth 1."
TWICE = "The file has a rate of this currency and day already."


class RateSpec(FileSpec):
    """A small table with a currency, a day and a rate. Sales that name their rate are none."""

    def claims(self, header: Iterable[str], path: Path) -> bool:  # noqa: ARG002  # its header tells
        """Whether all three are there, and nothing that rates do not have."""
        names = {normal(name) for name in header}
        complete = all(names & set(map(normal, known)) for known in self.required.values())
        of_sales = any(word in name for name in names for word in SALES)
        return complete and not of_sales and len(names) <= MAX_COLUMNS


def stage(bench: Bench) -> Staged:
    """Put the rates into the incoming table."""
    for file in bench.source.files:
        _stage(bench, file)
    return Staged(provided=(), by_row=())


def _stage(bench: Bench, file: SourceFile) -> None:
    columns = LAYOUT.files[0].columns(file)
    raw = reader.stage(bench, file, columns)
    formats = notation.date_formats(bench, file, raw.c.valid_from, columns["valid_from"] or "date")
    rows = sieve.sift(bench, file, _typed(bench, raw, formats), _rules, kind=RATE, key="key")
    incoming = staging.INCOMING[schema.currency_rates.name]
    bench.fill(incoming, sa.select(*(rows.c[column.name] for column in incoming.c)))
    bench.drop(rows)
    bench.drop(raw)


def _typed(bench: Bench, raw: sa.Table, formats: list[str]) -> sa.Select[Any]:
    into = sa.func.coalesce(sa.func.upper(raw.c.quoted_in), bench.currency or None)
    values = sa.select(
        raw.c.row_number,
        raw.c.currency.label("currency_text"),
        raw.c.valid_from.label("valid_from_text"),
        raw.c.rate.label("rate_text"),
        sa.func.upper(raw.c.currency).label("currency"),
        sa.cast(notation.moment(raw.c.valid_from, formats), sa.Date).label("valid_from"),
        _number(raw.c.rate, bench.notation.decimal).label("rate"),
        into.label("quoted_in"),
        sa.literal(0).label("worth"),
    ).subquery("values")
    place = sieve.copy_number(values, values.c.currency, values.c.valid_from, values.c.quoted_in)
    return sa.select(values, _key(values).label("key"), place.label("copy"))


def _number(text: sa.ColumnElement[str], decimal: str) -> sa.ColumnElement[Any]:
    """The rate to twelve decimals; null for text that could be two numbers, or none."""
    sure = sa.func.regexp_full_match(text, r"0*,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+")
    pointed = sa.func.replace(text, ",", ".")
    plain = sa.func.regexp_full_match(text, r"\d*\.?\d+([eE][+-]?\d+)?")
    comma = sa.func.regexp_full_match(text, r"\d+,\d+") if decimal == "," else sure
    return sa.case(
        (plain, sa.try_cast(text, schema.Rate)), (comma, sa.try_cast(pointed, schema.Rate))
    )


def _key(rows: sa.FromClause) -> sa.ColumnElement[str]:
    return sa.func.concat(rows.c.currency, " ", rows.c.valid_from, " ", rows.c.quoted_in)


def _named(rows: sa.FromClause) -> tuple[sa.ColumnElement[Any], ...]:
    return sa.literal(RATE), _key(rows)


def _rules(rows: sa.Table) -> list[Rule]:
    c = rows.c
    code = sa.func.regexp_full_match(c.currency, "[A-Z]{3}")
    itself = sa.and_(c.currency == c.quoted_in, c.rate != 1)
    return [
        Rule("currency", c.currency_text, sa.func.coalesce(~code, sa.true()), NO_CURRENCY),
        Rule("date", c.valid_from_text, c.valid_from.is_(None), NO_DAY),
        Rule("rate", c.rate_text, sa.func.coalesce(c.rate <= 0, sa.true()), NO_RATE),
        Rule("rate", c.rate_text, itself, ITSELF),
        Rule("date", c.valid_from_text, c.copy > 1, TWICE),
    ]


def merge_rates(bench: Bench) -> None:
    """Bring the stored rates up to date; days that the source does not name stay."""
    incoming, stored = staging.INCOMING[schema.currency_rates.name], schema.currency_rates
    new = sa.select(incoming).except_(sa.select(stored)).subquery("new")
    bench.fill(staging.touched, sa.select(*_named(new)))
    changed = sa.select(staging.touched.c.key).where(staging.touched.c.kind == RATE)
    bench.run(stored.delete().where(_key(stored).in_(changed)))
    bench.fill(stored, sa.select(incoming).where(_key(incoming).in_(changed)))


def settle(connection: sa.Connection, currency: str) -> None:
    """Rates loaded before the reporting currency was known are rates in that currency."""
    rates = schema.currency_rates
    connection.execute(rates.update().where(rates.c.quoted_in.is_(None)).values(quoted_in=currency))


LAYOUT = Layout(
    name="rates",
    title="exchange rates: currency, date, rate",
    files=(
        RateSpec(
            "rates",
            required={"currency": CURRENCY, "valid_from": DAY, "rate": WORTH},
            optional={"quoted_in": INTO},
        ),
    ),
    needed=frozenset({"rates"}),
    stage=stage,
    shop="My shop",
    beside_others=True,
)
