"""How far the data of a release reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.engines import writer_engine
from data.span import NothingSold, Span, span_of
from data.warehouse import View


@pytest.fixture
def facts(tmp_path: Path) -> Iterator[sa.Connection]:
    """Empty fact tables."""
    engine = writer_engine(tmp_path / "facts.duckdb")
    schema.METADATA.create_all(engine, tables=[*schema.FACTS])
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def add(connection: sa.Connection, fact: sa.Table, day: date) -> None:
    """A row of zeros and nothing, on a day."""
    row = {
        column.name: day
        if isinstance(column.type, sa.Date)
        else ("UK" if isinstance(column.type, sa.String) else 0)
        for column in fact.columns
    }
    connection.execute(fact.insert(), row)


def test_the_tiny_shop_reaches_from_4_may_to_20_july(view: View) -> None:
    with view.engine.connect() as connection:
        assert span_of(connection) == Span(date(2026, 5, 4), date(2026, 7, 20), 13, 11)


def test_a_reversal_before_or_after_all_orders_widens_the_span(facts: sa.Connection) -> None:
    add(facts, schema.fact_orders, date(2026, 3, 1))
    add(facts, schema.fact_lines, date(2026, 3, 1))
    assert span_of(facts) == Span(date(2026, 3, 1), date(2026, 3, 1), 1, 1)
    add(facts, schema.fact_reversals, date(2026, 2, 1))
    add(facts, schema.fact_reversals, date(2026, 4, 1))
    assert span_of(facts) == Span(date(2026, 2, 1), date(2026, 4, 1), 1, 1)


def test_payments_do_not_widen_the_span(facts: sa.Connection) -> None:
    add(facts, schema.fact_orders, date(2026, 3, 1))
    add(facts, schema.fact_payments, date(2026, 5, 1))
    assert span_of(facts).last_day == date(2026, 3, 1)


def test_reversals_alone_are_nothing_to_show(facts: sa.Connection) -> None:
    add(facts, schema.fact_reversals, date(2026, 3, 1))
    with pytest.raises(NothingSold, match="no order that counts, so there is nothing to show"):
        span_of(facts)
