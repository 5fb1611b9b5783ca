"""Cards that draw themselves from the question: tables behind them, clicks on them."""

from __future__ import annotations

from typing import Any

import pytest
from dash.exceptions import PreventUpdate
from flask.testing import FlaskClient

from callbacks.deck import is_open, mark_of
from callbacks.decks import DECKS, all_cards
from layouts import kpi, products, trends
from layouts.tabs import TABS
from tests.callbacks.conftest import Open


def test_every_card_that_stands_on_a_page_is_in_its_deck() -> None:
    for page in TABS:
        if not page.for_admins:
            assert {card.ids for card in DECKS[page.tab]} == set(page.cards), page.label


def test_every_card_says_what_it_is_and_no_two_have_the_same_ids() -> None:
    deck = list(all_cards())
    assert len({card.ids.prefix for card in deck}) == len(deck)
    assert all(card.title for card in deck)


def test_a_click_on_a_bar_filters_and_the_same_click_lets_go(opened: Open) -> None:
    page = opened("?period=all")
    figure = page.value(kpi.PRODUCTS.graph, "figure")
    first = {"points": [{"customdata": figure["data"][0]["customdata"][0]}]}
    page.change(kpi.PRODUCTS.graph, "clickData", first)
    assert page.value("location", "search") == "?period=all&product=LAMP"
    assert page.value("kpi-orders-value", "children") == "2"
    assert page.value(kpi.PRODUCTS.graph, "clickData") is None
    page.change(kpi.PRODUCTS.graph, "clickData", first)
    assert page.value("location", "search") == "?period=all"


def test_a_click_on_a_point_chooses_its_days(opened: Open) -> None:
    page = opened("?tab=trends&period=all&trends.grain=month")
    traces = page.value(trends.MAIN.graph, "figure")["data"]
    june = next(m for t in traces for m in t["customdata"] if m[0].startswith("2026-06"))
    page.change(trends.MAIN.graph, "clickData", {"points": [{"customdata": june}]})
    found = page.value("location", "search")
    assert found == "?tab=trends&from=2026-06-01&to=2026-06-30&trends.grain=month"


def test_a_row_that_is_chosen_filters_too(opened: Open) -> None:
    page = opened("?tab=products&period=all")
    page.change(products.TABLE.table, "selectedRows", [{"key": "MUG"}])
    assert page.value("location", "search") == "?tab=products&period=all&product=MUG"


def test_an_open_table_follows_the_filters_and_a_closed_one_is_gone(opened: Open) -> None:
    page = opened("?period=all")
    assert page.value(kpi.PRODUCTS.behind, "children") is None
    page.change(kpi.PRODUCTS.toggle, "n_clicks", 1)

    def shown() -> list[Any]:
        grid = page.value(kpi.PRODUCTS.behind, "children")["props"]["children"]
        return [row["key"] for row in grid["props"]["rowData"]]

    assert shown() == ["LAMP", "MUG", "TEA"]
    page.change("filter-products", "value", ["MUG"])
    assert shown() == ["MUG"]
    page.change(kpi.PRODUCTS.toggle, "n_clicks", 2)
    assert page.value(kpi.PRODUCTS.behind, "children") is None


@pytest.mark.parametrize("click", [None, {}, {"points": []}, {"points": [{"x": 1}]}, "mark", 7])
def test_what_is_no_click_on_a_mark_does_nothing(click: Any) -> None:
    with pytest.raises(PreventUpdate):
        mark_of(click)


def test_an_odd_number_of_clicks_opens() -> None:
    assert [is_open(n) for n in (None, 1, 2, 3, "1")] == [False, True, False, True, False]


def test_a_page_that_opens_asks_for_no_card_that_is_not_in_sight(client: FlaskClient) -> None:
    """A browser calls every callback once at first, unless it is told not to."""
    questions = {page.question_id for page in TABS}
    called = [
        known["output"]
        for known in client.get("/_dash-dependencies").get_json()
        if {entry["id"] for entry in known["inputs"]} & questions
        and not known["prevent_initial_call"]
    ]
    assert called == []
