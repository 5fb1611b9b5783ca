"""Orders: the rows behind the selection, a page at a time, and one of them in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import Dash

from callbacks import cards, deck, paging, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers import rows as answers
from data.answers.rows import A_PAGE, Order, Rows, Wanted
from layouts import dates, formatting, rows, states
from layouts.tables import Column
from layouts.tables import rows as table_rows
from layouts.tabs import Tab

_METRICS = (
    "orders",
    "units",
    "gross_sales",
    "discounts",
    "reversals_by_order",
    "net_sales_by_order",
    "shipping",
    "tax",
)
_WHY_NOT = {
    "status": "It does not count, because of its status",
    "rate": "It does not count: there is no rate for its currency",
}


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    rest = paging.rest(rows.Id.REST, "orders.order")
    deck.register(app, services, Tab.ORDERS, DECK, lede, rest)
    paging.register_pager(app, services, rows.PAGER, "orders.page", lambda a: _found(a).pages)


def _wanted(asked: Asked) -> Wanted:
    find = answers.sought(asked.setting("orders.find"))
    return Wanted(find=find, sort=asked.setting("orders.sort"))


def _found(asked: Asked) -> Rows:
    page = answers.page_of(asked.setting("orders.page"))
    return answers.orders(
        asked.view, asked.filters, _wanted(asked), page=page, people=asked.sees_people
    )


def lede(asked: Asked) -> str:
    """What all orders of the selection come to, whatever is looked for among them."""
    every = answers.orders(asked.view, asked.filters, Wanted(), people=asked.sees_people)
    if not every.found:
        return "There are no orders in this selection."
    net = formatting.money(every.sums["net"], asked.currency)
    beside = every.found - every.orders
    documents = f" and {words.counted(beside, 'reversal document')}" if beside else ""
    return f"{words.counted(every.orders, 'order')}{documents} make net sales of {net}."


def list_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """A page of the orders of the selection."""
    title = "Orders"
    wanted, found = _wanted(asked), _found(asked)
    if not found.found and not wanted.find:
        return cards.nothing(title, asked)
    if not found.found:
        text = (
            f"“{wanted.find}” is in no id of an order or customer of this selection. Change the "
            "search, the period or the filters."
        )
        return Card(title=title, state=states.too_little("No such order", text))
    return Card(
        rows=table_rows(_keyed(found.rows), asked.currency),
        title=title,
        subtitle=_subtitle(asked, found, wanted),
        note=_note(asked, found),
        columns=_columns(asked),
        whole=lambda: answers.all_orders(
            asked.view,
            asked.filters,
            wanted,
            limit=paging.IN_FILE,
            people=asked.sees_people,
        ),
        metrics=_METRICS,
    )


def _columns(asked: Asked) -> tuple[Column, ...]:
    return rows.columns(people=asked.sees_people, whole_orders=not asked.filters.touches_products)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(key=frame["order_id"])


def _subtitle(asked: Asked, found: Rows, wanted: Wanted) -> str:
    place = paging.place(
        A_PAGE * (found.page - 1) + 1, len(found.rows), found.found, found.page, found.pages
    )
    counted = place or words.counted(found.found, "row")
    looked = f", holding “{wanted.find}”" if wanted.find else ""
    return f"{counted}{looked}, {dates.period(asked.period)}"


def _note(asked: Asked, found: Rows) -> str:
    gross, off, back, whole = (
        formatting.money(found.sums[name], asked.currency)
        for name in ("gross", "discount", "reversed", "net")
    )
    said = [
        f"All {words.counted(found.found, 'row')}: gross {gross} − discounts {off} − reversed "
        f"{back} = net {whole}. Reversals stand on the day of their order."
    ]
    if found.found > found.orders:
        said.append("A reversal document takes back what no order of the data is named for.")
    if asked.filters.touches_products:
        said.append(
            "Only the chosen products of each order are counted; shipping and tax are of whole "
            "orders."
        )
    if not asked.sees_people:
        said.append(paging.HIDDEN)
    return " ".join(said)


def _order(asked: Asked) -> tuple[Order | None, Card]:
    """The order that is open, and the card to show where there is none."""
    order_id = asked.setting("orders.order").strip()
    if not order_id:
        text = "Choose a row of the list above, or type the id of an order."
        return None, Card(state=states.too_little("No order is open", text))
    found = answers.order(asked.view, order_id, people=asked.sees_people)
    if found.facts is None:
        text = f"The data have no order “{order_id}”. Ids have to be typed as a whole."
        return None, Card(state=states.too_little("No such order", text))
    return found, Card()


def goods_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """What the open order holds."""
    found, missing = _order(asked)
    if found is None:
        return replace(missing, title="One order")
    facts = found.facts or {}
    title, about = f"Order {facts['order_id']}", _about(asked, facts)
    if found.goods.empty:
        text = f"{_WHY_NOT.get(str(facts['left_out']), 'It has no lines')}. {about}."
        return Card(title=title, state=states.too_little("Nothing of this order counts", text))
    return Card(
        rows=table_rows(found.goods, asked.currency),
        title=title,
        subtitle=about,
        note=_charges(asked, facts),
        columns=rows.GOODS_COLUMNS,
        metrics=_METRICS[1:6],
    )


def _about(asked: Asked, facts: dict[str, Any]) -> str:
    """21 Nov 2026, customer C1, United Kingdom, Web, completed."""
    customer = facts["customer_id"]
    who = f"customer {customer}" if customer else "a guest"
    if asked.sees_people and facts.get("name"):
        who = f"{facts['name']} ({who})"
    parts = (dates.day(facts["date"]), who, facts["country"], facts["channel"], facts["status"])
    return ", ".join(str(part) for part in parts)


def _charges(asked: Asked, facts: dict[str, Any]) -> str:
    said = [
        f"{name} {formatting.money(facts[name.lower()], asked.currency)}"
        for name in ("Shipping", "Tax")
        if facts[name.lower()] is not None
    ]
    rank = facts["order_rank"]
    if rank is not None:
        said.append("the customer's first order" if rank == 1 else f"the customer's order {rank}")
    return f"{', '.join(said)}." if said else ""


def payments_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """Every attempt to pay the open order."""
    title = "Its payments"
    found, missing = _order(asked)
    if found is None:
        return replace(missing, title=title)
    if found.payments.empty:
        text = "The data have no payment of this order, or the order does not count."
        return Card(title=title, state=states.too_little("No payments", text))
    return Card(
        rows=table_rows(found.payments, asked.currency),
        title=title,
        subtitle=words.counted(len(found.payments), "attempt"),
        columns=rows.PAYMENT_COLUMNS,
        metrics=("collected",),
    )


def reversals_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """What was taken back of the open order."""
    title = "Its reversals"
    found, missing = _order(asked)
    if found is None:
        return replace(missing, title=title)
    if found.reversals.empty:
        text = "Nothing was taken back of this order."
        return Card(title=title, state=states.too_little("No reversals", text))
    return Card(
        rows=table_rows(found.reversals, asked.currency),
        title=title,
        subtitle=words.counted(len(found.reversals), "reversal"),
        columns=rows.REVERSAL_COLUMNS,
        metrics=("reversals",),
    )


DECK = (
    Drawn(rows.LIST, "Orders", list_card, graph=False),
    Drawn(rows.GOODS, "One order", goods_card, graph=False),
    Drawn(rows.PAYMENTS, "Its payments", payments_card, graph=False),
    Drawn(rows.REVERSALS, "Its reversals", reversals_card, graph=False),
)
