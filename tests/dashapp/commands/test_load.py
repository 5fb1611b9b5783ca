"""Looking before loading, limits of what is set aside, and what other programs read of a load."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.dashapp.commands.conftest import Command

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
SALES = (
    "1,MUG,RED MUG,2,2009-12-01 08:26:00,3.50,17,Ireland",
    "1,TEA,GREEN TEA,1,2009-12-01 08:26:00,4.00,17,Ireland",
    "2,MUG,RED MUG,x,2009-12-02 08:26:00,3.50,18,Ireland",
)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """Two lines worth 11.00, and one without a quantity."""
    file = tmp_path / "sales.csv"
    file.write_text("\n".join([HEADER, *SALES]) + "\n")
    return file


def test_a_dry_run_says_what_was_recognised_stored_and_set_aside_and_publishes_nothing(
    command: Command, sales: Path
) -> None:
    said = command("load", sales, "--dry-run")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == (
        "Recognised: Online Retail (one flat file of invoice lines) (online-retail), amounts in "
        "GBP, times in Europe/London."
    )
    assert "order_items, as they would be stored:" in lines
    assert (
        "  order_item_id 1-1, order_id 1, product_id MUG, quantity 2, unit_price 3.50, "
        "discount 0.00" in lines
    )
    assert "  sales.csv, row 4, column Quantity “x”: This is no whole number." in lines
    assert lines[-1] == "Nothing was published."
    assert command("query", "kpis").err.startswith("Error: There are no data yet.")


def test_a_dry_run_for_other_programs_is_one_json_object(command: Command, sales: Path) -> None:
    seen = command("load", sales, "--dry-run", "--json").json
    assert (seen["dry_run"], seen["would_change"], seen["layout"]) == (True, True, "online-retail")
    assert (seen["currency"], seen["timezone"]) == ("GBP", "Europe/London")
    assert seen["report"]["files"][0]["rows"] == {
        "read": 3,
        "loaded": 2,
        "unchanged": 0,
        "rejected": 1,
    }
    assert [row["row"] for row in seen["set_aside"]] == [4]


def test_a_dry_run_of_what_is_loaded_already_says_that_nothing_would_change(
    command: Command, sales: Path
) -> None:
    command("load", sales)
    lines = command("load", sales, "--dry-run").out.splitlines()
    assert (lines[0], lines[-1]) == ("Every file was loaded before.", "Nothing would change.")


def test_too_many_rows_set_aside_stop_the_load_and_are_written_down(
    command: Command, sales: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    said = command("load", sales, "--max-rejects", "30%", "--rejects", rejects)
    assert said.code == 1
    assert "1 of 3 rows would be set aside, more than the limit of 30% allows." in said.err
    assert rejects.read_text().splitlines()[1:] == [
        "sales.csv,4,Quantity,x,,This is no whole number."
    ]
    assert command("load", sales, "--max-rejects", "1").code == 0


def test_files_of_another_layout_give_the_shop_neither_another_name_nor_other_days(
    command: Command, sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_NAME", "Mugs & Co")
    monkeypatch.setenv("BUSINESS_TIMEZONE", "Asia/Tokyo")
    command("load", sales)
    monkeypatch.delenv("SHOP_NAME")
    monkeypatch.delenv("BUSINESS_TIMEZONE")
    more = tmp_path / "more.csv"
    more.write_text("\n".join([HEADER, SALES[0].replace("1,MUG", "9,MUG")]) + "\n")
    said = command("load", more, "--json").json
    assert (said["changed"], said["shop"], said["timezone"]) == (True, "Mugs & Co", "Asia/Tokyo")


def test_a_wrong_limit_is_a_sentence(command: Command, sales: Path) -> None:
    said = command("load", sales, "--max-rejects", "some")
    assert "“some” is no limit of rows to set aside" in said.err


def test_a_failure_is_told_in_json_too_where_that_was_asked_for(
    command: Command, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.csv"
    said = command("load", missing, "--json")
    assert said.code == 2
    assert said.json == {"error": f"There is no file or folder {missing}."}
    assert said.err == f"Error: There is no file or folder {missing}.\n"


def test_the_running_step_stands_in_a_file_for_whoever_watches(
    command: Command, sales: Path, tmp_path: Path
) -> None:
    progress = tmp_path / "progress.json"
    assert command("load", sales, "--progress", progress).code == 0
    assert orjson.loads(progress.read_bytes()) == {"step": "Published", "fraction": 1.0}
    assert not list(tmp_path.glob("*.new"))
