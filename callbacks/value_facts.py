"""Whether customers have a value at all, and how the days that were held out turned out."""

from __future__ import annotations

import pandas as pd

from callbacks import cards, trained
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers import value as answers
from data.metrics import Format
from data.warehouse import View
from layouts import formatting, value
from layouts.figures.value import paired_bars
from layouts.tables import rows
from models.registry import ModelRefused


def ready(view: View) -> None:
    """Go on where customers have a value; ModelRefused says why they have none.

    Either the release was built before there were any, or the data cannot carry the claim.
    """
    if not answers.was_learned(view):
        raise ModelRefused(value.NOT_LEARNED)
    if not answers.anybody(view):
        raise ModelRefused(trained.value_model(view)[0].sentence())


def held_out(off: float | None) -> str:
    """How well the model did on the days that it was not shown."""
    if off is None:
        return "There were no days to hold out, so nobody knows yet how good that is."
    size = formatting.percent(abs(off))
    if not any(digit in size for digit in "123456789"):
        return "On the days held out, as much came as was expected."
    return f"On the days held out, {size} {'more' if off > 0 else 'less'} was expected than came."


def calibration_card(asked: Asked, mode: str) -> Card:
    """What was expected of the held-out days and what came, by tenths of the customers."""
    ready(asked.view)
    frame = answers.calibration(asked.view)
    if frame.empty:
        return cards.too_short(value.CALIBRATION_TITLE, held_out(None))
    by_value = asked.setting("value.held-out") == value.VALUE
    columns = (
        ("actual_value", "predicted_value") if by_value else ("actual_orders", "predicted_orders")
    )
    tenths = frame["decile"].astype("Int64").astype(str)
    shown = frame.assign(label=tenths.where(frame["decile"].notna(), "All"), short=tenths)
    return Card(
        figure=paired_bars(
            shown[frame["decile"].notna()].assign(label=lambda f: "Tenth " + f["label"]),
            tuple(zip(columns, ("Came", "Expected"), strict=True)),
            theme=mode,
            fmt=Format.MONEY if by_value else Format.COUNT,
            currency=asked.currency,
            title="Tenths by expected orders, the fewest first",
        ),
        rows=rows(shown.drop(columns="decile"), asked.currency),
        title=value.CALIBRATION_TITLE,
        subtitle="A model that was not shown the last days, held against them; all customers, "
        "whatever is filtered by",
        note=_errors(asked, frame),
        columns=value.CALIBRATION_COLUMNS,
    )


def _errors(asked: Asked, frame: pd.DataFrame) -> str:
    every = frame.iloc[-1]
    orders = (
        f"{formatting.count(every['predicted_orders'])} orders were expected and "
        f"{formatting.count(every['actual_orders'])} came"
    )
    money = [
        formatting.money(every[name], asked.currency, compact=True)
        for name in ("predicted_value", "actual_value")
    ]
    errors = [
        formatting.signed(every[name], Format.PERCENT) for name in ("orders_error", "value_error")
    ]
    return f"In all {orders} ({errors[0]}), worth {money[0]} and {money[1]} ({errors[1]})."
