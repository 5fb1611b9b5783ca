"""Files of orders: what is read, and what is said of a row that cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data.ingest.errors import LoadError
from data.orders_file import OrdersRefused, read_orders


def write(folder: Path, text: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_rows_are_typed_guests_stay_out_and_times_are_cut_off_as_written(tmp_path: Path) -> None:
    text = (
        "Note;Amount;Customer_ID; Date\n"
        "x;12.50;ada;2026-05-04T23:30:00+02:00\n"
        ";-2.5;ada;2026/05/28\n"
        ";7;;2026-05-01\n"
        ";;;\n"
        ";1e2;ben;2026-06-01 08:00\n"
    )
    with read_orders(write(tmp_path, text)) as orders:
        rows = orders.connection.execute(sa.select(orders.table)).all()
    assert [tuple(row) for row in rows] == [
        ("ada", date(2026, 5, 4), Decimal("12.5000")),
        ("ada", date(2026, 5, 28), Decimal("-2.5000")),
        ("ben", date(2026, 6, 1), Decimal("100.0000")),
    ]
    assert (orders.rows, orders.guests) == (3, 1)
    assert (orders.first_day, orders.last_day) == (date(2026, 5, 4), date(2026, 6, 1))
    assert orders.note == "1 row names no customer and stayed out."


HEADER = "customer_id,date,amount\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("customer_id,day,sum\n1,2,3\n", "it lacks date and amount."),
        (HEADER + "1,2026-01-05,2\n1,2026-02-30,2\n", "line 3: date has to be a day (YYYY-MM-DD)"),
        (HEADER + "1,2026-01-05,2\n\n\n1,05/01/2026,2\n", "line 5: date has to be a day"),
        (HEADER + '"1\n2",2026-01-05,2\n1,2026-01-05,abc\n', "line 4: date has to be a day"),
        (HEADER + "1,2026-01-05,nan\n", "line 2: date has to be a day (YYYY-MM-DD) and amount a"),
        (HEADER + "1,2026-01-05,\n", "line 2:"),
        (HEADER + "1,2026-01-05\n", "line 2: The row has 2 fields, the header 3."),
        (HEADER + ",2026-01-05,3\n", "names no customer in any of its 1 rows."),
    ],
)
def test_a_wrong_file_is_refused_with_its_column_or_line(
    tmp_path: Path, text: str, says: str
) -> None:
    with (
        pytest.raises(OrdersRefused, match=r"^orders\.csv") as refused,
        read_orders(write(tmp_path, text)),
    ):
        pass
    assert says in str(refused.value)


def test_an_empty_file_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="empty"), read_orders(write(tmp_path, "")):
        pass


def test_parquet_is_read_too_and_names_a_wrong_row(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"customer_id": [7, 8], "date": [date(2026, 1, 1)] * 2, "amount": [1.25, 2.5]}
    )
    path = tmp_path / "orders.parquet"
    frame.to_parquet(path)
    with read_orders(path) as orders:
        ids = orders.connection.execute(sa.select(orders.table.c.customer_id)).scalars().all()
    assert sorted(ids) == ["7", "8"]
    frame.assign(amount=[1.25, float("nan")]).to_parquet(path)
    with pytest.raises(OrdersRefused, match="row 3"), read_orders(path):
        pass


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with read_orders(write(tmp_path, HEADER + "1,2026-01-05,2\n")) as orders:
        assert orders.rows == 1
    assert list((tmp_path / "temporary").iterdir()) == []
