"""What the models of customer value read and write: pieces, samples, and the way to both stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import learning_value, schema
from data.engines import writer_engine
from data.learning_value import file_buyers, release_buyers, write_calibration, write_values
from data.orders_file import read_orders
from data.releases import ReleaseStore
from tests.data import regular_buyers as made
from tests.data import shop


def test_pieces_hold_everybody_once_however_small_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made.orders(customers=60)
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(rows))
    with read_orders(path) as orders, file_buyers(orders, made.LAST_DAY) as buyers:
        whole = pd.concat(buyers.pieces(), ignore_index=True)
        monkeypatch.setattr(learning_value, "PIECE", 7)
        pieces = list(buyers.pieces())
        assert [len(piece) for piece in pieces] == [7] * 8 + [4]
        pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), whole)
    assert whole["customer"].tolist() == sorted({str(key) for key in rows["customer_key"]})


def test_of_many_customers_a_part_is_learnt_from_and_everybody_is_in_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_value, "MOST_LEARNT", 100)
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(made.orders(customers=300)))
    with read_orders(path) as orders, file_buyers(orders, made.LAST_DAY) as buyers:
        assert (buyers.size, buyers.every) == (300, 3)
        assert 70 <= buyers.cells()["customers"].sum() <= 130
        assert buyers.facts()["buyers"] == 300
        everybody = pd.concat(buyers.pieces())
        least, most = buyers.range().to_dict("records")
        for name in ("repeat_days", "last_age", "age"):
            assert (least[name], most[name]) == (everybody[name].min(), everybody[name].max())


def test_nothing_temporary_stays_in_the_draft(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / "draft.duckdb")
    made.fill(engine, made.orders(customers=40))
    with release_buyers(engine, made.LAST_DAY) as buyers, buyers.as_of(date(2025, 9, 1)) as before:
        assert before.size < buyers.size
        assert sum(len(piece) for piece in buyers.pieces()) == buyers.size
    names = set(sa.inspect(engine).get_table_names())
    with engine.connect() as connection:
        temporary = connection.exec_driver_sql(
            "SELECT table_name FROM duckdb_tables() WHERE temporary"
        ).all()
    engine.dispose()
    assert temporary == []
    assert names == {table.name for table in schema.DERIVED}


def test_values_reach_whoever_serves_the_release(
    tmp_path: Path, new_store: Callable[..., ReleaseStore]
) -> None:
    store = new_store(tmp_path)
    values = pd.DataFrame(
        {
            "customer_key": [1, 2],
            "repeat_days": [2, 0],
            **{name: [0.5, 0.25] for name in ("p_alive", "orders_90", "orders_365")},
            **{name: [10.0, 5.5] for name in ("value_90", "value_365", "value_365_lo")},
            **{name: [99.0, 11.0] for name in ("value_365_hi", "value_per_order")},
            "next_order_on": pd.Series(["2026-08-01", None], dtype="datetime64[us]"),
            "next_order_from": pd.to_datetime(["2026-07-22", "2027-01-01"]),
            "next_order_to": pd.Series(["2027-08-01", None], dtype="datetime64[us]"),
            "overdue": [True, False],
        }
    )
    tenths = pd.DataFrame(
        [[1, 2, 0.5, 1.0, 10.0, 20.0]], columns=list(schema.value_calibration.c.keys())
    )
    with store.begin() as draft:
        shop.build(draft.engine)
        with draft.engine.begin() as connection:
            write_values(connection, [values.iloc[:1], values.iloc[1:]])
            write_calibration(connection, tenths)
            write_calibration(connection, tenths)
        info = shop.info_of(draft)
        draft.publish(info)
    engine = store.reader(info.id)
    with engine.connect() as connection:
        table = schema.customer_value
        rows = connection.execute(sa.select(table).order_by(table.c.customer_key)).all()
        kept = connection.execute(sa.select(schema.value_calibration)).all()
    engine.dispose()
    assert [tuple(row)[:5] for row in rows] == [(1, 2, 0.5, 0.5, 0.5), (2, 0, 0.25, 0.25, 0.25)]
    assert [row.next_order_on for row in rows] == [date(2026, 8, 1), None]
    assert [row.overdue for row in rows] == [True, False]
    assert [tuple(row) for row in kept] == [(1, 2, 0.5, 1.0, 10.0, 20.0)]
