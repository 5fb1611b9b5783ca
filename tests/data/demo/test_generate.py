"""Same seed, same shop; the size asked for; a clear word when it cannot be done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import demo, schema
from data.progress import silent
from tests.data.demo.conftest import LINES, Ask


def _shop(path: Path, *, lines: int, seed: int, threads: int = 2) -> sa.Engine:
    engine = sa.create_engine(
        f"duckdb:///{path}", connect_args={"config": {"threads": str(threads)}}
    )
    demo.generate(engine, lines=lines, seed=seed, progress=silent)
    return engine


def _checksums(engine: sa.Engine) -> dict[str, tuple[int, int]]:
    """Rows of every table of the star, and the exact sum of the hashes of its rows."""
    with engine.connect() as connection:
        sums = {
            table.name: connection.exec_driver_sql(
                f"SELECT count(*), sum(hash(t::VARCHAR)) FROM {table.name} AS t"
            ).one()
            for table in schema.STAR
        }
    engine.dispose()
    return {name: (row[0], row[1]) for name, row in sums.items()}


def _rows(engine: sa.Engine, question: str) -> set[tuple[Any, ...]]:
    with engine.connect() as connection:
        return {tuple(row) for row in connection.exec_driver_sql(question)}


def test_the_same_seed_gives_the_same_shop_whatever_the_threads(tmp_path: Path) -> None:
    one = _checksums(_shop(tmp_path / "one.duckdb", lines=5_000, seed=7, threads=1))
    four = _checksums(_shop(tmp_path / "four.duckdb", lines=5_000, seed=7, threads=4))
    assert one == four
    assert one["order_items"][0] == pytest.approx(5_000, abs=14)


def test_another_seed_gives_another_shop(tmp_path: Path) -> None:
    seven = _checksums(_shop(tmp_path / "seven.duckdb", lines=2_000, seed=7))
    eight = _checksums(_shop(tmp_path / "eight.duckdb", lines=2_000, seed=8))
    changed = {name for name in seven if seven[name] != eight[name]}
    assert changed == {"customers", "products", "orders", "order_items", "refunds", "payments"}


def test_a_larger_shop_is_the_smaller_one_with_more_people(tmp_path: Path) -> None:
    small = _shop(tmp_path / "small.duckdb", lines=2_000, seed=3)
    large = _shop(tmp_path / "large.duckdb", lines=4_000, seed=3)
    for table in ("customers", "orders", "order_items", "payments", "refunds", "products"):
        few, many = (_rows(engine, f"SELECT * FROM {table}") for engine in (small, large))
        # The last person of the smaller shop may have come to it for a part of their orders only.
        assert len(few - many) <= 1, table
    small.dispose()
    large.dispose()


def test_the_shop_does_not_depend_on_how_it_is_cut_into_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _checksums(_shop(tmp_path / "whole.duckdb", lines=3_000, seed=5))
    monkeypatch.setattr("data.demo.simulate._CHUNK", 300)
    pieces = _checksums(_shop(tmp_path / "pieces.duckdb", lines=3_000, seed=5))
    assert whole == pieces


def test_the_number_of_lines_is_the_one_asked_for(
    facts_and_engine: tuple[demo.DemoFacts, sa.Engine], ask: Ask
) -> None:
    facts = facts_and_engine[0]
    assert LINES - 14 <= facts.lines <= LINES
    assert ask("SELECT count(*) FROM order_items") == [(facts.lines,)]


def test_the_facts_name_the_shop(facts_and_engine: tuple[demo.DemoFacts, sa.Engine]) -> None:
    facts = facts_and_engine[0]
    assert facts.shop == "Larkmoss Home & Garden"
    assert (facts.currency, facts.timezone) == ("GBP", "Europe/London")
    assert facts.source == f"Simulated, seed 2311, {facts.lines:,} lines"


def test_the_books_say_that_every_line_was_loaded(ask: Ask) -> None:
    ((layout, read, loaded, other, amount),) = ask(
        "SELECT layout, rows_read, rows_loaded, rows_unchanged + rows_rejected, amount_loaded "
        "FROM loads"
    )
    assert (layout, read, other) == ("demo", loaded, 0)
    assert ask("SELECT count(*), sum(unit_price * quantity) FROM order_items") == [(loaded, amount)]
    assert ask("SELECT started_at <= finished_at FROM loads") == [(True,)]


def test_too_few_lines_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    engine = sa.create_engine(f"duckdb:///{tmp_path / 'none.duckdb'}")
    with pytest.raises(ValueError, match=r"at least 1,000 lines, not 999\."):
        demo.generate(engine, lines=999, seed=1, progress=silent)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_draft_with_orders_is_refused(tmp_path: Path) -> None:
    engine = _shop(tmp_path / "twice.duckdb", lines=1_000, seed=1)
    with pytest.raises(ValueError, match="holds orders already"):
        demo.generate(engine, lines=1_000, seed=1, progress=silent)
    engine.dispose()


def test_nothing_temporary_stays_and_progress_ends_at_one(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    engine = sa.create_engine(f"duckdb:///{tmp_path / 'shop.duckdb'}")
    demo.generate(engine, lines=1_000, seed=1, progress=lambda *step: steps.append(step))
    fractions = [fraction for _, fraction in steps]
    assert fractions == sorted(fractions)
    assert steps[0] == ("Simulating orders", 0.0)
    assert steps[-1] == ("Simulated shop is ready", 1.0)
    tables = _rows(engine, "SELECT table_name FROM duckdb_tables()")
    assert tables == {(table.name,) for table in (*schema.STAR, *schema.BOOKS)}
    engine.dispose()
