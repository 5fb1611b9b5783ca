"""`clv`: the customers of any file of orders, valued."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.dashapp.commands.conftest import Command
from tests.data import regular_buyers as made

COLUMNS = [
    *("customer_id", "repeat_days", "p_alive", "expected_orders", "expected_orders_lo"),
    *("expected_orders_hi", "expected_value", "expected_value_lo", "expected_value_hi"),
    *("value_per_order", "next_order", "next_order_from", "next_order_to", "overdue", "model"),
]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return made.orders()


@pytest.fixture(scope="module")
def orders(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    path.write_text(made.as_csv(rows))
    return path


def test_csv_holds_a_line_per_customer_and_standard_error_says_how_far_to_trust_it(
    command: Command, orders: Path, rows: pd.DataFrame
) -> None:
    said = command("clv", orders, "--horizon-days", 90)
    assert said.code == 0
    assert said.out.startswith(",".join(COLUMNS) + "\r\n")
    found = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["customer_id"] for row in found] == sorted(
        {str(key) for key in rows["customer_key"]}
    )
    for row in found:
        low, mean, high = (
            float(row[f"expected_{name}"]) for name in ("value_lo", "value", "value_hi")
        )
        assert low <= high
        assert mean == pytest.approx(
            float(row["expected_orders"]) * float(row["value_per_order"]), rel=1e-3, abs=1e-4
        )
        assert 0 <= float(row["p_alive"]) <= 1
        assert date.fromisoformat(row["next_order_from"]) > made.LAST_DAY
    assert "learnt from 900 buyers. Held against the last 140 days" in said.err


def test_json_says_model_parameters_and_what_was_left_out(
    command: Command, rows: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(rows) + ",2026-01-01,10\n,2026-01-02,10\n")
    answer = command("clv", path, "--format", "json").json
    assert list(answer) == ["as_of", "model", "parameters", "scores", "note", "trust", "rows"]
    assert answer["note"] == "2 rows name no customer and stayed out."
    assert answer["as_of"] == f"{made.LAST_DAY}"
    assert {"r", "alpha", "a", "b", "p", "q", "gamma"} < set(answer["parameters"])
    assert answer["trust"].startswith(answer["model"])
    assert len(answer["rows"]) == 900
    assert list(answer["rows"][0]) == COLUMNS


def test_as_of_an_earlier_day_later_rows_are_not_read(
    command: Command, orders: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    day = made.LAST_DAY - timedelta(days=60)
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(rows[rows["date"] <= day]))
    whole = command("clv", orders, "--as-of", day)
    cut = command("clv", path, "--as-of", day)
    assert whole.out == cut.out


def test_money_taken_back_is_no_order_and_lowers_the_value(
    command: Command, orders: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    loyal = rows["customer_key"].value_counts().index[0]
    back = pd.DataFrame(
        {"customer_key": [loyal], "date": [made.LAST_DAY - timedelta(1)], "amount": [-50.0]}
    )
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(pd.concat([rows, back])))
    before, after = (
        {row["customer_id"]: row for row in command("clv", file, "--format", "json").rows}[
            f"{loyal}"
        ]
        for file in (orders, path)
    )
    assert after["repeat_days"] == before["repeat_days"]
    assert after["value_per_order"] < before["value_per_order"]


def test_a_discount_lowers_values_and_no_orders(command: Command, orders: Path) -> None:
    plain, less = (
        pd.DataFrame(command("clv", orders, "--format", "json", *options).rows)
        for options in ((), ("--discount", 0.1))
    )
    assert less["expected_orders"].tolist() == plain["expected_orders"].tolist()
    assert (less["expected_value"] < plain["expected_value"]).all()


def test_what_cannot_be_valued_is_a_sentence_unless_it_is_wanted_anyway(
    command: Command, rows: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(rows[rows["customer_key"] < 300]))
    said = command("clv", path)
    assert (said.code, said.out) == (1, "")
    assert "Customers are not valued. It takes 500 buyers, and there are 299 so far." in said.err
    anyway = command("clv", path, "--anyway")
    assert anyway.code == 0
    assert anyway.out.count("\r\n") == 300
    assert "Not to be relied on. It takes 500 buyers" in anyway.err


def test_nobody_who_came_back_is_a_sentence_even_then(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,date,amount\n1,2026-01-05,2\n2,2026-01-06,3\n")
    said = command("clv", path, "--anyway")
    assert said.code == 1
    assert "Nobody came back, so nothing can be said about coming back." in said.err


def test_wrong_files_and_days_are_a_matter_of_usage(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,date,amount\n1,2026-01-05,2\n1,2026-13-06,3\n")
    said = command("clv", path)
    assert said.code == 2
    assert "orders.csv, line 3: date has to be a day (YYYY-MM-DD) and amount a number." in said.err
    path.write_text("customer,date,amount\n1,2026-01-05,2\n")
    assert "it lacks customer_id." in command("clv", path).err
    path.write_text("customer_id,date,amount\n1,2026-01-05,2\n")
    said = command("clv", path, "--as-of", "2025-12-31")
    assert said.code == 2
    assert "orders.csv begins on 2026-01-05" in said.err


def test_a_customer_that_a_spreadsheet_would_run_is_defused(
    command: Command, rows: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(made.as_csv(rows) + f"=1+1,{made.LAST_DAY},10\n")
    found = list(csv.DictReader(io.StringIO(command("clv", path).out)))
    assert found[-1]["customer_id"] == "'=1+1"
