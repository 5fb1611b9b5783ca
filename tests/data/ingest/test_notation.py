"""Numbers and dates as shops write them: read exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.ingest import LoadError
from data.ingest.notation import DateOrder, Notation, amount, date_formats, moment, number
from data.ingest.staging import Bench, Source, SourceFile

PLAIN = Notation()
ENGLISH = Notation(thousands=",")
GERMAN = Notation(",", ".")
FRENCH = Notation(",", " ")
SWISS = Notation(".", "'")


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("duckdb:///:memory:")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def one(connection: sa.Connection, expression: sa.ColumnElement[Any]) -> Any:
    return connection.execute(sa.select(expression)).scalar_one()


@pytest.mark.parametrize(
    ("text", "notation", "value"),
    [
        ("12.5", PLAIN, "12.5"),
        ("-12", PLAIN, "-12"),
        ("12-", PLAIN, "-12"),
        ("−12", PLAIN, "-12"),
        ("(12.00)", PLAIN, "-12"),
        ("$(12.00)", PLAIN, "-12"),
        ("-$12.00", PLAIN, "-12"),
        ("$-12.00", PLAIN, "-12"),
        ("$12.00 USD", PLAIN, "12"),
        (".5", PLAIN, "0.5"),
        ("2.5499999999999998", PLAIN, "2.55"),
        ("£1,234.50", ENGLISH, "1234.5"),
        ("£1,234.50", PLAIN, "1234.5"),
        ("US$ 1,000", ENGLISH, "1000"),
        ("₹1,23,456.00", ENGLISH, "123456"),
        ("1.234,50 €", GERMAN, "1234.5"),
        ("EUR 1.234.567,8901", GERMAN, "1234567.8901"),
        ("R$ 12,30", GERMAN, "12.3"),
        ("2,5499999999999998", GERMAN, "2.55"),
        ("12,3456 zł", GERMAN, "12.3456"),
        ("1 234,50 kr", FRENCH, "1234.5"),
        ("1\u202f234,50\u00a0kr.", FRENCH, "1234.5"),
        ("CHF 1'234.50", SWISS, "1234.5"),
        ("1’234.50", SWISS, "1234.5"),
    ],
)
def test_an_amount_is_read_with_its_signs_and_marks(
    connection: sa.Connection, text: str, notation: Notation, value: str
) -> None:
    assert one(connection, amount(sa.literal(text), notation)) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        *((text, ENGLISH) for text in ("1,23,4", "1,2345", "12,34.56", "1.234,50", ",5")),
        *((text, GERMAN) for text in ("1.5", "1.2345", "1,234.50", "12,-")),
        *(
            (text, PLAIN)
            for text in (
                "12.34.56",
                "1.23456",
                "1,234",
                "12,34.5",
                "1.234,50",
                "1 234",
                "--5",
                "(-5)",
                "(5",
                "5)",
            )
        ),
        *((text, PLAIN) for text in ("", "$", "kr.", "5 pieces", "5 PCS", "free", "$$5", "1e-5")),
    ],
)
def test_what_is_no_exact_amount_is_not_guessed(
    connection: sa.Connection, text: str, notation: Notation
) -> None:
    assert one(connection, amount(sa.literal(text), notation)) is None


@pytest.mark.parametrize(
    ("text", "notation", "value"),
    [
        ("12", PLAIN, 12),
        ("12.0", PLAIN, 12),
        ("1,200", ENGLISH, 1200),
        ("1.200", GERMAN, 1200),
        ("(3)", PLAIN, -3),
        ("12.5", PLAIN, None),
        ("1.2", GERMAN, None),
    ],
)
def test_a_whole_number_takes_the_same_marks(
    connection: sa.Connection, text: str, notation: Notation, value: int | None
) -> None:
    assert one(connection, number(sa.literal(text), notation)) == value


def test_marks_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(LoadError, match="cannot mark both"):
        Notation(",", ",")
    with pytest.raises(LoadError, match="decimal mark is a point or a comma"):
        Notation(";")


FILE = SourceFile(0, "lines", Path("sales.csv"), ("Day",))


def formats(connection: sa.Connection, *files: list[str], told: DateOrder | None = None) -> Any:
    bench = Bench(connection, Source("flat", (FILE,)), "UTC", "EUR", Notation(dates=told))
    texts = [
        sa.values(sa.column("text", sa.String), name=f"file{number}")
        .data([(text,) for text in file])
        .c.text
        for number, file in enumerate(files)
    ]
    return date_formats(bench, FILE, texts, "Day")


@pytest.mark.parametrize(
    ("text", "form", "read"),
    [
        ("31.12.2026", "%d.%m.%Y", "2026-12-31 00:00:00"),
        ("5.4.2026 9:05", "%d.%m.%Y %H:%M", "2026-04-05 09:05:00"),
        ("31/12/2026 23:59:58", "%d/%m/%Y %H:%M:%S", "2026-12-31 23:59:58"),
        ("12/31/2026 1:02 PM", "%m/%d/%Y %I:%M %p", "2026-12-31 13:02:00"),
        ("12/31/26, 1:02PM", "%m/%d/%y, %I:%M%p", "2026-12-31 13:02:00"),
        ("31-12-26", "%d-%m-%y", "2026-12-31 00:00:00"),
        ("5 Jan 2026", "%d %b %Y", "2026-01-05 00:00:00"),
        ("05-Jan-26", "%d-%b-%y", "2026-01-05 00:00:00"),
        ("5 January 2026 14:00", "%d %b %Y %H:%M", "2026-01-05 14:00:00"),
        ("January 5, 2026", "%b %d, %Y", "2026-01-05 00:00:00"),
        ("20261231", "%Y%m%d", "2026-12-31 00:00:00"),
        ("20261231235958", "%Y%m%d%H%M%S", "2026-12-31 23:59:58"),
        ("2026.12.31", "%Y.%m.%d", "2026-12-31 00:00:00"),
        ("31/12/2026T10:00:00.5", "%d/%m/%YT%H:%M:%S.%f", "2026-12-31 10:00:00.500000"),
    ],
)
def test_the_usual_ways_to_write_a_date_are_known(
    connection: sa.Connection, text: str, form: str, read: str
) -> None:
    found = formats(connection, [text])
    assert found[0] == form
    assert one(connection, moment(sa.literal(text), found)).isoformat(" ") == read


def test_iso_dates_need_no_format(connection: sa.Connection) -> None:
    assert formats(connection, ["2026-12-31", "2026-12-31T10:00:00", "2026-12-31 10:00"]) == []


@pytest.mark.parametrize("text", ["soon", "45123", "12 bottles", "99:99", "1/2/3/4"])
def test_what_is_no_date_has_no_format(connection: sa.Connection, text: str) -> None:
    assert formats(connection, [text]) == []


def test_one_late_day_settles_the_order_for_all_files_of_a_load(connection: sa.Connection) -> None:
    assert formats(connection, ["03/04/2026", "05/04/2026"], ["13/04/2026"]) == ["%d/%m/%Y"]
    assert formats(connection, ["03/04/2026"], ["04/13/2026 10:00"]) == [
        "%m/%d/%Y",
        "%m/%d/%Y %H:%M",
    ]


def test_day_and_month_that_cannot_be_told_are_asked_for(connection: sa.Connection) -> None:
    with pytest.raises(LoadError, match=r"sales.csv: .*Day .*“03/04/2026”.*--dates day-first or"):
        formats(connection, ["03/04/2026", "04/04/2026"])
    assert formats(connection, ["03/04/2026"], told=DateOrder.DAY_FIRST) == ["%d/%m/%Y"]
    assert formats(connection, ["03/04/2026"], told=DateOrder.MONTH_FIRST) == ["%m/%d/%Y"]


def test_dates_of_both_orders_are_asked_for(connection: sa.Connection) -> None:
    mixed = ["13/04/2026", "14/04/2026", "04/13/2026"]
    with pytest.raises(LoadError, match=r"day first \(2\) and with the month first \(1\)"):
        formats(connection, mixed)
    assert formats(connection, mixed, told=DateOrder.DAY_FIRST) == ["%d/%m/%Y"]


def test_an_answer_the_dates_contradict_is_refused(connection: sa.Connection) -> None:
    with pytest.raises(LoadError, match="you said month-first, but in the column Day 1 dates"):
        formats(connection, ["13/04/2026"], told=DateOrder.MONTH_FIRST)


def test_years_of_two_and_four_digits_in_one_column_are_both_read(
    connection: sa.Connection,
) -> None:
    found = formats(connection, ["31/12/2026", "30/12/2026", "31/12/26"])
    assert found == ["%d/%m/%y", "%d/%m/%Y"]
    for text in ("31/12/2026", "31/12/26"):
        assert (
            one(connection, moment(sa.literal(text), found)).isoformat(" ") == "2026-12-31 00:00:00"
        )


def test_a_short_date_is_never_taken_for_a_day_of_the_first_century(
    connection: sa.Connection,
) -> None:
    assert one(connection, moment(sa.literal("05/04/26"), [])) is None
    assert one(connection, moment(sa.literal("05/04/26"), ["%d/%m/%Y"])) is None
