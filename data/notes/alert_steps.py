"""How an alert goes from one check to the next, and when somebody is to be told.

A rule is judged once for each period. Whoever is told hears of the beginning and of the end, once
each, and at most once in a period; while a rule is snoozed nothing is said, and one that still
fires when it wakes says so then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from data.notes.alert_records import State
from data.periods import Period


class Told(StrEnum):
    """What the recipients believe."""

    QUIET = "quiet"
    FIRING = "firing"
    ASLEEP = "asleep"  # it fired, and they did not want to hear of it


class News(StrEnum):
    """What a mail is about."""

    BEGAN = "began"
    RECOVERED = "recovered"
    WOKE = "woke"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule comes to in a period; without a complete one there is none."""

    period: Period | None
    state: State
    value: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands: `since` is the first day of the period it began in.

    `checked` is the last period it was judged in, `mailed_for` the first day of the last one that a
    mail was written about.
    """

    state: State = State.UNCHECKED
    since: date | None = None
    value: float | None = None
    detail: str = ""
    checked: Period | None = None
    told: Told = Told.QUIET
    mailed_for: date | None = None
    sent_at: datetime | None = None


def is_due(before: Standing, period: Period | None) -> bool:
    """Whether a rule is to be judged: once for each period, and again while nothing was known.

    A period before the last one, of a release that somebody went back to, is passed over.
    """
    if before.checked is None or period is None:
        return True
    if period.start == before.checked.start:
        return before.state is State.NO_DATA
    return period.start > before.checked.start


def step(before: Standing, found: Finding, *, asleep: bool) -> tuple[Standing, News | None]:
    """How the rule stands now, and what is to be told; None where there is nothing to tell."""
    now = _judged(before, found) if is_due(before, found.period) else before
    if asleep:
        return replace(now, told=_asleep(now)), None
    news = _news(now)
    if news is None:
        # Who slept through the whole of it never hears of it.
        quiet = now.state is State.OK
        return (replace(now, told=Told.QUIET) if quiet else now), None
    if now.checked is None or now.mailed_for == now.checked.start:
        return now, None
    told = Told.QUIET if news is News.RECOVERED else Told.FIRING
    return replace(now, told=told, mailed_for=now.checked.start), news


def _judged(before: Standing, found: Finding) -> Standing:
    start = found.period.start if found.period else None
    return replace(
        before,
        state=found.state,
        since=before.since if found.state is before.state else start,
        value=found.value,
        detail=found.detail,
        checked=found.period or before.checked,
    )


def _asleep(now: Standing) -> Told:
    if now.state is State.FIRING:
        return Told.ASLEEP
    return Told.QUIET if now.state is State.OK else now.told


def _news(now: Standing) -> News | None:
    if now.state is State.FIRING:
        return {Told.QUIET: News.BEGAN, Told.ASLEEP: News.WOKE}.get(now.told)
    recovered = now.state is State.OK and now.told is Told.FIRING
    return News.RECOVERED if recovered else None
