"""Model cards in words: what a model was learned from, how good it is, why it is in service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from callbacks.data_page import answers, shown
from callbacks.desk import Kind
from callbacks.words import counted
from layouts import dates, formatting
from layouts.data_page.models import Deed, Shown
from models.card import ModelCard

_TITLES = {
    "segments": "Customer clusters",
    "forecast": "Forecast of the whole shop",
    "forecasts": "Forecasts by category, product and country",
    "value": "Customer value",
}
_SCORES = {
    "mase": "Scaled error (MASE)",
    "wape": "Error as a share of sales (WAPE)",
    "bias": "Bias",
    "coverage80": "Months within the 80% range",
    "coverage95": "Months within the 95% range",
    "k": "Clusters",
    "silhouette": "Silhouette",
    "agreement": "Agreement when repeated",
}
BACK = Deed(Kind.FORMER.value, "Use the former model")
UNPIN = Deed(Kind.UNPIN.value, "Let newer ones compete")
_MOST = 200


def title(name: str) -> str:
    """What a model is called on the page."""
    return _TITLES.get(name, answers.in_words(name))


def refused(name: str, why: str) -> Shown:
    """A model that must not be used."""
    return Shown(name, title(name), "Not usable", "is-bad", [why])


def of_card(card: ModelCard, as_of: date, former: ModelCard | None) -> Shown:
    """A model in service; `former` is the one that can be gone back to, None where none is kept."""
    badge, tone = _badge(card)
    return Shown(
        name=card.name,
        title=title(card.name),
        badge=badge,
        tone=tone,
        sentences=[text for text in (sentence(card), card.note) if text],
        facts=_facts(card, as_of),
        behind=[*_pairs(card.scores, _SCORES), *_pairs(card.parameters, {}), *_libraries(card)],
        deeds=[*([BACK] if former else []), *([UNPIN] if card.pinned else [])],
        hint="" if former else "No older release that is kept holds a former one to go back to.",
    )


def sentence(card: ModelCard) -> str:
    """How a model came into service."""
    if card.contest:
        return str(card.contest.get("why", ""))
    if card.pinned:
        return "Somebody went back to this model. A newer one has to beat it to take its place."
    return "Learned anew; there was no model that it could be compared with."


def age(card: ModelCard, as_of: date) -> str:
    """How much older than the figures the data are that a model was learned from."""
    days = (as_of - card.last_day).days
    return (
        "As new as the figures" if days <= 0 else f"{counted(days, 'day')} older than the figures"
    )


def question(card: ModelCard, kind: Kind, former: ModelCard | None) -> str:
    """What is asked before a model is changed."""
    name = title(card.name)
    if kind is Kind.UNPIN or former is None:
        return (
            f"{name}: the model in service stays for now. From the next training on, a newer one "
            "takes its place as soon as it is no worse on the same data."
        )
    return (
        f"{name}: the model that was learned on {shown.instant(former.created_at)}, on data to "
        f"{dates.day(former.last_day)}, takes the place of the one of "
        f"{shown.instant(card.created_at)}. It is applied to the data of today, everybody sees it "
        "at once, and it stays until a newer one beats it. Nothing else changes, and you can serve "
        "the present release again as long as it is listed under Releases."
    )


def _badge(card: ModelCard) -> tuple[str, str]:
    if card.pinned:
        return "Gone back to", "is-warn"
    if card.contest is None:
        return "New", ""
    return ("Promoted", "is-good") if card.contest.get("promoted") else ("Kept", "")


def _facts(card: ModelCard, as_of: date) -> list[tuple[str, str]]:
    return [
        ("Learned", shown.instant(card.created_at)),
        ("From release", card.release),
        ("Data", dates.span(card.first_day, card.last_day)),
        ("Age of its data", age(card, as_of)),
        ("Observations", formatting.count(card.rows)),
        *_contest(card.contest),
    ]


def _contest(contest: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if not contest or not contest.get("measure"):
        return []
    measure = answers.in_words(str(contest.get("measure", "score")))
    return [
        (f"{measure}, newly trained", _number(contest.get("challenger"))),
        (f"{measure}, in service before", _number(contest.get("served"))),
    ]


def _pairs(values: Mapping[str, Any], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (labels.get(name, answers.in_words(name)), _value(value))
        for name, value in values.items()
        if value is not None
    ]


def _libraries(card: ModelCard) -> list[tuple[str, str]]:
    listed = ", ".join(f"{name} {version}" for name, version in card.libraries.items())
    return [("Libraries", listed)] if listed else []


def _value(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | list | dict):
        return str(value)[:_MOST]
    if isinstance(value, list):
        return ", ".join(_value(each) for each in value)[:_MOST]
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items())[:_MOST]
    return _number(value)


def _number(value: Any) -> str:
    """Three decimals at most; a whole number without any."""
    if not isinstance(value, int | float) or formatting.is_missing(value):
        return formatting.MISSING
    if float(value).is_integer():
        return formatting.count(value)
    return f"{value:,.3f}".replace("-", "−")
