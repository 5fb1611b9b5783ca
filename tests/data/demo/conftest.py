"""One simulated shop of 30,000 lines for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import demo
from data.progress import silent

LINES = 30_000

Ask = Callable[[str], list[tuple[Any, ...]]]

# The clock of the shop, orders that count, and what a line is worth, for short questions.
_VIEWS = """
CREATE TEMP VIEW sold AS SELECT orders.*, timezone('Europe/London', timezone('UTC', ordered_at))
    AS clock, clock::DATE AS day FROM orders;
CREATE TEMP VIEW lines AS SELECT *, unit_price * quantity - discount AS goods FROM order_items;
"""


@pytest.fixture(scope="session")
def facts_and_engine(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[demo.DemoFacts, sa.Engine]]:
    """The facts that were answered and the engine of the shop."""
    path: Path = tmp_path_factory.mktemp("demo") / "shop.duckdb"
    engine = sa.create_engine(f"duckdb:///{path}")
    facts = demo.generate(engine, lines=LINES, seed=demo.DEFAULT_SEED, progress=silent)
    yield facts, engine
    engine.dispose()


@pytest.fixture(scope="session")
def ask(facts_and_engine: tuple[demo.DemoFacts, sa.Engine]) -> Iterator[Ask]:
    """Rows of a question about the shop; `sold` and `lines` are its orders and lines with more."""
    with facts_and_engine[1].connect() as connection:
        connection.exec_driver_sql(_VIEWS)
        yield lambda question: [tuple(row) for row in connection.exec_driver_sql(question)]
