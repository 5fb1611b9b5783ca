"""What models read from a draft and write back, on the tiny shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.engines import writer_engine
from data.learning import read_complete_months, read_rfm, write_segments
from tests.data import shop


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """The tiny shop, unpublished."""
    engine = writer_engine(tmp_path / "draft.duckdb")
    shop.build(engine)
    yield engine
    engine.dispose()


def rows(engine: sa.Engine, table: sa.Table) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table))]


def test_rfm_is_one_row_per_customer_by_key(engine: sa.Engine) -> None:
    frame = read_rfm(engine)
    assert list(frame.columns) == ["customer_key", "recency_days", "frequency", "monetary"]
    assert frame.to_numpy().tolist() == [
        [1, 18, 3, 32],
        [2, 17, 2, 21],
        [3, 35, 1, 13],
        [4, 0, 2, 76],
        [5, 10, 1, 0],
    ]
    assert frame["monetary"].dtype == "float64"


def test_customers_beyond_the_look_back_are_not_learned_from(engine: sa.Engine) -> None:
    features = schema.customer_features
    with engine.begin() as connection:
        forget = sa.update(features).where(features.c.customer_key == 3)
        connection.execute(forget.values(recency_days=None))
    assert read_rfm(engine)["customer_key"].tolist() == [1, 2, 4, 5]


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


def test_new_clusters_replace_the_old_ones(engine: sa.Engine) -> None:
    members = pd.DataFrame({"customer_key": [2, 4], "cluster": [0, 0], "segment": ["All", "All"]})
    profiles = pd.DataFrame(
        {
            "cluster": [0],
            "segment": ["All"],
            "customers": [2],
            "recency_days": [8.5],
            "frequency": [2.0],
            "monetary": [48.5],
        }
    )
    for _ in range(2):
        write_segments(engine, members, profiles)
        assert rows(engine, schema.customer_segments) == [(2, 0, "All"), (4, 0, "All")]
        assert rows(engine, schema.segment_profiles) == [(0, "All", 2, 8.5, 2.0, 48.5)]


def test_clusters_that_cannot_be_written_leave_the_old_ones(engine: sa.Engine) -> None:
    before = rows(engine, schema.customer_segments)
    members = pd.DataFrame({"customer_key": [1], "cluster": [0], "segment": ["All"]})
    with pytest.raises(KeyError, match="customers"):
        write_segments(engine, members, pd.DataFrame({"cluster": [0], "segment": ["All"]}))
    assert rows(engine, schema.customer_segments) == before
    assert len(before) == 5
