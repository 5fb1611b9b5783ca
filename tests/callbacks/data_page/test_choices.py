"""What is chosen in the menus becomes a mapping, or a sentence about the menu to change."""

from __future__ import annotations

from typing import Any

import pytest
from dash import no_update

from callbacks.data_page import choices, mapping_form
from callbacks.data_page.choices import WrongChoice
from data.ingest import mapping as mappings
from data.ingest.mapping import Counts, MappedLayout, OrderLevel
from data.ingest.notation import DateOrder, Notation
from layouts.data_page import mapping

HEADER = ["Beleg", "Datum", "Artikel", "Menge", "Preis", "Stand"]
COLUMNS = {field.name: mapping.NONE for field in mapping.MAPPED} | {
    "order_id": "Beleg",
    "ordered_at": "Datum",
    "product_id": "Artikel",
    "quantity": "Menge",
    "unit_price": "Preis",
}
STATUSES = dict.fromkeys(mapping.STATUSES, "")
CHOSEN: dict[str, Any] = {
    "name": "Kasse Köln",
    "notation": ",.",
    "dates": "day-first",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "level": "first",
    "back": "negative_quantity",
}


def _made(**changes: Any) -> MappedLayout:
    return mappings.parse(choices.as_toml(HEADER, COLUMNS, STATUSES, {**CHOSEN, **changes}))


def test_choices_come_back_from_the_mapping() -> None:
    made = _made().mapping
    assert made.name == "Kasse Köln"
    assert (made.currency, made.timezone) == ("EUR", "Europe/Berlin")
    assert made.notation == Notation(",", ".", DateOrder.DAY_FIRST)
    assert made.items.order_level is OrderLevel.FIRST
    assert made.reversals.negative_quantity
    assert made.items.columns["order_id"].columns == ("Beleg",)
    assert "city" not in made.items.columns


def test_what_is_left_as_it_is_leaves_the_shop_to_say() -> None:
    plain = dict.fromkeys(("dates", "currency", "timezone", "back"), mapping.NONE)
    made = _made(**plain, notation=".", level="repeated").mapping
    assert (made.currency, made.timezone, made.notation) == (None, None, Notation())
    assert not made.reversals.negative_quantity


def test_the_shops_own_words_for_a_status_are_kept() -> None:
    said = {"sale": "bezahlt, Versendet", "order": "", "reversal": "retour", "ignored": "storno"}
    text = choices.as_toml(HEADER, COLUMNS | {"status": "Stand"}, said, CHOSEN)
    assert mappings.parse(text).mapping.statuses == {
        "bezahlt": Counts.SALE,
        "versendet": Counts.SALE,
        "retour": Counts.REVERSAL,
        "storno": Counts.IGNORED,
    }


def test_a_status_column_without_words_counts_every_order() -> None:
    text = choices.as_toml(HEADER, COLUMNS | {"status": "Stand"}, STATUSES, CHOSEN)
    assert mappings.parse(text).mapping.otherwise is Counts.SALE


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("order_id", "Order number: choose the column that holds it."),
        ("ordered_at", "Date: choose the column that holds it."),
        ("unit_price", "Unit price or Line total: choose the column"),
    ],
)
def test_what_is_needed_is_named_as_its_menu_is(missing: str, sentence: str) -> None:
    with pytest.raises(WrongChoice, match=sentence):
        choices.as_toml(HEADER, COLUMNS | {missing: mapping.NONE}, STATUSES, CHOSEN)


def test_one_word_cannot_mean_two_things() -> None:
    said = {**STATUSES, "sale": "offen", "ignored": "Offen"}
    with pytest.raises(WrongChoice, match="“offen” can mean one thing only"):
        choices.as_toml(HEADER, COLUMNS | {"status": "Stand"}, said, CHOSEN)


JUNK: list[Any] = [None, 7, True, "../../x", "'; DROP", ["EUR"], {"a": 1}, "\ud800", "x" * 9000]


@pytest.mark.parametrize("junk", JUNK, ids=lambda value: repr(value)[:20])
def test_nothing_but_what_the_menus_offer_is_taken(junk: Any) -> None:
    for menu in ("notation", "dates", "currency", "timezone", "level", "back"):
        with pytest.raises(WrongChoice, match="choose one of the menu"):
            choices.as_toml(HEADER, COLUMNS, STATUSES, {**CHOSEN, menu: junk})
    with pytest.raises(WrongChoice, match="Order number: choose one of the menu"):
        choices.as_toml(HEADER, COLUMNS | {"order_id": junk}, STATUSES, CHOSEN)


@pytest.mark.parametrize("junk", [7, ["x"], {}, "a\nb", "\x00", "x" * 401], ids=repr)
def test_nothing_but_a_short_line_is_taken_as_words(junk: Any) -> None:
    with pytest.raises(WrongChoice, match="this cannot be used"):
        _made(name=junk)
    with pytest.raises(WrongChoice, match="this cannot be used"):
        choices.as_toml(HEADER, COLUMNS | {"status": "Stand"}, STATUSES | {"sale": junk}, CHOSEN)


def test_menus_are_preset_to_what_the_columns_probably_are() -> None:
    answer = {
        "source": "Kasse 2026-05.csv",
        "header": HEADER,
        "rows": [{"Beleg": "1", "Datum": "3.4.2026", "Preis": "1.234,50"}],
        "suggestion": {"order_id": "Beleg", "unit_price": "Preis", "city": None},
    }
    shown = mapping_form.preset(answer)
    assert shown["values"]["order_id"] == "Beleg"
    assert shown["values"]["city"] == mapping.NONE
    assert shown["notation"] == ",."
    assert shown["name"] == "kasse"
    assert [option["label"] for option in shown["options"]["order_id"]][:2] == [
        "Not in this file",
        "Beleg",
    ]
    assert shown["rows"][0]["c4"] == "1.234,50"


def test_menus_that_were_set_for_these_columns_stay_as_they_are() -> None:
    found = mapping_form.preset({"source": "a.csv", "header": HEADER, "rows": []})
    kept = mapping_form.as_chosen(found)
    assert set(kept["values"].values()) == {no_update}
    assert kept["name"] is kept["notation"] is kept["currencies"] is no_update
    assert kept["options"] == found["options"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [("1,234.50", ".,"), ("1.234,50", ",."), ("1 234,50", ", "), ("12,5", ",."), ("", ".,")],
)
def test_the_marks_of_amounts_are_seen(text: str, marks: str) -> None:
    assert choices.notation_of([{"Preis": text}], ["Preis", ""]) == marks


def test_every_menu_of_marks_is_a_notation() -> None:
    for value, _ in mapping.NOTATIONS:
        assert Notation(value[0], value[1:]).decimal in ".,"
    assert {value for value, _ in mapping.LEVELS} == {level.value for level in OrderLevel}
    assert set(mapping.STATUSES) == {counts.value for counts in Counts}


def test_menus_of_currencies_and_zones_begin_with_what_is_usual() -> None:
    assert [option["value"] for option in choices.currencies()[:4]] == [
        mapping.NONE,
        "GBP",
        "EUR",
        "USD",
    ]
    zones = [option["value"] for option in choices.timezones()]
    assert zones[:2] == [mapping.NONE, "UTC"]
    assert "Europe/London" in zones
