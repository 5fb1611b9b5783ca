"""The page of payments, on the shop that adds up by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.page import Page
from callbacks.asked import Asked
from callbacks.payments import DECK, lede
from data.selection import parse
from data.stores import FileStore
from data.warehouse import View
from layouts import payments
from layouts.components import CardIds
from tests.callbacks.conftest import Open
from tests.data.answers.made import view_of


def rows(page: Page, ids: CardIds) -> list[dict[str, Any]]:
    """The rows of a card's table; that of a drawing has to be opened."""
    if page.value(ids.toggle, "id") is None:
        listed: list[dict[str, Any]] = page.value(ids.table, "rowData")
        return listed
    page.change(ids.toggle, "n_clicks", 1)
    grid = page.value(ids.behind, "children")["props"]["children"]
    found: list[dict[str, Any]] = grid["props"]["rowData"]
    return found


def asked_of(view: View, link: str) -> Asked:
    selection = parse(link)
    release = view.release
    return Asked(view, selection, selection.filters(release.first_day, release.last_day))


@pytest.fixture
def all_time(opened: Open) -> Page:
    return opened("?tab=payments&period=all")


def test_the_page_says_in_one_sentence_how_payments_went(all_time: Page) -> None:
    said = all_time.value(payments.Id.LEDE, "children")
    assert said == (
        "£238.30 collected. 83.3% of attempts succeeded; 90.0% of orders were paid in the end."
    )


def test_numbers_stand_beside_those_of_the_period_before(opened: Open) -> None:
    """O4 to O9 against O1 to O3 (O2's first card failed); O9's transfer is on its way."""
    page = opened("?tab=payments&from=2026-06-08&to=2026-07-12")
    found = {
        row["label"]: (row["now"], row["before"], row["change"])
        for row in rows(page, payments.SUMMARY)
    }
    assert found == {
        "Collected": ("£164.20", "£63.10", "+160.2%"),
        "Payment attempts": ("7", "4", "+75.0%"),
        "Payment success rate": ("85.7%", "75.0%", "+10.7 pt"),
        "Orders paid in the end": ("83.3%", "100.0%", "−16.7 pt"),
        "Lost to failure": ("£0.00", "£0.00", "£0.00"),
        "Recovered after a failure": ("£0.00", "£20.00", "−100.0%"),
    }


def test_a_click_on_a_method_filters_the_whole_page(all_time: Page) -> None:
    figure = all_time.value(payments.MIX.graph, "figure")
    assert [mark[0] for mark in figure["data"][0]["customdata"]] == [
        "card",
        "paypal",
        "gift card",
        "bank transfer",
    ]
    card = {"points": [{"customdata": figure["data"][0]["customdata"][0]}]}
    all_time.change(payments.MIX.graph, "clickData", card)
    link = all_time.value("location", "search")
    assert link == "?tab=payments&period=all&payment-method=card"
    assert [row["label"] for row in rows(all_time, payments.RATES)] == ["card"]


def test_points_are_weeks_or_months_as_the_link_says(opened: Open) -> None:
    page = opened("?tab=payments&period=all&payments.grain=month")
    found = rows(page, payments.TREND)
    assert [(row["period"], row["success_rate"]) for row in found] == [
        ("2026-05-01", 0.75),
        ("2026-06-01", 1.0),
        ("2026-07-01", 0.8),
    ]
    assert "Not whole: May 2026 and Jul 2026." in page.value(payments.TREND.note, "children")


def test_orders_that_several_methods_paid_are_mixed_and_filter_by_nothing(all_time: Page) -> None:
    found = {row["method"]: (row["orders"], row["key"]) for row in rows(all_time, payments.METHODS)}
    assert found == {
        "card": (5, "card"),
        "paypal": (3, "paypal"),
        "Not paid": (2, ""),
        "Mixed": (1, ""),
    }
    all_time.change(payments.METHODS.table, "selectedRows", [{"key": "paypal"}])
    assert "payment-method=paypal" in all_time.value("location", "search")


def test_every_order_stands_in_one_class(all_time: Page) -> None:
    found = {row["label"]: row["orders"] for row in rows(all_time, payments.CLASSES)}
    assert found == {
        "Paid to the cent": 10,
        "Paid too much": 0,
        "Paid too little": 0,
        "Payment on its way": 1,
        "No payment": 0,
        "Payment without an order": 0,
    }


def test_no_order_to_look_at_is_said_and_not_shown_as_an_empty_table(all_time: Page) -> None:
    said = all_time.value(payments.ORDERS.state_text, "children")
    assert said == "There is no order paid too much or too little in this selection."


def test_a_product_keeps_whole_orders_and_the_cards_say_so(opened: Open) -> None:
    page = opened("?tab=payments&period=all&product=TEA")
    assert [row["value"] for row in rows(page, payments.MIX)] == [43, 18.5]
    for ids in (payments.SUMMARY, payments.MIX, payments.METHODS, payments.LOST):
        assert "whole orders" in page.value(ids.note, "children"), ids.prefix


def test_a_shop_without_payments_is_told_so_on_every_card(tmp_path: Path) -> None:
    view = view_of(FileStore(tmp_path), [("ada", date(2025, 1, 1), 30)])
    asked = asked_of(view, "?period=all")
    assert lede(asked) == "This shop's data hold no payments."
    for drawn in DECK:
        card = drawn.card(asked, "light")
        assert card.state.title == "No payments", drawn.title
        assert card.rows == []


@pytest.mark.parametrize("drawn", DECK, ids=lambda drawn: drawn.ids.prefix)
@pytest.mark.parametrize("link", ["?period=all", "?from=2020-01-01&to=2020-02-01"])
def test_every_card_is_ready_or_says_why_not(view: View, drawn: Any, link: str) -> None:
    card = drawn.card(asked_of(view, link), "dark")
    assert card.state.class_name != "card-body-x is-error"
    assert bool(card.rows) is (card.state.title == "")
    assert all(column.field in row for column in card.columns for row in card.rows)
