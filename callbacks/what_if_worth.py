"""What the levers would do to the value that is expected of known customers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.what_if_answer import asked_for
from data.answers.what_if import customers_expected
from data.formulas import Format
from layouts import dates, formatting, states, what_if
from layouts.tables import rows
from models.what_if import Levers, Shares, customers

TITLE = "Value of known customers"
_FORMATS = {"orders": Format.COUNT, "money": Format.MONEY}
UNKNOWN = (
    "This release does not say what customers are expected to bring: there are too few buyers or "
    "too little history, or it was trained before that was asked. Train again to see it."
)


def worth_card(asked: Asked, _mode: str) -> Card:
    """Orders and money expected of customers in 90 and 365 days, with and without the levers."""
    known = customers_expected(asked.view, asked.filters)
    if known is None:
        return Card(title=TITLE, state=states.not_available("Not known yet", UNKNOWN))
    answer = asked_for(asked)
    frame = worth_frame(known, answer.levers, answer.shares)
    return Card(
        rows=worth_rows(frame, asked.currency),
        title=TITLE,
        subtitle=f"Expected after {dates.day(asked.view.release.last_day)} of "
        f"{words.counted(int(known['customers']), 'customer')} who bought before",
        note=_note(asked),
        columns=what_if.WORTH_COLUMNS,
        whole=lambda: frame,
    )


def worth_frame(known: Mapping[str, float], levers: Levers, shares: Shares) -> pd.DataFrame:
    """Rows of orders and of money in 90 and in 365 days.

    `known`: as `customers_expected` gives it. Columns `label`, `kind` (orders, money), `baseline`,
    `scenario`, `difference`.
    """
    found = []
    for days in (90, 365):
        orders, value = known[f"orders_{days}"], round(known[f"value_{days}"], 2)
        placed, worth = customers(orders, value, levers, shares)
        found.append((f"Orders in {days} days", "orders", orders, placed, placed - orders))
        difference = round(worth - value, 2)
        found.append((f"Net sales in {days} days", "money", value, worth, difference))
    return pd.DataFrame(found, columns=["label", "kind", "baseline", "scenario", "difference"])


def worth_rows(frame: pd.DataFrame, currency: str) -> cards.Rows:
    """The same in words: orders and money stand in one column."""
    formats = [_FORMATS[kind] for kind in frame["kind"]]
    shown = {
        name: [
            formatting.number(value, fmt, currency=currency)
            for value, fmt in zip(frame[name], formats, strict=True)
        ]
        for name in ("baseline", "scenario")
    }
    moved = [
        formatting.signed(value, fmt, currency=currency)
        for value, fmt in zip(frame["difference"], formats, strict=True)
    ]
    return rows(frame[["label"]].assign(**shown, difference=moved), currency)


def _note(asked: Asked) -> str:
    """Which levers work here, and what filters do to it."""
    said = (
        "All of these orders are of customers who bought before, so retention works on each of "
        "them. New customers are not in here."
    )
    kept = cards.kept_in_words(asked) if asked.is_filtered else ""
    return f"{said} All that is expected of who bought with {kept}." if kept else said
