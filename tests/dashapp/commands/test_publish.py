"""Loading, simulating, learning again, and looking after what was published."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data.stores import FileStore
from tests.dashapp.commands.conftest import Command, Said

# Two orders of three kinds of pieces: 2 x 3.50 + 4.00 to ann, 4.25 to a guest.
FILES = {
    "orders": ["order_id,ordered_at,customer_id", "1,2026-05-01 10:00:00,ann", "2,2026-05-02,"],
    "order_items": [
        "order_id,product_id,quantity,unit_price",
        "1,mug,2,3.50",
        "1,tea,1,4",
        "2,tea,1,4.25",
    ],
    "products": ["product_id", "mug", "tea"],
}


@pytest.fixture
def star(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the product's own layout, of a shop that sells in euros."""
    monkeypatch.setenv("CURRENCY", "EUR")
    folder = tmp_path / "files"
    folder.mkdir()
    for name, lines in FILES.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def total(said: Said, name: str) -> float:
    value: float = said.json["metrics"][name]["value"]
    return value


def test_a_folder_of_csv_files_becomes_a_shop_one_can_ask(command: Command, star: Path) -> None:
    said = command("load", star, "--json")
    assert said.code == 0
    assert said.json["changed"] is True
    rows = {file["source"]: file["rows"]["loaded"] for file in said.json["files"]}
    assert rows == {"orders.csv": 2, "order_items.csv": 3, "products.csv": 2}
    kpis = command("query", "kpis")
    assert kpis.json["release"] == said.json["release"]
    assert [total(kpis, n) for n in ("gross_sales", "orders", "customers")] == [15.25, 2, 1]


def test_amounts_without_a_currency_are_refused(
    command: Command, star: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURRENCY")
    said = command("load", star)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Error: Say which currency the amounts are in")
    assert command("query", "kpis").err.startswith("Error: There are no data yet.")


def test_too_few_customers_and_months_to_learn_from_do_not_stop_a_load(
    command: Command, star: Path
) -> None:
    said = command("load", star, "--json")
    assert said.code == 0
    assert said.json["changed"] is True, "warnings stand on standard error, beside the answer"
    assert "step='Finding customer clusters' why=" in said.err
    assert "Forecasts need at least 3; there are 0." in said.err
    assert command("query", "segments").rows[0]["segment"] == "Not in a cluster"
    forecast = command("query", "forecast")
    assert (forecast.code, forecast.out) == (1, "")
    assert forecast.err.startswith("Error: Forecasts need at least 3")


def test_a_load_says_what_it_read_and_what_it_published(command: Command, star: Path) -> None:
    said = command("load", star)
    assert "order_items.csv (star): 3 (15.25 " in said.out
    assert "Published My shop: 2 orders, 3 lines, 2026-05-01 to 2026-05-02 (release " in said.out


def test_the_same_folder_again_changes_nothing(
    command: Command, star: Path, tmp_path: Path
) -> None:
    command("load", star)
    served = FileStore(tmp_path / "releases").current_id()
    again = command("load", star)
    assert again.code == 0
    assert "Nothing changed: what is served stays as it is." in again.out
    as_json = command("load", star, "--json").json
    assert (as_json["changed"], as_json["release"]) == (False, None)
    assert FileStore(tmp_path / "releases").current_id() == served


def test_a_corrected_file_replaces_its_rows(command: Command, star: Path) -> None:
    command("load", star)
    items = [*FILES["order_items"][:3], "2,tea,2,4.25"]
    (star / "order_items.csv").write_text("\n".join(items) + "\n")
    assert command("load", star).code == 0
    assert total(command("query", "kpis"), "gross_sales") == 19.5


def test_a_source_that_follows_no_layout_is_refused_and_the_old_numbers_stay(
    command: Command, star: Path, tmp_path: Path
) -> None:
    command("load", star)
    odd = tmp_path / "odd.csv"
    odd.write_text("colour,shape\nred,round\n")
    said = command("load", odd)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Error: ")
    assert "Traceback" not in said.err
    assert total(command("query", "kpis"), "orders") == 2


def test_a_shop_without_an_order_that_counts_is_not_published(command: Command, star: Path) -> None:
    (star / "orders.csv").write_text("order_id,ordered_at\n")
    (star / "order_items.csv").write_text("order_id,product_id,quantity,unit_price\n")
    said = command("load", star)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert command("query", "kpis").err.startswith("Error: There are no data yet.")


def test_a_layout_that_does_not_exist_is_refused_with_those_that_do(
    command: Command, star: Path
) -> None:
    said = command("load", star, "--layout", "sap")
    assert said.code == 1
    assert "There is no layout “sap”. Known are: online-retail, olist," in said.err


def test_a_demo_is_published_marked_as_simulated_and_can_be_forecast(command: Command) -> None:
    said = command("demo", "--lines", 1500, "--seed", 3, "--json")
    assert said.code == 0
    assert said.json["simulated"] is True
    assert 1_455 <= said.json["lines"] <= 1_545
    kpis = command("query", "kpis")
    assert total(kpis, "orders") == said.json["orders"]
    assert kpis.json["as_of"] == said.json["as_of"]
    forecast = command("query", "forecast", "--horizon", 2)
    assert list(forecast.rows[0]) == ["ds", "yhat", "lo80", "hi80", "lo95", "hi95", "model"]
    assert len(forecast.rows) == 2
    assert command("check").out.endswith(": every check passed.\n")


@pytest.mark.parametrize("lines", [0, 999, -5])
def test_a_demo_of_too_few_lines_is_a_usage_error(command: Command, lines: int) -> None:
    said = command("demo", "--lines", lines)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"Error: A simulated shop needs at least 1,000 lines, not {lines}.\n"


def test_training_again_publishes_the_same_numbers(command: Command, star: Path) -> None:
    command("load", star)
    before = command("query", "kpis").json
    said = command("train", "--json")
    assert (said.code, said.json["orders"], said.json["lines"]) == (0, 2, 3)
    after = command("query", "kpis").json
    assert after["metrics"] == before["metrics"]
    assert after["release"] == said.json["release"] != before["release"]


def test_releases_are_listed_newest_first_and_one_can_go_back(command: Command, star: Path) -> None:
    first = command("load", star, "--json").json["release"]
    second = command("train", "--json").json["release"]
    listed = command("releases", "--format", "json")
    assert listed.json["current"] == second
    assert [(row["release"], row["served"]) for row in listed.rows] == [
        (second, "yes"),
        (first, ""),
    ]
    back = command("rollback", first)
    assert back.out == f"Now served: {first}. Running workers notice within seconds.\n"
    assert command("query", "kpis").json["release"] == first
    assert f"{first} " in command("releases").out


def test_going_back_to_what_is_not_there_is_refused(command: Command, star: Path) -> None:
    release = command("load", star, "--json").json["release"]
    said = command("rollback", "20200101T000000Z-0000")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"Error: There is no release '20200101T000000Z-0000'. There are: {release}.\n"
    )


def test_no_releases_is_an_empty_list(command: Command) -> None:
    said = command("releases", "--format", "json")
    assert (said.code, said.json) == (0, {"current": None, "rows": []})


def test_a_check_finds_a_sum_that_was_changed(command: Command, star: Path, tmp_path: Path) -> None:
    release = command("load", star, "--json").json["release"]
    path = FileStore(tmp_path / "releases").path(release)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as database:
        database.execute("UPDATE fact_orders SET gross = gross + 0.01 WHERE order_key = 1")
    said = command("check")
    assert (said.code, said.out) == (1, "")
    assert "The line fact and the order fact: gross should be equal" in said.err
