"""Payments on the overview: what was collected by which method, and how often it failed."""

from __future__ import annotations

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers.options import options
from data.answers.payments import payments
from data.dimensions import Dimension
from data.formulas import Format
from data.periods import Comparison
from layouts import kpi, states
from layouts.figures.bars import bar_top
from layouts.tables import rows

TITLE = "Payments"
FEWEST_SLOTS = 5


def payment_card(asked: Asked, mode: str) -> Card:
    """Money collected by method on the day it was paid, with the share of attempts that failed."""
    frame = payments(asked.view, asked.filters)
    if not options(asked.view, Dimension.PAYMENT_METHOD):
        text = "This shop's data hold no payments. Load payments to see how customers pay."
        return Card(title=TITLE, state=states.not_available("No payments", text))
    if frame.empty:
        return cards.nothing(TITLE, asked)
    shown = frame.rename(columns={"method": "label", "amount": "value"})
    shown = shown.assign(key=shown["label"])
    attempts, succeeded = int(frame["attempts"].sum()), int(frame["succeeded"].sum())
    slots = max(FEWEST_SLOTS, len(shown))
    return Card(
        figure=bar_top(shown, theme=mode, fmt=Format.MONEY, currency=asked.currency, slots=slots),
        rows=rows(shown, asked.currency),
        title=TITLE,
        subtitle=f"Collected on the day of payment, {words.periods(asked, Comparison.NONE)}",
        note=f"{words.share(succeeded / attempts)} of attempts succeeded.",
        columns=kpi.PAYMENT_COLUMNS,
        metrics=("collected",),
    )
