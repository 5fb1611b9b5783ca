"""Tables: columns and rows."""

from __future__ import annotations

import pandas as pd

from data.metrics import Format
from layouts import states, tables
from layouts.tables import Column, Kind


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    words, money = tables.definitions(
        (Column("label", "Product"), Column("value", "Net sales", Kind.MONEY))
    )
    assert "cellClass" not in words
    assert "ag-right-aligned-cell" in money["cellClass"]
    assert money["headerClass"] == "ag-right-aligned-header"
    assert money["valueFormatter"] == {"function": "shopFormat(params, 'money')"}
    assert money["minWidth"] == 132


def test_a_number_in_words_stands_to_the_right_and_stays_words() -> None:
    (written,) = tables.definitions((Column("value", "Value", number=True),))
    assert written["cellClass"] == "num ag-right-aligned-cell"
    assert written["headerClass"] == "ag-right-aligned-header"
    assert "valueFormatter" not in written


def test_a_column_that_holds_another_kind_is_another_column_to_the_grid() -> None:
    pounds, pieces = tables.definitions(
        (Column("value", "Net sales", Kind.MONEY), Column("value", "Units", Kind.COUNT))
    )
    assert pounds["field"] == pieces["field"] == "value"
    assert pounds["colId"] != pieces["colId"]


def test_rows_carry_days_currency_and_none_for_what_is_missing() -> None:
    frame = pd.DataFrame(
        {
            "period": pd.to_datetime(["2026-11-01", "2026-12-01"]),
            "value": [12.5, float("nan")],
            "orders": pd.array([3, None], dtype="Int64"),
        }
    )
    assert tables.rows(frame, "EUR") == [
        {"period": "2026-11-01", "value": 12.5, "orders": 3, "currency": "EUR"},
        {"period": "2026-12-01", "value": None, "orders": None, "currency": "EUR"},
    ]
    assert frame["value"].isna().sum() == 1


def test_an_empty_frame_is_an_empty_table() -> None:
    assert tables.rows(pd.DataFrame({"value": []}), "GBP") == []


def test_every_format_of_a_metric_has_a_kind_of_column() -> None:
    assert [tables.kind_of(fmt).value for fmt in Format] == ["money", "count", "percent", "ratio"]


def test_a_card_that_has_nothing_says_why_and_how_to_undo_it() -> None:
    state = states.empty("No orders from Champions.", "Clear cluster filter", "clear:segments")
    assert state.class_name == "card-body-x is-empty"
    assert state.title == "No orders match these filters"
    assert state.undo_class == "btn btn-primary undo"
    assert states.READY.undo_class.endswith("is-hidden")


def test_a_failed_card_blames_nobody_and_names_a_reference() -> None:
    state = states.failed("The forecast", "7f3a-19c2")
    assert state.title == "The forecast could not be drawn"
    assert "7f3a-19c2" in state.text
    assert (state.undo_label, state.undo_value) == ("Try again", "retry")
    assert states.too_little("Too few customers", "50 are needed, 17 are here.").text.endswith(
        "17 are here."
    )
    assert states.not_available("No returns file", "Load one.").class_name.endswith("is-missing")


def test_one_tab_is_enough_to_leave_a_table() -> None:
    options = tables.grid("x", (), label="X").children.dashGridOptions
    assert options["tabToNextCell"] == options["tabToNextHeader"]
    assert "shopTab(" in options["tabToNextCell"]["function"]
