"""Payments: which methods pay, how often they fail, what that costs, and whether sums agree."""

from __future__ import annotations

import pandas as pd
from dash import Dash

from callbacks import cards, deck, payment_words, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.crossing import DAYS
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers.kpis import baseline_period
from data.answers.options import options
from data.answers.payments import attempts, by_method_of_order, in_all, over_time, payments
from data.answers.payments_reconciled import (
    DIFFERING,
    MOST_ORDERS,
    UNPAID,
    paid_against_ordered,
    worst_orders,
)
from data.dimensions import Dimension
from data.formulas import Format
from data.periods import Comparison, Grain
from layouts import kpi, states
from layouts import payments as page
from layouts.figures.bars import bar_top
from layouts.figures.payments import lost_and_recovered, rate_pairs, rates_over_time
from layouts.tables import rows
from layouts.tabs import Tab

TITLE, LOST_TITLE = "Payments", "Lost to failed payments, and won back"
FEWEST_SLOTS = 5


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.PAYMENTS, DECK, lede)


def lede(asked: Asked) -> str:
    """What was collected, how often paying worked, and what failed for good."""
    if not _has_payments(asked):
        return "This shop's data hold no payments."
    return payment_words.sentence(asked, in_all(asked.view, asked.filters))


def payment_card(asked: Asked, mode: str) -> Card:
    """Money collected by method on the day it was paid, with the share of attempts that failed."""
    frame = attempts(asked.view, asked.filters)
    missing = _missing(asked, TITLE, frame["attempts"].sum())
    if missing:
        return missing
    shown = _by_method(frame)
    worked = int(frame["succeeded"].sum()) / int(frame["attempts"].sum())
    slots = max(FEWEST_SLOTS, len(shown))
    return Card(
        figure=bar_top(shown, theme=mode, fmt=Format.MONEY, currency=asked.currency, slots=slots),
        rows=rows(shown, asked.currency),
        title=TITLE,
        subtitle=f"Collected on the day of payment, {words.periods(asked, Comparison.NONE)}",
        note=f"{words.share(worked)} of attempts succeeded.",
        columns=kpi.PAYMENT_COLUMNS,
        metrics=("collected",),
    )


def summary_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The six numbers of payments beside those of the period compared with."""
    title, now = "Payments in short", in_all(asked.view, asked.filters)
    missing = _missing(asked, title, now["attempts"] + now["orders_tried"])
    if missing:
        return missing
    period = baseline_period(asked.view, asked.filters, asked.selection.compare)
    then = in_all(asked.view, asked.filters.within(period)) if period else {}
    return Card(
        rows=payment_words.lines(asked, now, then),
        title=title,
        subtitle=words.periods(asked, asked.selection.compare),
        note=payment_words.whole_orders(asked),
        columns=page.SUMMARY_COLUMNS,
        metrics=tuple(payment_words.NUMBERS),
    )


def mix_card(asked: Asked, mode: str) -> Card:
    """Money collected by method, with a tick where it stood in the period compared with."""
    title, frame = "Collected by method", payments(asked.view, asked.filters)
    missing = _missing(asked, title, frame["attempts"].sum())
    if missing:
        return missing
    period = baseline_period(asked.view, asked.filters, asked.selection.compare)
    shown = _by_method(frame).assign(comparison=float("nan"))
    if period:
        then = payments(asked.view, asked.filters.within(period)).set_index("method")["amount"]
        shown["comparison"] = shown["label"].map(then).fillna(0.0)
    slots = max(FEWEST_SLOTS, len(shown))
    return Card(
        figure=bar_top(shown, theme=mode, fmt=Format.MONEY, currency=asked.currency, slots=slots),
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=words.ticked(asked),
        note="Successful payments on the day of payment. An order that several methods paid counts "
        f"under each with its part. {payment_words.whole_orders(asked)}".strip(),
        columns=page.MIX_COLUMNS,
        metrics=("collected",),
    )


def rates_card(asked: Asked, mode: str) -> Card:
    """Both rates of each method."""
    title, frame = "How often payments succeed", payments(asked.view, asked.filters)
    missing = _missing(asked, title, frame["attempts"].sum())
    if missing:
        return missing
    shown = _by_method(frame).rename(columns={"value": "amount"})
    return Card(
        figure=rate_pairs(shown, theme=mode),
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=words.periods(asked, Comparison.NONE),
        note="Hollow: attempts that succeeded. Full: orders tried with the method that were paid "
        "in the end, by whichever method. The axis does not begin at 0.",
        columns=page.RATES_COLUMNS,
        metrics=("payment_success_rate", "orders_paid_rate"),
    )


def trend_card(asked: Asked, mode: str) -> Card:
    """Both rates over time."""
    title, grain = "Success over time", Grain(asked.setting("payments.grain"))
    frame = over_time(asked.view, asked.filters, grain)
    missing = _missing(asked, title, frame["attempts"].sum())
    if missing:
        return missing
    return Card(
        figure=rates_over_time(frame, theme=mode, grain=grain),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"By {grain.value}, {words.periods(asked, Comparison.NONE)}",
        note="Attempts by the day of payment, orders by the day of the order. "
        f"The axis does not begin at 0. {payment_words.cut(frame, grain)}".strip(),
        columns=page.TREND_COLUMNS,
        metrics=("payment_success_rate", "orders_paid_rate"),
    )


def lost_card(asked: Asked, mode: str) -> Card:
    """What failed for good beside what a retry brought back, over time."""
    title, grain = LOST_TITLE, Grain(asked.setting("payments.grain"))
    frame = over_time(asked.view, asked.filters, grain)
    missing = _missing(asked, title, frame["orders_tried"].sum())
    if missing:
        return missing
    return Card(
        figure=lost_and_recovered(frame, theme=mode, currency=asked.currency, grain=grain),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"By {grain.value} of the order, {words.periods(asked, Comparison.NONE)}",
        note=payment_words.at_most(asked, in_all(asked.view, asked.filters)),
        columns=page.TREND_COLUMNS,
        metrics=("lost_to_failure", "recovered_after_failure"),
    )


def methods_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """Orders, money and refunds by the method of the order."""
    title, frame = "Orders and refunds by method", by_method_of_order(asked.view, asked.filters)
    missing = _missing(asked, title, frame["orders"].sum() + frame["refunds"].sum())
    if missing:
        return missing
    keys = {option["value"] for option in options(asked.view, Dimension.PAYMENT_METHOD)}
    shown = frame.assign(key=frame["method"].where(frame["method"].isin(keys), ""))
    return Card(
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=words.periods(asked, Comparison.NONE),
        note="The method is that of the whole order; “Mixed” was paid by several. Orders by their "
        "own day, money and refunds by theirs; a refund names no method of its own. “Not paid” "
        f"also holds refunds without an order. {payment_words.whole_orders(asked)}".strip(),
        columns=page.METHODS_COLUMNS,
        metrics=("orders", "collected", "reversals"),
    )


def classes_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """How many orders were paid to the cent, too much, too little, not at all."""
    title, frame = "Paid against ordered", paid_against_ordered(asked.view, asked.filters)
    missing = _missing(asked, title, frame["orders"].sum())
    if missing:
        return missing
    return Card(
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"By the day of the order, {words.periods(asked, Comparison.NONE)}",
        note="Ordered is goods less discounts, with shipping and tax. What was taken back lowers "
        "both sides alike, so it changes no class. Only money that came counts as paid: what is "
        "authorised or on its way does not.",
        columns=page.CLASSES_COLUMNS,
    )


def orders_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The orders with the most money between what was ordered and what was paid."""
    unpaid = asked.setting("payments.orders") == page.Listed.UNPAID
    title = "Orders that nobody paid" if unpaid else "Orders paid too much or too little"
    frame = worst_orders(asked.view, asked.filters, UNPAID if unpaid else DIFFERING)
    missing = _missing(asked, title, 1)
    if missing:
        return missing
    if frame.empty:
        told = "no order without a payment" if unpaid else "no order paid too much or too little"
        text = f"There is {told} in this selection."
        days = words.periods(asked, Comparison.NONE)
        state = states.too_little("Nothing to look at", text)
        return Card(title=title, subtitle=days, state=state)
    cut = len(frame) == MOST_ORDERS
    return Card(
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"By the day of the order, {words.periods(asked, Comparison.NONE)}",
        note=f"The {MOST_ORDERS} with the most money at stake." if cut else "",
        columns=page.ORDERS_COLUMNS,
    )


def _by_method(frame: pd.DataFrame) -> pd.DataFrame:
    shown = frame.rename(columns={"method": "label", "amount": "value"})
    return shown.assign(key=shown["label"])


def _has_payments(asked: Asked) -> bool:
    return bool(options(asked.view, Dimension.PAYMENT_METHOD))


def _missing(asked: Asked, title: str, found: float) -> Card | None:
    """The card of a shop without payments, or of a selection without any; None where there are."""
    if not _has_payments(asked):
        text = "This shop's data hold no payments. Load payments to see how customers pay."
        return Card(title=title, state=states.not_available("No payments", text))
    return None if found else cards.nothing(title, asked)


DECK = (
    Drawn(page.SUMMARY, "Payments in short", summary_card, graph=False),
    Drawn(page.MIX, "Collected by method", mix_card, field="payment_methods"),
    Drawn(page.RATES, "How often payments succeed", rates_card, field="payment_methods"),
    Drawn(page.TREND, "Success over time", trend_card, field=DAYS),
    Drawn(page.LOST, LOST_TITLE, lost_card, field=DAYS),
    Drawn(
        page.METHODS,
        "Orders and refunds by method",
        methods_card,
        graph=False,
        field="payment_methods",
    ),
    Drawn(page.CLASSES, "Paid against ordered", classes_card, graph=False),
    Drawn(page.ORDERS, "Orders to look at", orders_card, graph=False),
)
