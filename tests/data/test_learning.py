"""What models read from a draft, on the tiny shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data.engines import writer_engine
from data.learning import read_complete_months
from tests.data import shop


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """The tiny shop, unpublished."""
    engine = writer_engine(tmp_path / "draft.duckdb")
    shop.build(engine)
    yield engine
    engine.dispose()


def test_only_complete_months_are_learned_from(engine: sa.Engine) -> None:
    """The data begin on 4 May and end on 20 July: June alone is whole."""
    june = read_complete_months(engine, shop.FIRST_DAY, "net_sales")
    assert june.to_dict() == {pd.Timestamp("2026-06-01"): 49}
    assert june.dtype == "float64"
    assert isinstance(june.index, pd.DatetimeIndex)
    assert june.index.freqstr == "MS"


def test_a_first_day_on_the_first_keeps_its_month(engine: sa.Engine) -> None:
    months = read_complete_months(engine, date(2026, 5, 1), "gross_sales")
    assert months.tolist() == [50, 53]


def test_without_a_complete_month_there_is_nothing_to_learn(engine: sa.Engine) -> None:
    assert read_complete_months(engine, date(2026, 6, 2), "net_sales").empty
