"""The model of customer value as facts: what it is, learned from, and what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from callbacks import trained
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.value_facts import held_out
from data.answers.value import was_learned
from layouts import dates, formatting, value
from layouts.tables import rows
from models.card import ModelCard
from models.registry import ModelRefused
from models.value.model import ValueModel
from models.value.purchasing import Purchasing

Facts = list[tuple[str, str]]
_OF_ORDERS = ("r", "alpha", "a", "b")


def model_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The card of the model that is in service, also of one that was refused."""
    if not was_learned(asked.view):
        raise ModelRefused(value.NOT_LEARNED)
    found, card = trained.value_model(asked.view)
    said = [*_about(found, card), *_fit(found), *_gates(found), *_trial(found), *_service(card)]
    return Card(
        rows=rows(pd.DataFrame(said, columns=["fact", "value"]), asked.currency),
        title=value.MODEL_TITLE,
        subtitle=f"As of {dates.day(found.as_of)}",
        note=found.sentence(),
        columns=value.MODEL_COLUMNS,
    )


def _about(found: ValueModel, card: ModelCard) -> Facts:
    return [
        ("Model", "none: the data cannot carry one" if found.refused else found.name),
        ("Buyers", formatting.count(found.buyers)),
        ("Data", dates.span(card.first_day, card.last_day)),
    ]


def _fit(found: ValueModel) -> Facts:
    """Parameters and how likely they make what happened, each law in a line of its own."""
    if found.law is None or found.spend is None:
        return []
    spend, beside = found.spend, found.beside
    said = [
        (f"Orders, {found.law.name}", _law(found.law)),
        ("Money per order, Gamma-Gamma", _named(spend, ("p", "q", "gamma"))),
    ]
    return said if beside is None else [*said, (f"Compared with {beside.name}", _law(beside))]


def _law(law: Purchasing) -> str:
    return f"{_named(law, _OF_ORDERS)}; log-likelihood {_likelihood(law.log_likelihood)}"


def _named(law: object, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {getattr(law, name):.3g}" for name in names)


def _likelihood(number: float) -> str:
    return f"{formatting.MINUS if number < 0 else ''}{abs(number):,.1f}"


def _gates(found: ValueModel) -> Facts:
    """Every condition, met or what is missing; and the correlation that one of them is about."""
    said = [(f"Needs {gate.asks}", gate.missing or "met") for gate in found.gates]
    return [
        *said,
        ("Frequency against value", f"correlation {formatting.ratio(found.correlation)}"),
    ]


def _trial(found: ValueModel) -> Facts:
    trial = found.holdout
    if trial is None:
        return []
    return [("Days held out", f"the last {trial.days}"), ("Trial", held_out(trial.value_error))]


def _service(card: ModelCard) -> Facts:
    why = (card.contest or {}).get("why")
    return [("In service", str(why))] if why else []
