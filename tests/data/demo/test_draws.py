"""The hash draws are uniform, independent of each other and exact in money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.demo import draws


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"duckdb:///{tmp_path / 'draws.duckdb'}")
    with engine.connect() as connection:
        draws.install(connection, 42)
        yield connection
    engine.dispose()


def test_draws_are_uniform_and_streams_do_not_know_each_other(connection: sa.Connection) -> None:
    # 10,000 expected in each cell of the square; a fair die stays within 5 deviations of 100.
    low, high = draws.run(
        connection,
        """SELECT min(n), max(n) FROM (
            SELECT floor(4 * draw('one', i)), floor(4 * draw('two', i)), count(*) AS n
            FROM range(160000) AS r(i) GROUP BY ALL)""",
    ).one()
    assert low > 9_500
    assert high < 10_500


def test_neighbouring_keys_do_not_know_each_other(connection: sa.Connection) -> None:
    correlation = draws.run(
        connection,
        "SELECT corr(draw('one', i * 512), draw('one', i * 512 + 1)) FROM range(100000) AS r(i)",
    ).scalar_one()
    assert abs(correlation) < 0.015


def test_the_bell_has_mean_0_and_deviation_1_and_waiting_has_mean_1(
    connection: sa.Connection,
) -> None:
    mean, deviation, waiting = draws.run(
        connection,
        "SELECT avg(bell('b', i)), stddev(bell('b', i)), avg(waiting('w', i)) "
        "FROM range(100000) AS r(i)",
    ).one()
    assert mean == pytest.approx(0, abs=0.015)
    assert deviation == pytest.approx(1, abs=0.015)
    assert waiting == pytest.approx(1, abs=0.015)


def test_a_share_of_pence_is_rounded_half_up(connection: sa.Connection) -> None:
    shares = draws.run(
        connection, "SELECT share(25, 10, 100), share(24, 10, 100), share(999, 1, 3)"
    ).one()
    assert tuple(shares) == (3, 2, 333)


def test_pence_become_money_exactly(connection: sa.Connection) -> None:
    assert draws.run(connection, "SELECT money(123456789)").scalar_one() == Decimal("1234567.89")
    wrong = draws.number(
        connection,
        "SELECT count(*) FROM range(1000000) AS r(i) WHERE money(i) * 100 <> i",
    )
    assert wrong == 0


def test_literals_are_written_for_the_database() -> None:
    assert draws.literal("Quiz 'n' box") == "'Quiz ''n'' box'"
    assert draws.literal((0.5, True, date(2026, 11, 21))) == "[0.5, True, DATE '2026-11-21']"
    assert draws.literal(datetime(2026, 11, 22)) == "TIMESTAMP '2026-11-22 00:00:00'"  # noqa: DTZ001
    assert draws.rows([(1, "a"), (2, "b")]) == "VALUES (1, 'a'), (2, 'b')"
