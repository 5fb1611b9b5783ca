"""Files of cards: all rows, the numbers of the page, and what they are made of."""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from callbacks import exports
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.decks import DECKS, all_cards
from callbacks.services import Services
from layouts import kpi
from layouts.tables import Column, Kind
from layouts.tabs import Tab

TOP_PRODUCTS = next(drawn for drawn in DECKS[Tab.OVERVIEW] if drawn.title == "Top products")
COLUMNS = (Column("name", "Product"), Column("value", "Net sales", Kind.MONEY))


@pytest.fixture
def asked(services: Services) -> Asked:
    return read(services, "period=all")


def drawn(card: Card) -> Drawn:
    return Drawn(kpi.PRODUCTS, "Top products", lambda _asked, _mode: card)


def lines(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("# "))
    return list(csv.reader(io.StringIO(body, newline="")))


def test_both_forms_of_every_card_hold_the_rows_of_its_table(asked: Asked) -> None:
    for card in all_cards():
        shown = card.card(asked, "light")
        table = lines(exports.file_of(asked, card, "csv"))
        assert table[0] == [column.label for column in shown.columns], card.ids.prefix
        assert len(table) - 1 == len(exports.all_rows(shown, asked.currency)[0]), card.ids.prefix
        book = load_workbook(io.BytesIO(exports.file_of(asked, card, "xlsx")))
        assert book["Table"].max_row == max(len(table), 1), card.ids.prefix


def test_a_file_says_period_filters_release_and_definitions(services: Services) -> None:
    asked = read(services, "from=2026-06-04&to=2026-07-03&country=Germany")
    text = exports.file_of(asked, TOP_PRODUCTS, "csv").decode("utf-8-sig")
    stamp = [line[2:].strip() for line in text.splitlines() if line.startswith("# ")]
    assert stamp[0] == "Top products"
    assert "Period: 4 Jun – 3 Jul 2026" in stamp
    assert "Filters: Country: Germany" in stamp
    assert "Data to: 20 Jul 2026" in stamp
    assert f"Release: {asked.view.release.id}" in stamp
    assert "Currency: GBP" in stamp
    assert any(line.startswith("Net sales by order day: Net sales with each") for line in stamp)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_product_whose_name_looks_like_a_formula_arrives_as_text(
    asked: Asked, first: str
) -> None:
    name = f"{first}1+1"
    card = drawn(Card(rows=[{"name": name, "value": 1.5}], columns=COLUMNS))
    assert lines(exports.file_of(asked, card, "csv"))[1] == [f"'{name}", "1.5"]
    cell = load_workbook(io.BytesIO(exports.file_of(asked, card, "xlsx")))["Table"]["A2"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", name)


def test_a_table_that_shows_a_part_is_saved_as_a_whole(asked: Asked) -> None:
    whole = pd.DataFrame({"name": ["a", "b", "c"], "value": [3.0, 2.0, 1.0]})
    card = Card(rows=[{"name": "a", "value": 3.0}], columns=COLUMNS, whole=lambda: whole)
    assert [row[0] for row in lines(exports.file_of(asked, drawn(card), "csv"))[1:]] == list("abc")


def test_a_table_without_end_is_cut_and_says_so(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS", 2)
    card = Card(rows=[{"name": n, "value": 1.0} for n in "abc"], columns=COLUMNS)
    data = exports.file_of(asked, drawn(card), "csv")
    assert len(lines(data)) == 3
    assert "Cut: the first 2 rows only" in data.decode()


def test_a_file_is_named_after_its_card_and_days(asked: Asked) -> None:
    name = exports.name_of(asked, kpi.PRODUCTS, "xlsx")
    assert name == "overview-products_2026-05-04_2026-07-20.xlsx"


def test_a_card_that_has_nothing_to_show_gives_a_file_that_says_so(asked: Asked) -> None:
    empty = replace(asked, selection=asked.selection)
    data: Any = exports.file_of(empty, drawn(Card(title="Top products")), "csv")
    assert base64.b64encode(data)
    assert lines(data) == [[]]


def test_a_link_puts_no_formula_into_the_lines_above_a_table(services: Services) -> None:
    asked = read(services, "period=all&country=x,%3DHYPERLINK(%22//evil.example%22)&country=UK")
    text = exports.file_of(asked, TOP_PRODUCTS, "csv").decode("utf-8-sig")
    assert "# Filters: Country: x,'=HYPERLINK(" in text


def test_more_files_than_two_at_a_time_are_refused_with_a_sentence(client: FlaskClient) -> None:
    listed = client.get("/_dash-dependencies").get_json()
    item = next(i for i in listed if '"take"' in i["inputs"][0]["id"])
    one = {"type": "take", "card": "overview-products", "form": "csv"}
    pressed = {"id": one, "property": "n_clicks", "value": 1}
    body = {
        "output": item["output"],
        "outputs": {"id": "download", "property": "data"},
        "inputs": [[pressed]],
        "state": [{**item["state"][0], "value": "?period=all"}],
        "changedPropIds": [f"{json.dumps(one, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }

    def asked() -> str:
        return client.post("/_dash-update-component", json=body).get_data(as_text=True)

    with exports.TWO_AT_A_TIME.taken(), exports.TWO_AT_A_TIME.taken():
        assert "Other files are being made" in asked()
    assert "overview-products_2026-05-04_2026-07-20.csv" in asked()
