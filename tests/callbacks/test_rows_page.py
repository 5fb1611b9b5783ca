"""The page of orders: what adds up, what opens, and what a link may hold."""

from __future__ import annotations

from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from bench.page import Page
from callbacks.address import address_of
from callbacks.asked import read
from callbacks.exports import all_rows
from callbacks.paging import opened as opening
from callbacks.rows import DECK, goods_card, lede, list_card
from callbacks.services import Services
from data.filters import FilterError
from layouts import filters, rows, shell
from layouts.components import CardIds
from tests.callbacks.conftest import Open

ALL = "?tab=orders&period=all"


def shown(page: Page, card: CardIds = rows.LIST) -> list[dict[str, Any]]:
    """The rows of a card's table."""
    found: list[dict[str, Any]] = page.value(card.table, "rowData")
    return found


def ids(page: Page) -> list[str]:
    return [row["order_id"] for row in shown(page)]


def text(page: Page, card: CardIds) -> str:
    return str(page.value(card.state_text, "children"))


def test_the_list_says_what_all_of_it_comes_to(opened: Open) -> None:
    page = opened(ALL)
    assert ids(page)[:3] == ["O11", "O10", "C1"]
    said = page.value(rows.Id.LEDE, "children")
    assert said == "11 orders and 1 reversal document make net sales of £155.50."
    note = page.value(rows.LIST.note, "children")
    assert note.startswith(
        "All 12 rows: gross £231.00 − discounts £21.50 − reversed £54.00 = net £155.50."
    )
    assert "A reversal document takes back" in note
    assert page.value(rows.LIST.subtitle, "children") == "12 rows, 4 May – 20 Jul 2026"


def test_every_filter_can_be_drilled_from_the_filter_bar(opened: Open) -> None:
    page = opened("?tab=trends&period=all&country=Germany&trends.grain=month")
    href = page.value(filters.Id.ROWS, "href")
    assert href == "?tab=orders&period=all&country=Germany"
    page.change("location", "search", href)
    assert ids(page) == ["O11", "O6"]


def test_search_and_order_stand_in_the_link(opened: Open) -> None:
    page = opened(ALL)
    page.change(rows.Id.FIND, "value", "dan")
    assert ids(page) == ["O11", "O6"]
    assert page.value(shell.Id.LOCATION, "search") == f"{ALL}&orders.find=dan"
    page.change(rows.Id.SORT, "value", "net")
    assert ids(page) == ["O6", "O11"]
    page.change(rows.Id.FIND, "value", "%")
    assert "“%” is in no id" in text(page, rows.LIST)


def test_an_order_opens_with_goods_payments_and_reversals(opened: Open) -> None:
    page = opened(ALL)
    assert text(page, rows.GOODS).startswith("Choose a row of the list above")
    assert page.value(rows.Id.REST, "className") == "grid is-hidden"
    page.change(rows.Id.ORDER, "value", "O6")
    assert page.value(rows.Id.REST, "className") == "grid"
    assert page.value(rows.GOODS.title, "children") == "Order O6"
    assert page.value(rows.GOODS.subtitle, "children") == (
        "1 Jul 2026, Dan Vogel (customer dan), Germany, web, paid"
    )
    said = "Shipping £10.00, Tax £0.00, the customer's first order."
    assert page.value(rows.GOODS.note, "children") == said
    assert [row["product"] for row in shown(page, rows.GOODS)] == ["Desk lamp", "Not by product"]
    assert [row["amount"] for row in shown(page, rows.PAYMENTS)] == [82.0]
    assert [row["amount"] for row in shown(page, rows.REVERSALS)] == [5.0]


def test_what_is_no_order_says_so(opened: Open) -> None:
    page = opened(f"{ALL}&orders.order=nothing")
    assert (
        text(page, rows.GOODS)
        == "The data have no order “nothing”. Ids have to be typed as a whole."
    )
    page.change(rows.Id.ORDER, "value", "T1")
    assert text(page, rows.GOODS).startswith("It does not count, because of its status. 11 Jul")
    page.change(rows.Id.ORDER, "value", "O9")
    assert text(page, rows.REVERSALS) == "Nothing was taken back of this order."


def test_choosing_a_row_opens_it_and_once_more_closes_it(opened: Open) -> None:
    link = opening(ALL, "orders.order", "O6")
    assert link == f"{ALL}&orders.order=O6"
    assert opening(link, "orders.order", "O6") == ALL
    assert opening(link, "orders.order", "O1") == f"{ALL}&orders.order=O1"
    for junk in (None, "", 7, ["O1"]):
        with pytest.raises(PreventUpdate):
            opening(ALL, "orders.order", junk)


def test_a_link_with_a_page_that_is_none_says_so(opened: Open) -> None:
    page = opened(f"{ALL}&orders.page=-1")
    assert "whole number" in text(page, rows.LIST)
    page = opened(f"{ALL}&orders.page=999")
    assert len(shown(page)) == 12


@pytest.mark.parametrize(
    "said",
    ["orders.sort=drop table", "orders.find=" + "x" * 201, "orders.sort=net;"],
)
def test_what_no_control_may_hold_is_refused(said: str) -> None:
    with pytest.raises(FilterError, match=r"choose one of|too long"):
        address_of(f"{ALL}&{said}")


def test_a_new_search_or_filter_begins_at_the_first_page() -> None:
    third = address_of(f"{ALL}&orders.page=3&orders.order=O1")
    assert (
        third.with_settings({"orders.find": "x"}).search() == f"{ALL}&orders.find=x&orders.order=O1"
    )
    assert third.with_settings({"orders.order": "O2"}).setting("orders.page") == "3"
    assert (
        third.with_settings({"orders.find": "x", "orders.page": "2"}).setting("orders.page") == "2"
    )
    other = address_of("?tab=orders&country=Germany").selection
    assert third.selecting(other).setting("orders.page") == "1"
    assert third.selecting(third.selection).setting("orders.page") == "3"


def test_a_file_holds_all_rows_and_adds_up(services: Services) -> None:
    asked = read(services, "period=all&orders.page=1")
    found, cut = all_rows(list_card(asked, "light"), "GBP")
    assert (len(found), cut) == (12, False)
    assert sum(row["net"] for row in found) == 155.5
    assert found[0]["name"] == "Dan Vogel"


def test_every_card_of_an_empty_selection_says_so(services: Services) -> None:
    asked = read(services, "from=2026-05-05&to=2026-05-06")
    assert lede(asked) == "There are no orders in this selection."
    assert list_card(asked, "light").state.title == "No orders match these filters"
    assert goods_card(asked, "light").state.title == "No order is open"
    assert [drawn.graph for drawn in DECK] == [False] * 4
