"""One customer in full: facts, segments, orders, goods, payments; of the whole history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from callbacks import paging, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.customer_ahead import ahead
from callbacks.value_facts import ready
from data.answers import people, rows
from data.dimensions import NOT_CLUSTERED
from data.filters import Filters
from data.rfm import LADDER, LAPSED
from layouts import customers, dates, formatting, states
from layouts.figures.segment_steps import segment_steps
from layouts.tables import rows as table_rows

Facts = dict[str, Any]


def facts_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """Who it is, since when, how often, for how much."""

    def draw(person: Facts) -> Card:
        found = [*_who(asked, person), *_history(person), *_money(asked, person), *_rhythm(person)]
        return Card(
            rows=table_rows(pd.DataFrame(found, columns=["fact", "value"]), asked.currency),
            title=f"Customer {person['customer_id']}",
            subtitle=_ever(asked),
            note="" if asked.sees_people else paging.HIDDEN,
            columns=customers.FACT_COLUMNS,
            metrics=("orders", "net_sales_by_order", "reversals_by_order"),
        )

    return _of_customer(asked, "One customer", draw)


def _of_customer(asked: Asked, title: str, draw: Callable[[Facts], Card]) -> Card:
    """The card of the open customer, or the one that says why there is none."""
    chosen = asked.setting("customers.customer").strip()
    if not chosen:
        text = "Choose a row of the list above, or type the id of a customer."
        return Card(title=title, state=states.too_little("No customer is open", text))
    person = people.person(asked.view, chosen, people=asked.sees_people)
    if person is None:
        text = f"The data have no customer “{chosen}”. Ids have to be typed as a whole."
        return Card(title=title, state=states.too_little("No such customer", text))
    if person["first_order_on"] is None:
        text = f"Customer {chosen} has no order that counts."
        return Card(title=title, state=states.too_little("No orders", text))
    return draw(person)


def _ever(asked: Asked) -> str:
    day = dates.day(asked.view.release.last_day)
    return f"Whole history to {day}, whatever is filtered by"


def _who(asked: Asked, person: Facts) -> list[tuple[str, str]]:
    labels = {"name": "Name", "email": "E-mail", "city": "City", "country": "Country"}
    if not asked.sees_people:
        return [("Name, e-mail, city", "hidden"), ("Country", person["country"] or "unknown")]
    return [(label, person[name] or "unknown") for name, label in labels.items()]


def _history(person: Facts) -> list[tuple[str, str]]:
    return [
        ("First order", dates.day(person["first_order_on"])),
        ("Last order", dates.day(person["last_order_on"])),
        ("Orders", formatting.count(person["orders"])),
        ("Units", formatting.count(person["units"])),
    ]


def _money(asked: Asked, person: Facts) -> list[tuple[str, str]]:
    sold = person["gross"] - person["discount"]
    amounts = {
        "Gross sales": person["gross"],
        "Discounts": person["discount"],
        "Reversed": person["reversed"],
        "Net sales": person["historic_clv"],
        "Average order": sold / person["orders"],
    }
    return [(label, formatting.money(value, asked.currency)) for label, value in amounts.items()]


def _rhythm(person: Facts) -> list[tuple[str, str]]:
    gap = person["median_gap"]
    usual = "fewer than 3 days with an order" if gap is None else f"{gap:g} days in the middle"
    scores = [person[name] for name in ("r_score", "f_score", "m_score")]
    scored = "none: no order in 24 months"
    if None not in scores:
        scored = "R {} F {} M {}".format(*(int(score) for score in scores))
    return [
        ("Days between orders", usual),
        ("RFM scores", scored),
        ("RFM segment", person["rfm_segment"] or LAPSED),
        ("Cluster", person["cluster"] or NOT_CLUSTERED),
    ]


def ahead_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """What the customer is expected to do next, and what to offer."""
    title = customers.AHEAD_TITLE

    def draw(person: Facts) -> Card:
        ready(asked.view)
        found = ahead(asked, person["customer_id"])
        return Card(
            rows=table_rows(pd.DataFrame(found, columns=["fact", "value"]), asked.currency),
            title=title,
            subtitle=f"From the day after {dates.day(asked.view.release.last_day)}",
            note="The next order is given that they are still a customer; expected orders and "
            "value count in the chance, P(alive), that they are.",
            columns=customers.AHEAD_COLUMNS,
        )

    return _of_customer(asked, title, draw)


def history_card(asked: Asked, mode: str) -> Card:
    """The segment at the end of each of the last months that are over."""
    title = "Segments at the end of months"

    def draw(person: Facts) -> Card:
        frame = people.segments(asked.view, person["customer_id"])
        if frame.empty:
            text = "The first order is younger than the end of the last month that is over."
            return Card(title=title, state=states.too_little("Too early for a history", text))
        return Card(
            figure=segment_steps(frame, LADDER, theme=mode),
            rows=table_rows(frame, asked.currency),
            title=title,
            subtitle=f"Customer {person['customer_id']}, the best segment on top",
            note="Each month end knows only what had happened by then, scored among everybody.",
            columns=customers.HISTORY_COLUMNS,
            metrics=("net_sales_by_order",),
        )

    return _of_customer(asked, title, draw)


def orders_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """The customer's newest orders; a file has all of them."""
    title = "Their orders"

    def draw(person: Facts) -> Card:
        wanted = rows.Wanted(customer=person["customer_id"])
        found = rows.orders(asked.view, Filters(), wanted)
        more = f"the newest {len(found.rows)} of " if found.pages > 1 else ""
        return Card(
            rows=table_rows(found.rows, asked.currency),
            title=title,
            subtitle=f"{more}{words.counted(found.found, 'row')}, whole history",
            columns=customers.ORDER_COLUMNS,
            whole=lambda: rows.all_orders(asked.view, Filters(), wanted, limit=paging.IN_FILE),
            metrics=("gross_sales", "discounts", "reversals_by_order", "net_sales_by_order"),
        )

    return _of_customer(asked, title, draw)


def goods_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """What the customer bought, the most valuable product first."""
    title = "What they bought"

    def draw(person: Facts) -> Card:
        who = person["customer_id"]
        frame = people.goods(asked.view, who)
        found = int(frame["found"].iloc[0]) if len(frame) else 0
        more = f"the first {len(frame)} of " if found > len(frame) else ""
        return Card(
            rows=table_rows(frame, asked.currency),
            title=title,
            subtitle=f"{more}{words.counted(found, 'product')} by net sales",
            columns=customers.GOODS_COLUMNS,
            whole=lambda: people.goods(asked.view, who, limit=paging.IN_FILE),
            metrics=("units", "net_sales_by_order"),
        )

    return _of_customer(asked, title, draw)


def payments_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """The methods the customer pays by."""
    title = "How they pay"

    def draw(person: Facts) -> Card:
        frame = people.methods(asked.view, person["customer_id"])
        if frame.empty:
            text = "The data have no payment of this customer."
            return Card(title=title, state=states.too_little("No payments", text))
        return Card(
            rows=table_rows(frame, asked.currency),
            title=title,
            subtitle=words.counted(len(frame), "method"),
            columns=customers.PAYMENT_COLUMNS,
            metrics=("collected",),
        )

    return _of_customer(asked, title, draw)
