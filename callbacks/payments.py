"""Payments on the overview: what was collected by which method, and how often it failed."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, State
from dash.exceptions import PreventUpdate

from callbacks import cards, words
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.options import options
from data.answers.payments import payments
from data.dimensions import Dimension
from data.formulas import Format
from data.periods import Comparison
from layouts import kpi, shell, states
from layouts.figures.bars import bar_top
from layouts.tables import rows
from layouts.tabs import Tab, page_of

TITLE = "Payments"
FEWEST_SLOTS = 5


def register(app: Dash, services: Services) -> None:
    """Draw the card while the overview is in sight."""

    @app.callback(
        output=cards.outputs(kpi.PAYMENTS),
        inputs={
            "query": Input(page_of(Tab.OVERVIEW).question_id, "data"),
            "mode": State(shell.Id.THEME, "data"),
        },
    )
    def _draw(query: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked = read(services, query)
        return cards.values(cards.drawn(TITLE, lambda: payment_card(asked, mode_of(mode))))


def payment_card(asked: Asked, mode: str) -> Card:
    """Money collected by method on the day it was paid, with the share of attempts that failed."""
    frame = payments(asked.view, asked.filters)
    if not options(asked.view, Dimension.PAYMENT_METHOD):
        text = "This shop's data hold no payments. Load payments to see how customers pay."
        return Card(title=TITLE, state=states.not_available("No payments", text))
    if frame.empty:
        return cards.nothing(TITLE, asked)
    shown = frame.rename(columns={"method": "label", "amount": "value"})
    attempts, succeeded = int(frame["attempts"].sum()), int(frame["succeeded"].sum())
    slots = max(FEWEST_SLOTS, len(shown))
    return Card(
        figure=bar_top(shown, theme=mode, fmt=Format.MONEY, currency=asked.currency, slots=slots),
        rows=rows(shown, asked.currency),
        title=TITLE,
        subtitle=f"Collected on the day of payment, {words.periods(asked, Comparison.NONE)}",
        note=f"{words.share(succeeded / attempts)} of attempts succeeded.",
    )
