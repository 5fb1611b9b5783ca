"""What is said of a file that follows no known layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest import LAYOUTS, LoadError, mapping
from tests.data.ingest.store import Store


def test_a_file_is_shown_with_its_first_rows_and_a_suggestion(store: Store) -> None:
    rows = [f"{n};0{n}.05.2026;Tasse;{n};3,50" for n in range(1, 8)]
    path = store.write("export.csv", "Bestellung;Datum;Artikel;Menge;Einzelpreis", *rows)
    seen = mapping.describe(path, LAYOUTS)
    assert (seen.source, seen.layout) == ("export.csv", None)
    assert seen.header == ("Bestellung", "Datum", "Artikel", "Menge", "Einzelpreis")
    assert len(seen.rows) == 5
    assert seen.rows[0] == {
        "Bestellung": "1",
        "Datum": "01.05.2026",
        "Artikel": "Tasse",
        "Menge": "1",
        "Einzelpreis": "3,50",
    }
    assert {field: column for field, column in seen.suggestion.items() if column} == {
        "order_id": "Bestellung",
        "ordered_at": "Datum",
        "product_id": "Artikel",
        "quantity": "Menge",
        "unit_price": "Einzelpreis",
    }


def test_a_known_layout_is_named(store: Store) -> None:
    path = store.sales("1,85123A,Lamp,2,2010-12-01 08:26,2.55,17850,France")
    seen = mapping.describe(path, LAYOUTS)
    assert seen.layout == "online-retail"
    assert seen.rows[0]["Customer ID"] == "17850"


def test_the_answer_holds_what_menus_need(store: Store) -> None:
    path = store.write("export.csv", "No,When", "1,2026-05-01", f"2,{'x' * 300}")
    answer = mapping.describe(path, LAYOUTS).as_json()
    assert list(answer) == ["source", "header", "rows", "layout", "suggestion", "fields"]
    assert len(answer["rows"][1]["When"]) == 200
    required = [field["name"] for field in answer["fields"] if field["required"]]
    assert required == ["order_id", "ordered_at"]
    assert {"name", "label", "required", "help"} == set(answer["fields"][0])
    assert set(answer["suggestion"]) == {field["name"] for field in answer["fields"]}


def test_a_suggestion_can_be_written_as_a_mapping_and_loaded(store: Store) -> None:
    header = "Bestellung;Datum;Artikel;Menge;Einzelpreis"
    path = store.write("export.csv", header, "1;01.05.2026;Tasse;2;3,50")
    seen = mapping.describe(path, LAYOUTS)
    text = mapping.as_toml(
        seen.suggestion, notation=mapping.Notation(",", "."), timezone="UTC", currency="EUR"
    )
    report = store.load(path, layout=mapping.parse(text))
    assert report.files[0].amount_loaded == 7


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(LoadError, match=r"empty\.csv is empty"):
        mapping.describe(path, LAYOUTS)
