"""The scenario that a page, a file or a command asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from callbacks.asked import Asked
from callbacks.forecast import TARGET, forecast_of
from data.answers.what_if import SalesMade, sales_made
from data.filters import FilterError, Filters
from data.metrics import metric
from data.warehouse import View
from layouts import what_if
from models.what_if import Levers, Scenario, Shares, scenario

NOTHING_LEFT = (
    "In the last complete months discounts and reversals left nothing of these sales, so there "
    "are no shares that levers could change. Choose other filters."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A scenario and what it was made of."""

    levers: Levers
    made: SalesMade
    shares: Shares
    result: Scenario


def levers_of(settings: Mapping[str, str]) -> Levers:
    """What the levers of a link say, by their keys in it; FilterError for what they cannot."""
    wanted = {lever.key: settings.get(lever.choice.key, "0") for lever in what_if.LEVERS}
    for lever in what_if.LEVERS:
        if not lever.choice.takes(wanted[lever.key]):
            span = f"from {lever.least} to {lever.most}"
            raise FilterError(f"{lever.label}: choose a whole number {span}.")
    lost = settings.get("what-if.lost", "0")
    if lost not in what_if.LOST:
        raise FilterError(f"Volume lost: choose one of {', '.join(what_if.LOST)}.")
    numbers: dict[str, Any] = {name: int(text) for name, text in wanted.items()}
    return Levers(**numbers, lost=Fraction(lost))


def answer_of(view: View, filters: Filters, levers: Levers, months: int) -> Answer:
    """The scenario of a selection, whichever days it names; the forecast page's own numbers.

    TooLittleData where there is no forecast, FilterError where nothing is left to be changed.
    """
    learned = forecast_of(view, metric(TARGET), filters, months)
    made = sales_made(view, filters)
    if made is None:
        raise FilterError(NOTHING_LEFT)
    shares = Shares(made.discounts, made.reversals, made.returning)
    amounts = learned.frame.select_dtypes("number").columns
    ahead = learned.frame.assign(**{name: learned.frame[name].round(2) for name in amounts})
    return Answer(levers, made, shares, scenario(ahead, levers, shares))


def asked_for(asked: Asked) -> Answer:
    """The scenario that the page shows."""
    months = int(asked.setting("what-if.months"))
    return answer_of(asked.view, asked.filters, levers_of(asked.settings), months)
