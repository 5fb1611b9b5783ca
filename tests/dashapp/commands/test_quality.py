"""What is wrong with the data, on the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dashapp.settings import Settings
from data.releases import ReleaseStore
from tests.dashapp.commands.conftest import Command

FILES = {
    "orders": ["order_id,ordered_at,customer_id", "1,2026-05-01 10:00:00,ann", "2,2026-05-02,"],
    "order_items": ["order_id,product_id,quantity,unit_price", "1,mug,2,3.50", "2,tea,1,4.25"],
    "payments": ["payment_id,order_id,method,amount", "P1,1,card,7.00", "P2,2,card,4.25"],
    "products": ["product_id", "mug", "tea"],
}


@pytest.fixture
def shop(command: Command, shop_settings: Settings, shop_store: ReleaseStore) -> Command:
    """The command line on the tiny shop."""
    return lambda *words: command(*words, data_dir=shop_settings.data_dir)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop of two paid orders in euros, ready to be loaded."""
    monkeypatch.setenv("CURRENCY", "EUR")
    made = tmp_path / "files"
    made.mkdir()
    for name, lines in FILES.items():
        (made / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return made


def add(folder: Path, name: str, line: str) -> None:
    with (folder / f"{name}.csv").open("a") as file:
        file.write(f"{line}\n")


def test_quality_lists_every_check_with_rows_and_money(shop: Command) -> None:
    rows = shop("quality", "--format", "json").rows
    assert rows[0]["name"] == "uncategorised_products"
    assert (rows[0]["rows"], rows[0]["amount"]) == (1, 108.0)
    assert "Give them a category" in rows[0]["sentence"]
    written = list(csv.reader(io.StringIO(shop("quality", "--format", "csv").out)))
    assert len(written) == len(rows) + 1
    table = shop("quality").out
    assert "Products without a category" in table


def test_quality_shows_the_rows_of_a_check_and_refuses_one_it_does_not_know(shop: Command) -> None:
    said = shop("quality", "--check", "guest_orders", "--format", "json")
    assert [row["row_id"] for row in said.rows] == ["O3"]
    wrong = shop("quality", "--check", "ghosts")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err.startswith('Error: There is no check "ghosts". There are: ancient_orders,')


def test_a_shop_that_agrees_is_green_and_ends_with_0(shop: Command) -> None:
    said = shop("reconcile", "--format", "json")
    assert (said.code, said.json["light"], said.json["differing"]) == (0, "green", {})
    assert [row["pair"] for row in said.rows][-1] == "order_totals"
    assert "The light is green." in shop("reconcile").out


def test_money_that_differs_ends_with_1_so_that_a_night_job_notices(
    command: Command, folder: Path
) -> None:
    add(folder, "payments", "P3,2,card,4.25")
    assert command("load", folder).code == 0
    said = command("reconcile", "--format", "json")
    assert (said.code, said.json["light"]) == (1, "red")
    (row,) = said.json["differing"]["payments"]
    assert (row["table_name"], row["row_id"], row["difference"]) == ("payments", "P3", 4.25)
    table = command("reconcile")
    assert table.code == 1
    assert "P3" in table.out
    listed = command("reconcile", "--pair", "payments", "--format", "csv")
    assert listed.code == 1
    assert listed.out.splitlines()[1].startswith("payments,P3,")


def test_a_cent_is_a_difference(command: Command, folder: Path) -> None:
    items = (folder / "order_items.csv").read_text().replace("4.25", "4.24")
    (folder / "order_items.csv").write_text(items)
    command("load", folder)
    said = command("reconcile", "--format", "json")
    assert said.code == 1
    (row,) = said.json["differing"]["payments"]
    assert (row["table_name"], row["row_id"], row["difference"]) == ("orders", "2", 0.01)


def test_a_comparison_that_does_not_exist_is_refused(shop: Command) -> None:
    said = shop("reconcile", "--pair", "moons")
    assert said.code == 2
    assert "There are: files, lines, payments, order_totals." in said.err


def test_rejects_are_listed_with_file_row_column_value_and_reason(
    command: Command, folder: Path
) -> None:
    add(folder, "order_items", "7,mug,1,3.50")
    command("load", folder)
    assert command("reconcile").code == 1, "a line is missing"
    said = command("rejects", "--format", "json")
    assert said.rows == [
        {
            "file": "order_items.csv",
            "row": 4,
            "column": "order_id",
            "value": "7",
            "amount": 3.5,
            "reason": "There is no such order, or it was set aside.",
        }
    ]
    assert said.json["reasons"][0]["rows"] == 1
    written = command("rejects", "--format", "csv").out.splitlines()
    assert written[0] == "file,row,column,value,amount,reason"
    assert written[1].startswith("order_items.csv,4,order_id,7,3.5000,")


def test_rejects_of_an_unknown_load_are_refused(shop: Command) -> None:
    said = shop("rejects", "--load", "L9")
    assert (said.code, said.out) == (2, "")
    assert said.err == 'Error: There is no load "L9". There are: L1.\n'
    assert shop("rejects", "--load", "L1").out.strip() == "No rows."
