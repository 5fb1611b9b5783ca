"""Next orders: the worklist of who is due or overdue, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash
from dash.exceptions import PreventUpdate

from callbacks import cards, deck, paging, words
from callbacks.address import address_of
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from callbacks.value_facts import ready
from data.answers import next_orders as answers
from data.answers.next_orders import DUE_DAYS, NextOrders, Show, Wanted
from data.answers.rows import A_PAGE, page_of, sought
from layouts import dates, formatting, next_orders, states
from layouts.tables import rows
from layouts.tabs import Tab
from models.registry import ModelRefused

_WORDS = {Show.DUE: "due", Show.OVERDUE: "overdue", Show.ALL: "known"}
_METRICS = ("expected_value_90", "expected_value_365", "historic_value")


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.NEXT_ORDERS, DECK, lede)
    paging.register_pager(
        app, services, next_orders.PAGER, next_orders.PAGE, lambda asked: _found(asked).pages
    )


def customer_link(search: Any, customer: Any) -> str:
    """The link of a customer's page with the same selection; PreventUpdate for what is no id."""
    if not isinstance(customer, str) or not customer:
        raise PreventUpdate
    there = replace(address_of(search), tab=Tab.CUSTOMERS)
    return there.with_settings({"customers.customer": customer}).search()


def _wanted(asked: Asked) -> Wanted:
    return Wanted(
        show=Show(asked.setting("next-orders.show")),
        sort=asked.setting("next-orders.sort"),
        find=sought(asked.setting("next-orders.find")),
    )


def _found(asked: Asked) -> NextOrders:
    ready(asked.view)
    return answers.next_orders(
        asked.view,
        asked.filters,
        _wanted(asked),
        page=page_of(asked.setting(next_orders.PAGE)),
        people=asked.sees_people,
    )


def lede(asked: Asked) -> str:
    """How many are due, how many overdue, and what they are expected to bring."""
    try:
        ready(asked.view)
    except ModelRefused as error:
        return str(error)
    found = answers.next_orders(asked.view, asked.filters, Wanted(), people=asked.sees_people)
    if not found.customers:
        return "No customer whom these filters keep has an order."
    due, overdue = (
        formatting.money(amount, asked.currency, compact=True)
        for amount in (found.due_value, found.overdue_value)
    )
    return (
        f"{words.counted(found.due, 'customer')} {_are(found.due)} due within {DUE_DAYS} days of "
        f"{dates.day(asked.view.release.last_day)} and expected to bring {due} in 90 days; "
        f"{formatting.count(found.overdue)} {_are(found.overdue)} overdue, with {overdue} still "
        "expected of them."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def list_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """A page of the customers that are wanted."""
    found, wanted = _found(asked), _wanted(asked)
    if not found.customers and not wanted.find:
        return cards.nothing(next_orders.TITLE, asked, whenever=True)
    if not found.found:
        return _nobody(wanted)
    return Card(
        rows=rows(shown(found.rows), asked.currency),
        title=next_orders.TITLE,
        subtitle=_subtitle(asked, found, wanted),
        note=_note(asked),
        columns=next_orders.columns(people=asked.sees_people),
        whole=lambda: shown(
            answers.all_next_orders(
                asked.view, asked.filters, wanted, limit=paging.IN_FILE, people=asked.sees_people
            )
        ),
        metrics=_METRICS,
    )


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """As the table shows it: a word for who is overdue, and what a row opens."""
    late = frame["overdue"].map({True: "Overdue", False: ""})
    return frame.assign(overdue=late, key=frame["customer_id"])


def _nobody(wanted: Wanted) -> Card:
    what = f"“{wanted.find}” is in no customer's id" if wanted.find else "There is none"
    which = "" if wanted.show is Show.ALL else f" among those who are {_WORDS[wanted.show]}"
    text = f"{what}{which}. Change the search, what is shown, or the filters."
    return Card(title=next_orders.TITLE, state=states.too_little("No such customer", text))


def _subtitle(asked: Asked, found: NextOrders, wanted: Wanted) -> str:
    place = paging.place(
        A_PAGE * (found.page - 1) + 1, len(found.rows), found.found, found.page, found.pages
    )
    counted = place or words.counted(found.found, "customer")
    looked = f", holding “{wanted.find}”" if wanted.find else ""
    day = dates.day(asked.view.release.last_day)
    return f"{counted}{looked}; as of {day}, whichever period is chosen"


def _note(asked: Asked) -> str:
    said = [
        "The next order is given that somebody is still a customer: half order sooner, 10% before "
        "the first of the two days and 10% after the second. Expected value also counts in that "
        "chance, P(alive).",
        "Overdue: longer without an order than is usual for that customer; due: not overdue, and "
        f"the next order is expected within {DUE_DAYS} days.",
        "The product to offer is still sold and, except for what they buy again and again, not "
        "bought yet: the one that goes with their last order most above chance, else what they "
        "bought in most orders, else the best seller of their cluster. Choose a row to open the "
        "customer.",
    ]
    if not asked.sees_people:
        said.append(paging.HIDDEN)
    return " ".join(said)


DECK = (Drawn(next_orders.LIST, next_orders.TITLE, list_card, graph=False),)
