"""What was loaded and what was set aside, on every store."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.answers.loads import loads, reasons, rejects, rejects_csv
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.planted import planted

COLUMNS = ["file", "row", "column", "value", "amount", "reason"]
NEXT_DAY = datetime(2026, 7, 22, 6)  # noqa: DTZ001  # naive UTC as in the books
BROKEN, ODD = "This is no whole number.", "There is no such order, or it was set aside."


def load(key: str, source: str, days: int) -> sa.Executable:
    """A load that many days after the first."""
    parts = ("read", "loaded", "unchanged", "rejected")
    moment = NEXT_DAY + timedelta(days=days)
    return schema.loads.insert().values(
        load_id=key,
        source=source,
        layout="star",
        file_hash="1" * 64,
        started_at=moment,
        finished_at=moment,
        **{f"rows_{part}": 3 for part in parts},
        **{f"amount_{part}": Decimal(3) for part in parts},
    )


def reject(
    key: str, source: str, number: int, value: str, *, reason: str, amount: Any
) -> sa.Insert:
    names = ("load_id", "source", "row_number", "column", "value", "reason", "amount")
    row = (key, source, number, "quantity", value, reason, amount)
    return schema.rejects.insert().values(dict(zip(names, row, strict=True)))


@pytest.fixture
def view(new_store: Callable[[Path], ReleaseStore], tmp_path: Path) -> View:
    """Two loads of a.csv, the second without the fault of the first, and one of b.csv."""
    return planted(
        new_store(tmp_path),
        load("A1", "a.csv", 0),
        load("A2", "a.csv", 1),
        load("B1", "b.csv", 2),
        reject("A1", "a.csv", 2, "four", reason=BROKEN, amount=None),
        reject("A1", "a.csv", 3, "five", reason=BROKEN, amount=None),
        reject("A2", "a.csv", 3, "five", reason=BROKEN, amount=None),
        reject("B1", "b.csv", 9, "=1+1", reason=ODD, amount=Decimal("-2.50")),
        reject("B1", "b.csv", 7, 'say "no", twice', reason=ODD, amount=Decimal("4.00")),
    )


def test_loads_come_with_rows_and_money_the_latest_first(view: View) -> None:
    frame = loads(view)
    assert list(frame["load_id"]) == ["B1", "A2", "A1", "L1"]
    first = frame.set_index("load_id").loc["L1"]
    assert (first["source"], first["rows_read"], first["amount_loaded"]) == ("by hand", 14, 281.0)
    assert frame["finished_at"].iloc[0] == pd.Timestamp("2026-07-24 06:00")


def test_rejects_of_the_latest_loads_leave_out_what_was_corrected(view: View) -> None:
    frame = rejects(view)
    assert list(frame.columns) == COLUMNS
    assert frame[["file", "row", "value"]].values.tolist() == [
        ["a.csv", 3, "five"],
        ["b.csv", 7, 'say "no", twice'],
        ["b.csv", 9, "=1+1"],
    ]
    assert frame["amount"].tolist()[1:] == [4.0, -2.5]


def test_rejects_of_one_load_and_of_a_few_rows(view: View) -> None:
    assert list(rejects(view, "A1")["row"]) == [2, 3]
    assert list(rejects(view, "A1", 1)["row"]) == [2]
    assert rejects(view, "L1").empty


def test_reasons_have_rows_and_money(view: View) -> None:
    frame = reasons(view)
    assert frame[["reason", "rows"]].values.tolist() == [[ODD, 2], [BROKEN, 1]]
    assert frame["amount"].iloc[0] == 6.5
    assert pd.isna(frame["amount"].iloc[1]), "nobody knows what the row was worth"


def test_the_download_has_every_row_and_runs_nothing_in_a_spreadsheet(view: View) -> None:
    rows = list(csv.reader(io.StringIO("".join(rejects_csv(view)), newline="")))
    assert rows[0] == COLUMNS
    assert [row[:4] for row in rows[1:]] == [
        ["a.csv", "3", "quantity", "five"],
        ["b.csv", "7", "quantity", 'say "no", twice'],
        ["b.csv", "9", "quantity", "'=1+1"],
    ]
    assert [row[4] for row in rows[1:]] == ["", "4.0000", "-2.5000"]


def test_the_download_of_nothing_is_a_header(view: View) -> None:
    assert list(rejects_csv(view, "L1")) == ["file,row,column,value,amount,reason\r\n"]


def test_the_download_comes_in_pieces(
    new_store: Callable[[Path], ReleaseStore], tmp_path: Path
) -> None:
    numbers = sa.select(sa.func.unnest(sa.func.range(1, 12_002)).label("n")).subquery()
    columns = [
        sa.literal("A1"), sa.literal("a.csv"), numbers.c.n, sa.literal("quantity"),
        sa.literal("x"), sa.literal(1), sa.literal(BROKEN),
    ]  # fmt: skip
    many = schema.rejects.insert().from_select(schema.rejects.c.keys(), sa.select(*columns))
    view = planted(new_store(tmp_path / "many"), load("A1", "a.csv", 0), many)
    pieces = list(rejects_csv(view))
    assert [piece.count("\n") for piece in pieces] == [1, 5000, 5000, 2001]
    assert pieces[-1].endswith(f"a.csv,12001,quantity,x,1.0000,{BROKEN}\r\n")
