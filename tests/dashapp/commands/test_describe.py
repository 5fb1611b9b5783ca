"""`describe`: an unknown file in words and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashapp.commands.conftest import Command


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A file of no known layout."""
    path = tmp_path / "export.csv"
    path.write_text("Order no,Bought,Paid\n7,2026-05-01,3.50\n", encoding="utf-8")
    return path


def test_json_holds_the_rows_the_suggestion_and_the_fields(command: Command, export: Path) -> None:
    said = command("describe", export, "--json")
    assert said.code == 0
    assert said.json["header"] == ["Order no", "Bought", "Paid"]
    assert said.json["rows"] == [{"Order no": "7", "Bought": "2026-05-01", "Paid": "3.50"}]
    assert said.json["suggestion"]["order_id"] == "Order no"
    assert said.json["suggestion"]["ordered_at"] == "Bought"
    assert said.json["layout"] is None
    assert said.json["fields"][0]["label"] == "Order number"


def test_people_read_two_tables(command: Command, export: Path) -> None:
    said = command("describe", export)
    assert said.code == 0
    assert "export.csv follows no known layout. Its first rows:" in said.out
    assert "2026-05-01" in said.out
    assert "Order number. The same on every row of an order." in said.out


def test_a_file_that_is_not_there_is_a_sentence(command: Command, tmp_path: Path) -> None:
    said = command("describe", tmp_path / "gone.csv")
    assert said.code != 0
    assert "gone.csv" in said.err
    assert "Traceback" not in said.err
