"""The worklist of next orders and what a customer's page expects, on the tiny shop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from bench.page import Page
from callbacks.asked import read
from callbacks.decks import DECKS
from callbacks.drawer import card_sheet
from callbacks.exports import file_of
from callbacks.next_orders import customer_link
from callbacks.services import Services
from data.answers import next_orders as answers
from data.answers.next_orders import NextOrders, Show, Wanted
from data.answers.rows import A_PAGE
from data.filters import Filters
from data.warehouse import View
from layouts import customers, next_orders
from layouts.components import CardIds
from layouts.tabs import Tab
from tests.callbacks.conftest import Open

HERE = "?tab=next-orders"
PERSONAL = ("Lane", "ada@example.com", "Leeds")


def rows(page: Page, ids: CardIds = next_orders.LIST) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.value(ids.table, "rowData")
    return found


def who(page: Page) -> list[str]:
    return [row["customer_id"] for row in rows(page)]


def test_the_list_begins_with_who_is_due_by_expected_value(opened: Open) -> None:
    page = opened(HERE)
    assert page.value(next_orders.Id.LEDE, "children") == (
        "2 customers are due within 30 days of 20 Jul 2026 and expected to bring £96.00 in 90 "
        "days; 1 is overdue, with £5.00 still expected of them."
    )
    assert who(page) == ["dan", "ada"]
    assert page.value(next_orders.LIST.subtitle, "children") == (
        "2 customers; as of 20 Jul 2026, whichever period is chosen"
    )
    dan = rows(page)[0]
    assert (dan["next_order_on"], dan["next_order_from"], dan["next_order_to"]) == (
        "2026-08-08",
        "2026-07-23",
        "2026-09-20",
    )
    assert (dan["p_alive"], dan["value_per_order"], dan["overdue"]) == (1.0, 40.0, "")
    assert dan["next_product"] == "Green tea"
    assert dan["why"] == "Best seller of Loyal regulars that they have not bought"


def test_what_is_shown_and_its_order_stand_in_the_link(opened: Open) -> None:
    page = opened(HERE)
    page.change(next_orders.Id.SHOW, "value", "overdue")
    assert page.value("location", "search") == f"{HERE}&next-orders.show=overdue"
    assert [(row["customer_id"], row["overdue"]) for row in rows(page)] == [("ben", "Overdue")]
    assert rows(page)[0]["why"] == "Bought in 2 orders before"
    page.change(next_orders.Id.SHOW, "value", "all")
    page.change(next_orders.Id.SORT, "value", "soonest")
    # Whose next order lies beyond a hundred years comes last.
    assert who(page) == ["dan", "ada", "ben", "cleo", "eve"]
    page.change(next_orders.Id.SORT, "value", "quiet")
    assert who(page) == ["cleo", "ada", "ben", "eve", "dan"]
    page.change(next_orders.Id.FIND, "value", "E")
    assert who(page) == ["cleo", "ben", "eve"]


def test_somebody_who_has_everything_is_offered_nothing(opened: Open) -> None:
    ada = next(row for row in rows(opened(HERE)) if row["customer_id"] == "ada")
    assert (ada["next_product"], ada["why"]) == (None, "")


def test_nobody_found_is_said_with_what_was_asked(opened: Open) -> None:
    page = opened(f"{HERE}&next-orders.find=zed&next-orders.show=overdue")
    assert page.value(next_orders.LIST.state_text, "children") == (
        "“zed” is in no customer's id among those who are overdue. Change the search, what is "
        "shown, or the filters."
    )
    page = opened(f"{HERE}&country=Nowhere")
    assert "No orders match" in page.value(next_orders.LIST.state_title, "children")
    assert page.value(next_orders.Id.LEDE, "children") == (
        "No customer whom these filters keep has an order."
    )


def test_filters_keep_whole_customers_whatever_the_period(opened: Open) -> None:
    page = opened(f"{HERE}&month=2026-05&country=Germany&next-orders.show=all")
    assert who(page) == ["dan"]


def test_a_row_opens_the_customer_with_the_same_filters(opened: Open) -> None:
    page = opened(f"{HERE}&country=Germany")
    page.change(next_orders.LIST.table, "selectedRows", [rows(page)[0]])
    assert page.value("location", "search") == (
        "?tab=customers&country=Germany&customers.customer=dan"
    )
    for nothing in (None, "", 7, ["dan"]):
        with pytest.raises(PreventUpdate):
            customer_link(HERE, nothing)


def test_the_customers_page_says_what_to_expect(opened: Open) -> None:
    page = opened("?tab=customers&customers.customer=ben")
    facts = {row["fact"]: row["value"] for row in rows(page, customers.AHEAD)}
    assert facts == {
        "P(alive)": "50.0%",
        "Expected orders": "0.50 in 90 days, 1.50 in 365",
        "Expected, 90 days": "£5.00",
        "Expected, 365 days": "£15.00 (80%: £0.00 to £40.00)",
        "Value per order": "£10.00",
        "Next order": "15 Sep 2026",
        "80% of the time between": "30 Jul 2026 to 10 Jan 2027",
        "Overdue": "Yes, against their own rhythm",
        "Product to offer": "Blue mug",
        "Why this one": "Bought in 2 orders before",
    }
    page.change(customers.Id.CUSTOMER, "value", "eve")
    facts = {row["fact"]: row["value"] for row in rows(page, customers.AHEAD)}
    assert facts["Next order"] == "not within 100 years"
    assert facts["80% of the time between"] == "1 Jan 2027 or any day after it"
    page.change(customers.Id.CUSTOMER, "value", "ada")
    facts = {row["fact"]: row["value"] for row in rows(page, customers.AHEAD)}
    assert facts["Product to offer"] == "none: they bought all that the rules would offer"


def test_pages_are_cut_on_the_server_and_the_last_one_is_the_last(view: View) -> None:
    found = answers.next_orders(view, Filters(), Wanted(Show.ALL), page=99)
    assert (found.page, found.pages, found.found, len(found.rows)) == (1, 1, 5, 5)
    assert isinstance(found, NextOrders)
    assert A_PAGE <= 200
    two = answers.all_next_orders(view, Filters(), Wanted(Show.ALL), limit=2)
    assert two["customer_id"].tolist() == ["dan", "ada"]


def test_who_may_not_see_people_gets_no_name_on_page_file_or_drawer(services: Services) -> None:
    asked = read(services, "next-orders.show=all")
    (drawn,) = DECKS[Tab.NEXT_ORDERS]
    assert asked.sees_people
    text = file_of(asked, drawn, "csv").decode("utf-8-sig")
    (ada,) = (line for line in text.splitlines() if line.startswith("ada,Ada Lane,"))
    assert ",2026-08-10,2026-07-24,2026-10-01," in ada
    hidden = replace(asked, sees_people=False)
    shown = str(drawn.card(hidden, "light")) + file_of(hidden, drawn, "csv").decode("utf-8-sig")
    assert "PERSONAL_DATA_USERS" in shown
    sheet = str(card_sheet(hidden, drawn))
    for word in PERSONAL:
        assert word not in shown
        assert word not in sheet
    assert "customers.email" not in sheet
