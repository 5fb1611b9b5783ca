"""Alerts as values: what is watched, how it stands, and what mail is owed. Definitions only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from data.addresses import is_address
from data.filters import FilterError
from data.metrics import Metric, UnknownMetric, metric
from data.notes.records import NotKept, checked_day, checked_name
from data.period_choices import Comparison
from data.selection import KEYS, Selection, parse
from data.windows import Window

MOST_ALERTS = 100
MOST_RECIPIENTS = 20
LARGEST_VALUE = Decimal(10) ** 12
LARGEST_CHANGE = Decimal(100_000)
LEVELS = (80, 95)

_NUMBER = re.compile(r"-?\d{1,13}(\.\d{1,4})?", re.ASCII)


class AlertKind(StrEnum):
    """What a metric is held against."""

    THRESHOLD = "threshold"
    CHANGE = "change"
    BAND = "band"

    @property
    def label(self) -> str:
        """The kind in a merchant's words."""
        return {
            "threshold": "A value",
            "change": "A change in per cent",
            "band": "The forecast's range",
        }[self.value]


class Side(StrEnum):
    """On which side of it the alert fires."""

    ABOVE = "above"
    BELOW = "below"
    EITHER = "either"

    @property
    def label(self) -> str:
        """The side in a merchant's words."""
        return {"above": "Above it", "below": "Below it", "either": "Either side"}[self.value]


class State(StrEnum):
    """How an alert stands since it was last checked."""

    UNCHECKED = "unchecked"
    OK = "ok"
    FIRING = "firing"
    NO_DATA = "no-data"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is watched, and who is told.

    `value` is written as its metric is: money, a count, or per cent of a rate; of a change it is
    per cent (of a rate: percentage points), of a band its level. `filters` is a link's query string
    of dimensions alone; until the day `snoozed_until` nothing is sent.
    """

    id: int
    name: str
    metric: str
    filters: str
    window: Window
    kind: AlertKind
    side: Side
    value: Decimal
    comparison: Comparison
    recipients: tuple[str, ...]
    snoozed_until: date | None = None
    enabled: bool = True
    made_by: str = ""
    made_at: datetime | None = None

    def sleeps(self, today: date) -> bool:
        """Whether nothing is sent on this day."""
        return self.snoozed_until is not None and today < self.snoozed_until


def checked_rule(form: Mapping[str, object]) -> Rule:
    """A rule without an id yet, of texts by the names of its fields; NotKept says what is wrong."""
    kind = _word(AlertKind, form.get("kind"), "Kind")
    window = _word(Window, form.get("window"), "Window")
    chosen = _metric(form.get("metric"))
    if kind is AlertKind.BAND:
        _check_band(chosen, window)
    side = _word(Side, form.get("side"), "Side")
    if kind is AlertKind.THRESHOLD and side is Side.EITHER:
        raise NotKept("Side: a value is either passed upwards (above) or downwards (below).")
    comparison = _word(Comparison, form.get("comparison") or Comparison.PREVIOUS, "Compared with")
    if kind is AlertKind.CHANGE and comparison is Comparison.NONE:
        raise NotKept("Compared with: a change needs something to be held against.")
    return Rule(
        id=0,
        name=checked_name(form.get("name"), "Name"),
        metric=chosen.name,
        filters=checked_filters(form.get("filters") or ""),
        window=window,
        kind=kind,
        side=side,
        value=_value(kind, form.get("value")),
        comparison=comparison,
        recipients=checked_recipients(form.get("recipients")),
    )


def checked_filters(text: object) -> str:
    """A link's query string with nothing but dimensions; NotKept says what has to go."""
    query = text.strip().lstrip("?") if isinstance(text, str) else "?"
    others = {key for key, _ in parse_qsl(query, keep_blank_values=True)} - set(KEYS)
    if others or (query and "=" not in query):
        raise NotKept(
            "Filters: write them as in a link, for example category=Kitchen&country=Ireland. "
            f"Only these can be kept: {', '.join(KEYS)}; the period comes from the alert."
        )
    try:
        return Selection(kept=parse(query).kept).query()
    except FilterError as error:
        raise NotKept(f"Filters: {error}") from None


def checked_recipients(text: object) -> tuple[str, ...]:
    """Mail addresses, separated by commas or blanks, each once; NotKept for what is none."""
    found = re.split(r"[,;\s]+", text.strip()) if isinstance(text, str) and text.strip() else []
    addresses = tuple(dict.fromkeys(part for part in found if part))
    if not addresses:
        raise NotKept("Recipients: write at least one mail address, like ada@example.com.")
    if len(addresses) > MOST_RECIPIENTS:
        raise NotKept(f"Recipients: {len(addresses)} are too many; {MOST_RECIPIENTS} fit.")
    for address in addresses:
        if not is_address(address):
            shown = address.encode("utf-8", "replace").decode()[:60]
            raise NotKept(f"Recipients: “{shown}” is not a mail address like ada@example.com.")
    return addresses


def checked_until(text: object, today: date) -> date:
    """The day on which a snoozed alert speaks again; NotKept for one that is not to come."""
    day = checked_day(text, "Until")
    if day <= today:
        raise NotKept(f"Until: {day} is not to come; today is {today}.")
    return day


def _metric(name: object) -> Metric:
    try:
        return metric(name if isinstance(name, str) else "")
    except UnknownMetric as error:
        raise NotKept(f"Metric: {error}") from None


_Word = TypeVar("_Word", AlertKind, Side, Window, Comparison)


def _word(kind: type[_Word], text: object, what: str) -> _Word:
    if isinstance(text, str) and text in set(kind):
        return kind(text)
    raise NotKept(f"{what}: choose one of {', '.join(kind)}.")


def _check_band(chosen: Metric, window: Window) -> None:
    if window is not Window.MONTH:
        raise NotKept("Window: a forecast is made by months, so choose month.")
    if not chosen.additive:
        raise NotKept(f"Metric: {chosen.label} is not forecast; choose one that adds up.")


def _value(kind: AlertKind, text: object) -> Decimal:
    said = str(text).strip() if isinstance(text, str | int | Decimal) else ""
    if not _NUMBER.fullmatch(said):
        raise NotKept("Value: write digits, with a point and up to four decimals if need be.")
    value = Decimal(said)
    if kind is AlertKind.BAND and value not in LEVELS:
        raise NotKept("Value: of a forecast's range, choose 80 or 95 (per cent).")
    if kind is AlertKind.CHANGE and not 0 < value <= LARGEST_CHANGE:
        raise NotKept("Value: a change has to be more than 0 per cent, and is written without %.")
    if abs(value) >= LARGEST_VALUE:
        raise NotKept(f"Value: it has to be less than {LARGEST_VALUE:,}.")
    return value
