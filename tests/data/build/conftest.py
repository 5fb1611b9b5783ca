"""The tiny shop, built once; and empty databases to build in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.engines import writer_engine
from tests.data import shop

Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """The tiny shop with everything derived from it; only to be read."""
    engine = writer_engine(tmp_path_factory.mktemp("built") / "shop.duckdb")
    shop.build(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[sa.Engine]:
    """The tiny shop's star, for tests that change it before they build."""
    engine = writer_engine(tmp_path / "own.duckdb")
    shop.fill(engine)
    yield engine
    engine.dispose()


def rows(engine: sa.Engine, *columns: sa.ColumnElement[Any]) -> list[tuple[Any, ...]]:
    """The columns' rows in the order in which they lie in the table."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns))]


def change(engine: sa.Engine, *statements: sa.Executable) -> None:
    """Change the star."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
