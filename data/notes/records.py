"""What people keep with a shop, as values: events, targets, saved views.

Definitions only: nothing here opens a database.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from data.filters import is_text

LONGEST_NAME = 80
MOST_EVENTS = 1_000
MOST_VIEWS = 100
LARGEST_TARGET = Decimal(10) ** 12
FIRST_YEAR, LAST_YEAR = 1900, 2200


class NotKept(ValueError):
    """What was to be kept cannot be; its text says why and what to do."""


class EventKind(StrEnum):
    """What happened to the shop on some days."""

    CAMPAIGN = "campaign"
    STOCK_OUT = "stock-out"
    PRICE_CHANGE = "price-change"
    HOLIDAY = "holiday"
    SITE_TROUBLE = "site-trouble"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in a merchant's words."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    EventKind.CAMPAIGN: "Campaign",
    EventKind.STOCK_OUT: "Stock-out",
    EventKind.PRICE_CHANGE: "Price change",
    EventKind.HOLIDAY: "Holiday",
    EventKind.SITE_TROUBLE: "Site trouble",
    EventKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that explains a rise or a fall, on days both of which are included."""

    id: int
    start: date
    end: date
    kind: EventKind
    title: str
    made_by: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The net sales that a month is to reach; the month is its first day."""

    month: date
    amount: Decimal
    currency: str
    set_by: str = ""
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A link under a name; one that is shared is seen by everybody."""

    id: int
    owner: str
    name: str
    search: str
    shared: bool
    made_at: datetime | None = None


def checked_name(text: object, what: str) -> str:
    """The name without blanks around it; NotKept if it cannot be one."""
    name = text.strip() if isinstance(text, str) else ""
    if not name:
        raise NotKept(f"{what}: write a name of 1 to {LONGEST_NAME} characters.")
    if len(name) > LONGEST_NAME:
        raise NotKept(f"{what}: {len(name)} characters are too many; {LONGEST_NAME} fit.")
    if not is_text(name) or any(_is_hidden(letter) for letter in name):
        raise NotKept(f"{what}: write it in one line of plain letters and signs.")
    return name


def _is_hidden(letter: str) -> bool:
    """Whether a sign is none to be seen: a line end, or one that turns what follows around."""
    turns = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return turns or unicodedata.category(letter) in {"Cc", "Zl", "Zp"}


def checked_day(text: object, what: str) -> date:
    """A day written as YYYY-MM-DD; NotKept says what is wrong with it."""
    try:
        day = text if isinstance(text, date) else date.fromisoformat(str(text)[:10])
    except ValueError:
        raise NotKept(f"{what}: write a day as YYYY-MM-DD, for example 2026-11-27.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotKept(f"{what}: choose a day between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def checked_kind(text: object) -> EventKind:
    """A kind of event by its name; NotKept lists those there are."""
    if isinstance(text, str) and text in set(EventKind):
        return EventKind(text)
    raise NotKept(f"Kind: choose one of {', '.join(EventKind)}.")


def checked_event(start: object, end: object, kind: object, title: object) -> Event:
    """An event without an id yet; an empty last day means the first. NotKept says what is wrong."""
    first = checked_day(start, "First day")
    last = checked_day(end, "Last day") if end else first
    if last < first:
        raise NotKept(f"Last day: {last} comes before the first day, {first}.")
    return Event(0, first, last, checked_kind(kind), checked_name(title, "What happened"))


def checked_amount(amount: Decimal) -> Decimal:
    """A target's amount; NotKept if no month could be held against it."""
    if not amount.is_finite() or amount <= 0:
        raise NotKept("A target has to be more than 0.")
    if amount >= LARGEST_TARGET:
        raise NotKept(f"A target has to be less than {LARGEST_TARGET:,}.")
    if amount != round(amount, 4):
        raise NotKept("At most four decimals of a target are kept.")
    return amount
