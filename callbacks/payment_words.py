"""What is said about payments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from callbacks import words
from callbacks.asked import Asked
from data.answers.kpis import is_unfinished
from data.changes import change
from data.metrics import metric
from data.periods import Grain
from layouts import changes, dates, formatting

# Metric -> the number of an answer that it is, and what it says to a merchant.
NUMBERS = {
    "collected": ("amount", "Money that came in, on the day it came."),
    "payment_attempts": ("attempts", "Every try to pay, also those that failed."),
    "payment_success_rate": ("success_rate", "Of all attempts; every retry counts again."),
    "orders_paid_rate": ("paid_rate", "Of the orders somebody tried to pay; retries count once."),
    "lost_to_failure": (
        "lost",
        "Orders of which every attempt failed. At most this: some customers order again.",
    ),
    "recovered_after_failure": ("recovered", "Orders that were paid after an attempt had failed."),
}


def sentence(asked: Asked, found: Mapping[str, float]) -> str:
    """£12.3K collected. 93.2% of attempts succeeded; 97.1% of orders were paid in the end."""
    if not found["attempts"] and not found["orders_tried"]:
        return "Nobody tried to pay in this selection."
    said = [f"{_written(asked, 'collected', found)} collected."]
    rates = {
        "of attempts succeeded": found["success_rate"],
        "of orders were paid in the end": found["paid_rate"],
    }
    known = [
        f"{words.share(v)} {text}" for text, v in rates.items() if not formatting.is_missing(v)
    ]
    said.append("; ".join(known) + "." if known else "")
    if found["orders_lost"]:
        orders = words.counted(int(found["orders_lost"]), "order")
        money = _written(asked, "lost_to_failure", found)
        said.append(f"Failed payments cost at most {money} in {orders}.")
    return " ".join(text for text in said if text)


def lines(
    asked: Asked, now: Mapping[str, float], then: Mapping[str, float]
) -> list[dict[str, Any]]:
    """One row per number: what it is, what it was, how it changed, and what it says."""
    unfinished = is_unfinished(asked.view, asked.filters)
    found = []
    for name, (field, meaning) in NUMBERS.items():
        number, before = metric(name), then.get(field)
        moved = change(number, _known(now[field]), _known(before), unfinished=unfinished)
        said = changes.said(moved, number, asked.currency)
        sign = {"up": "+", "down": formatting.MINUS}.get(said.direction, "")
        found.append(
            {
                "label": number.label,
                "now": _written(asked, name, now),
                "before": _written(asked, name, then) if then else formatting.MISSING,
                "change": said.text if said.text == "new" else f"{sign}{said.text}",
                "meaning": meaning,
            }
        )
    return found


def whole_orders(asked: Asked) -> str:
    """What a filter by product means for payments."""
    if not asked.filters.touches_products:
        return ""
    return "A product or category keeps the payments of the whole orders that hold it."


def at_most(asked: Asked, found: Mapping[str, float]) -> str:
    """Both sums in money and orders, and why the first is an upper bound."""
    lost = words.counted(int(found["orders_lost"]), "order")
    back = words.counted(int(found["orders_recovered"]), "order")
    told = (
        f"Lost: {_written(asked, 'lost_to_failure', found)} in {lost}, at most, because some of "
        f"these customers order again. Paid after a failure: "
        f"{_written(asked, 'recovered_after_failure', found)} in {back}."
    )
    if found["orders_on_their_way"]:
        waiting = words.counted(int(found["orders_on_their_way"]), "order")
        told += f" Still on its way: {waiting}."
    return f"{told} {whole_orders(asked)}".strip()


def cut(frame: pd.DataFrame, grain: Grain) -> str:
    """Which points do not hold all their days."""
    named = [dates.point(day.date(), grain) for day in frame.loc[frame["partial"], "period"]]
    return f"Not whole: {' and '.join(named)}." if named else ""


def _written(asked: Asked, name: str, found: Mapping[str, float]) -> str:
    return words.amount(asked, metric(name), _known(found[NUMBERS[name][0]]))


def _known(value: float | None) -> float | None:
    return None if formatting.is_missing(value) else value
