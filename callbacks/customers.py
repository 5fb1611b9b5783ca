"""Customers: who bought in the selection, a page at a time; one of them is in `customer_cards`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State

from callbacks import cards, customer_cards, deck, paging, words
from callbacks.address import Address, address_of
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers import people as answers
from data.answers.kpis import count_orders, values
from data.answers.people import Customers, Wanted
from data.answers.rows import A_PAGE, page_of, sought
from data.filters import FilterError
from data.metrics import metric
from layouts import customers, dates, formatting, shell, states
from layouts.tables import rows
from layouts.tabs import Tab
from layouts.tabs import page_of as tab_page

_OVERDUE = {"at-risk": answers.AT_RISK_WORD, "lapsed": answers.LAPSED_WORD}
_METRICS = ("customers", "orders", "net_sales_by_order")


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    rest = paging.rest(customers.Id.REST, "customers.customer")
    deck.register(app, services, Tab.CUSTOMERS, DECK, lede, rest)
    paging.register_pager(
        app, services, customers.PAGER, "customers.page", lambda asked: _found(asked).pages
    )
    _register_people(app, services)


def _register_people(app: Dash, services: Services) -> None:
    # What is typed here is no part of a link: it would be read by whoever the link is sent to.
    @app.callback(
        Output(customers.Id.PEOPLE, "className"),
        Output(customers.Id.FOUND, "children"),
        Input(tab_page(Tab.CUSTOMERS).question_id, "data"),
        Input(customers.Id.PERSON, "value"),
        State(shell.Id.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _find(query: Any, text: Any, search: Any) -> tuple[str, Any]:
        asked = read(services, query or "")
        if not asked.sees_people:
            return customers.people_class(shown=False), None
        return customers.people_class(shown=True), people_found(asked, text, address_of(search))


def people_found(asked: Asked, text: Any, address: Address) -> Any:
    """Links to the people whose name or address holds a text; a sentence where there are none.

    FilterError for whoever may not see people.
    """
    if not asked.sees_people:
        raise FilterError("Only those who may see personal data can look for people by name.")
    if not isinstance(text, str) or not text.strip():
        return None
    found = answers.find(asked.view, text[:200])
    if found.empty:
        return "Nobody’s name or e-mail address holds this."
    there = replace(address, tab=Tab.CUSTOMERS)
    labels = found[["name", "email", "city", "customer_id"]].astype(object)
    return customers.found(
        [
            (
                ", ".join(str(part) for part in row if isinstance(part, str)),
                there.with_settings({"customers.customer": row[-1]}).search(),
            )
            for row in labels.itertuples(index=False)
        ]
    )


def _wanted(asked: Asked) -> Wanted:
    return Wanted(
        find=sought(asked.setting("customers.find")),
        sort=asked.setting("customers.sort"),
        overdue=_OVERDUE.get(asked.setting("customers.overdue"), ""),
    )


def _found(asked: Asked) -> Customers:
    page = page_of(asked.setting("customers.page"))
    return answers.customers(
        asked.view, asked.filters, _wanted(asked), page=page, people=asked.sees_people
    )


def lede(asked: Asked) -> str:
    """How many bought, and how many of them are overdue."""
    every = answers.customers(asked.view, asked.filters, Wanted(), people=asked.sees_people)
    if not every.found:
        return "Nobody who can be told apart bought in this selection."
    day = dates.day(answers.clock_of(asked.view, asked.filters).day)
    return (
        f"{words.counted(every.found, 'customer')} bought in this selection; on {day} "
        f"{every.at_risk:,} of them were at risk and {every.lapsed:,} had lapsed."
    )


def list_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """A page of the customers of the selection."""
    title, wanted = "Customers", _wanted(asked)
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    found = _found(asked)
    if not found.found:
        return _nobody(title, wanted)
    return Card(
        rows=rows(found.rows.assign(key=found.rows["customer_id"]), asked.currency),
        title=title,
        subtitle=_subtitle(asked, found, wanted),
        note=_note(asked, found, wanted),
        columns=customers.columns(people=asked.sees_people),
        whole=lambda: answers.all_customers(
            asked.view, asked.filters, wanted, limit=paging.IN_FILE, people=asked.sees_people
        ),
        metrics=_METRICS,
    )


def _nobody(title: str, wanted: Wanted) -> Card:
    what = f"“{wanted.find}” is in no customer's id" if wanted.find else "There is none"
    which = f" among those who are {wanted.overdue.lower()}" if wanted.overdue else ""
    text = f"{what}{which} in this selection. Change the search, the period or the filters."
    return Card(title=title, state=states.too_little("No such customer", text))


def _subtitle(asked: Asked, found: Customers, wanted: Wanted) -> str:
    place = paging.place(
        A_PAGE * (found.page - 1) + 1, len(found.rows), found.found, found.page, found.pages
    )
    counted = place or words.counted(found.found, "customer")
    looked = f", holding “{wanted.find}”" if wanted.find else ""
    return f"{counted}{looked}, {dates.period(asked.period)}"


def _note(asked: Asked, found: Customers, wanted: Wanted) -> str:
    day = dates.day(answers.clock_of(asked.view, asked.filters).day)
    net = metric("net_sales_by_order")
    said = [
        f"Orders and net sales are of the selection, reversals on the day of their order; "
        f"everything else is of the whole history to {day}, clusters as of the last day with data.",
        "At risk: longer without an order than 80 of 100 of the customer's own gaps, or of the "
        "shop's for those with fewer than 3 order days; lapsed: longer than 95 of 100.",
    ]
    if not (wanted.find or wanted.overdue):
        whole = values(asked.view, [net], asked.filters)[net.name] or 0.0
        rest = round(whole - found.net, 4)
        if rest:
            amount = formatting.money(rest, asked.currency)
            said.append(f"In net sales, but of nobody in the list (guests, for example): {amount}.")
    if not asked.sees_people:
        said.append(paging.HIDDEN)
    return " ".join(said)


DECK = (
    Drawn(customers.LIST, "Customers", list_card, graph=False),
    Drawn(customers.FACTS, "One customer", customer_cards.facts_card, graph=False),
    Drawn(customers.HISTORY, "Segments at the end of months", customer_cards.history_card),
    Drawn(customers.AHEAD, customers.AHEAD_TITLE, customer_cards.ahead_card, graph=False),
    Drawn(customers.ORDERS, "Their orders", customer_cards.orders_card, graph=False),
    Drawn(customers.GOODS, "What they bought", customer_cards.goods_card, graph=False),
    Drawn(customers.PAYMENTS, "How they pay", customer_cards.payments_card, graph=False),
)
