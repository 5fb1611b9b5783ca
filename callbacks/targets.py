"""Targets: months against what they were to bring, and how the month in sight goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
from dash import Dash, Output

from callbacks import deck
from callbacks.answers import Part
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from callbacks.target_words import state, unusable
from data.answers import targets as answers
from data.answers.targets import Paced, Targets
from data.pacing import EARLIEST_PROJECTION, Pace, Shape
from data.periods import Period, month_end
from layouts import dates, formatting, states, targets
from layouts.figures.targets import months_against_targets, pace
from layouts.tables import rows
from layouts.tabs import Tab
from layouts.targets import Id

# More bars are too thin to be told apart; the table has them all.
MOST_BARS = 24
_TITLES = {
    targets.PACE: "The month's pace",
    targets.NUMBERS: "Where the month stands",
    targets.MONTHS: "Months against their targets",
    targets.TABLE: "Targets by month",
}
WHOLE_SHOP = "Targets are for the whole shop, and so are these figures: no filter applies to them."


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight; without targets say how to set them."""
    outputs = [Output(place, "className") for place in (Id.GRID, Id.NONE, Id.EDITOR)]

    def classes(asked: Asked, _mode: str) -> list[str]:
        return _classes(asked, admin=services.desk.roles.is_admin())

    deck.register(app, services, Tab.TARGETS, DECK, lede, Part(outputs, classes))


def _classes(asked: Asked, *, admin: bool) -> list[str]:
    some = bool(asked.notes.targets())
    return [
        targets.grid_class(shown=some),
        targets.none_class(shown=not some),
        targets.editor_class(shown=admin),
    ]


def paced(asked: Asked, kept: Targets) -> Paced:
    """The month in which the chosen days end."""
    month = answers.month_in_sight(asked.view.release, asked.period)
    return answers.paced(asked.view, month, kept.get(month), Shape(asked.setting("targets.shape")))


def lede(asked: Asked) -> str:
    """The month in sight in one sentence, and which figures these are."""
    kept = asked.notes.targets()
    if not kept:
        return "What net sales each month is to reach, and how it goes."
    also = f" {WHOLE_SHOP}" if asked.is_filtered else ""
    return f"{_headline(asked, paced(asked, kept))}{also}"


def _headline(asked: Asked, found: Paced) -> str:
    month, pace_ = dates.month(found.month), found.pace
    if pace_ is None:
        sold = _money(asked, Decimal(str(found.frame["actual"].dropna().iloc[-1])))
        return f"{month} has no target; it has brought {sold}."
    target, sold = _money(asked, pace_.target), _money(asked, pace_.actual)
    if pace_.is_over:
        missed = pace_.actual - pace_.target
        return f"{month} brought {sold}, {_beside(asked, missed, 'its target')} of {target}."
    by = dates.short_day(_known_to(asked, found))
    usual = _beside(asked, pace_.ahead, "what is usual")
    return f"{month} has brought {sold} of {target}, {usual} by {by}."


def _beside(asked: Asked, difference: Decimal, what: str) -> str:
    """£22.04 less than what is usual; as much as its target."""
    size = _money(asked, abs(difference))
    if not any(digit in size for digit in "123456789"):
        return f"as much as {what}"
    return f"{size} {'more' if difference > 0 else 'less'} than {what}"


def _money(asked: Asked, amount: Decimal) -> str:
    return formatting.money(amount, asked.currency)


def _known_to(asked: Asked, found: Paced) -> Any:
    return min(asked.view.release.last_day, month_end(found.month))


def pace_card(asked: Asked, mode: str) -> Card:
    """What was sold up to each day of the month, beside its usual pace."""
    title, kept = _TITLES[targets.PACE], asked.notes.targets()
    if not kept:
        return _none(title)
    found = paced(asked, kept)
    projected = found.pace.projected if found.pace else None
    figure = pace(
        found.frame,
        theme=mode,
        currency=asked.currency,
        projected=None if projected is None else float(projected),
    )
    return Card(
        figure=figure,
        rows=rows(found.frame.round(dict.fromkeys(("actual", "expected"), 2)), asked.currency),
        title=f"{dates.month(found.month)}, day by day",
        subtitle=_subtitle(asked, found),
        note=_pace_note(asked, found),
        columns=targets.PACE_COLUMNS,
        metrics=(answers.NET_SALES,),
    )


def _subtitle(asked: Asked, found: Paced) -> str:
    if found.pace is None:
        return "Net sales added up; this month has no target"
    if found.pace.is_over:
        return "Net sales added up, against the usual way to the target"
    known = f"{found.pace.known} of {found.pace.days} days"
    return f"Net sales added up, so far {known}, to {dates.day(_known_to(asked, found))}"


def _pace_note(asked: Asked, found: Paced) -> str:
    """How the usual pace is made, where it is not what was asked for, and what is missing."""
    parts = [found.shape.sentence]
    wanted = Shape(asked.setting("targets.shape"))
    if wanted is Shape.LAST_YEAR and found.shape is not wanted:
        parts.insert(0, "The data do not hold the same days of last year.")
    first = asked.view.release.first_day
    if first > found.month and first.replace(day=1) == found.month:
        parts.append(f"The data begin on {dates.day(first)}, inside this month.")
    return " ".join(parts)


def numbers_card(asked: Asked, _mode: str) -> Card:
    """Target, sold, expected, where it leads, and what each day left has to bring."""
    title, kept = _TITLES[targets.NUMBERS], asked.notes.targets()
    if not kept:
        return _none(title)
    found = paced(asked, kept)
    month = dates.month(found.month)
    if found.pace is None:
        return Card(title=title, state=states.too_little(f"{month} has no target", _HOW_TO_SET))
    lines = _ended(found.pace) if found.pace.is_over else _running(asked, found, found.pace)
    shown = [(what, _rounded(amount), meaning) for what, amount, meaning in lines]
    frame = pd.DataFrame(shown, columns=["what", "amount", "meaning"])
    return Card(
        rows=rows(frame, asked.currency),
        title=f"Where {month} stands",
        subtitle="Net sales of the whole shop",
        columns=targets.NUMBER_COLUMNS,
        metrics=(answers.NET_SALES,),
    )


Line = tuple[str, Decimal | None, str]


def _ended(found: Pace) -> list[Line]:
    reached = formatting.percent(found.actual / found.target)
    return [
        ("Target", found.target, "Net sales wanted for the month"),
        ("Sold", found.actual, f"{reached} of the target"),
        ("Beyond the target", found.ahead, "Sold less the target"),
    ]


def _running(asked: Asked, found: Paced, now: Pace) -> list[Line]:
    by = dates.short_day(_known_to(asked, found))
    share, reached = formatting.percent(now.share), formatting.percent(now.actual / now.target)
    left = now.days - now.known
    days = "1 day that is left" if left == 1 else f"{left} days that are left"
    leads = (
        f"If the rest goes as the days so far: sold so far, divided by {share}"
        if now.projected is not None
        else f"Not said before day {EARLIEST_PROJECTION} of a month, nor without sales"
    )
    return [
        ("Target", now.target, "Net sales wanted for the month"),
        ("Sold so far", now.actual, f"{reached} of the target, by {by}"),
        ("Expected so far", now.expected, f"{share} of a month is usually sold by {by}"),
        ("Ahead" if now.ahead >= 0 else "Behind", now.ahead, "Sold less expected"),
        ("Leads to", now.projected, leads),
        ("Needed per day", now.needed_per_day, f"To reach the target in the {days}"),
    ]


def _rounded(amount: Decimal | None) -> float | None:
    return None if amount is None else float(round(amount, 2))


def months_card(asked: Asked, mode: str) -> Card:
    """A bar for each month, a mark for its target."""
    title, kept = _TITLES[targets.MONTHS], asked.notes.targets()
    if not kept:
        return _none(title)
    every = answers.months(asked.view, kept)
    frame = every.tail(MOST_BARS).reset_index(drop=True)
    cut = f"; the latest {MOST_BARS} of {len(every)} months" if len(every) > len(frame) else ""
    return Card(
        figure=months_against_targets(frame, theme=mode, currency=asked.currency),
        rows=_month_rows(asked, frame),
        title=title,
        subtitle=f"Net sales of the whole shop; the line marks the target{cut}",
        note="Reversals count on their own day. A hatched month is not whole.",
        columns=targets.MONTH_COLUMNS,
        whole=lambda: _told(asked, every),
        metrics=(answers.NET_SALES,),
    )


def table_card(asked: Asked, _mode: str) -> Card:
    """Every month that has a target, the latest first."""
    title, kept = _TITLES[targets.TABLE], asked.notes.targets()
    if not kept:
        return _none(title)
    frame = answers.months(asked.view, kept).dropna(subset="target").iloc[::-1]
    return Card(
        rows=_month_rows(asked, frame),
        title=title,
        subtitle="Beyond the target is what was sold less what was to be sold",
        note=unusable(asked),
        columns=targets.MONTH_COLUMNS,
        metrics=(answers.NET_SALES,),
    )


def _month_rows(asked: Asked, frame: pd.DataFrame) -> list[dict[str, Any]]:
    return rows(_told(asked, frame), asked.currency)


def _told(asked: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """Months in words, and how much of each is known."""
    days = [day.date() for day in frame["period"]]
    told = frame.assign(
        month=[dates.month(day) for day in days],
        state=[state(asked, Period(day, month_end(day))) for day in days],
    )
    return told[[column.field for column in targets.MONTH_COLUMNS]]


_HOW_TO_SET = "An administrator can set one on this page."


def _none(title: str) -> Card:
    return Card(title=title, state=states.too_little("No targets are set", _HOW_TO_SET))


DECK = (
    Drawn(targets.PACE, _TITLES[targets.PACE], pace_card),
    Drawn(targets.NUMBERS, _TITLES[targets.NUMBERS], numbers_card, graph=False),
    Drawn(targets.MONTHS, _TITLES[targets.MONTHS], months_card),
    Drawn(targets.TABLE, _TITLES[targets.TABLE], table_card, graph=False),
)
