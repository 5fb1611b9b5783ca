"""An answer of ClickHouse that is asked for by and by is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data.clickhouse import client_of, engine
from data.reading import pieces
from tests.clickhouse import Engine

ROWS, BLOCK = 100_000, 4_096
NUMBERS = sa.table(
    "numbers", sa.column("n", sa.BigInteger), sa.column("name", sa.String), sa.column("odd")
)


@pytest.fixture
def numbers(clickhouse: Engine) -> Iterator[sa.Engine]:
    """A table of numbers, and answers in blocks of 4,096 rows."""
    url = clickhouse.new_database()
    opened = engine(url, session={"max_block_size": BLOCK, "max_threads": 1})
    with opened.connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE numbers ENGINE MergeTree ORDER BY n AS SELECT toInt64(number) AS n, "
            f"concat('no. ', toString(number)) AS name, n % 2 AS odd FROM numbers({ROWS})"
        )
    yield opened
    opened.dispose()


def question() -> sa.Select[tuple[object, ...]]:
    return sa.select(
        NUMBERS.c.n,
        NUMBERS.c.name.label("called"),
        (NUMBERS.c.odd == 1).label("is_odd"),
        sa.cast(NUMBERS.c.n, sa.Numeric(18, 4)).label("money"),
    ).order_by(NUMBERS.c.n)


def test_pieces_have_all_rows_in_their_order_with_the_types_of_a_whole_answer(
    numbers: sa.Engine,
) -> None:
    found = [row for rows in pieces(numbers, question(), 777) for row in rows]
    assert [row["n"] for row in found] == list(range(ROWS))
    assert found[7] == {"n": 7, "called": "no. 7", "is_odd": True, "money": Decimal(7)}
    with numbers.connect() as connection:
        whole = [dict(row) for row in connection.execute(question()).mappings()]
    assert found == whole


def test_pieces_hold_a_few_blocks_however_many_rows_there_are(numbers: sa.Engine) -> None:
    narrow = sa.select(NUMBERS.c.name)
    before = pa.total_allocated_bytes()
    most = max(pa.total_allocated_bytes() - before for _ in pieces(numbers, narrow, 1_000))
    with numbers.connect() as connection:
        whole = client_of(connection).query_arrow("SELECT name FROM numbers").nbytes
    assert most < whole / 4


def test_who_stops_reading_leaves_a_connection_that_answers(numbers: sa.Engine) -> None:
    reading = pieces(numbers, question(), 10)
    assert len(next(reading)) == 10
    reading.close()  # type: ignore[attr-defined]
    with numbers.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(NUMBERS)).scalar() == ROWS


def test_nothing_found_is_no_piece(numbers: sa.Engine) -> None:
    assert list(pieces(numbers, question().where(NUMBERS.c.n < 0), 10)) == []


def test_an_error_in_the_middle_of_an_answer_is_raised(numbers: sa.Engine) -> None:
    broken = sa.select(sa.func.throwIf(NUMBERS.c.n == ROWS - 1, "here").label("x"))
    with pytest.raises(Exception, match="here"):
        list(pieces(numbers, broken, 10))
