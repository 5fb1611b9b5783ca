"""RFM in words: the named grid of recency against frequency and money, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.periods import add_months

LOOK_BACK_MONTHS = 24
SCORES = (1, 2, 3, 4, 5)

# Customers without a score.
LAPSED = "Lapsed"  # ordered once, but not within the look-back
PROSPECTS = "Prospects (no order)"
ARRIVED = "New since then"  # had no order yet on the earlier of two days


@dataclass(frozen=True, slots=True)
class Segment:
    """Some cells of the grid: their recency scores, their FM scores, and the first thing to do.

    `shopify` is what Shopify calls much the same customers.
    """

    name: str
    recency: tuple[int, ...]
    worth: tuple[int, ...]
    action: str
    shopify: str


# Total and disjoint: each of the 25 cells is in exactly one.
GRID: tuple[Segment, ...] = (
    Segment("Champions", (5,), (4, 5), "Reward, early access, ask for referral", "Champions"),
    Segment("Loyal", (3, 4), (4, 5), "Upsell, keep the rhythm", "Loyal"),
    Segment("Potential loyalists", (4, 5), (2, 3), "Push the second and third order", "Active"),
    Segment("New", (5,), (1,), "Onboard", "New"),
    Segment("Promising", (4,), (1,), "Offer for the second order", "Promising"),
    Segment("Need attention", (3,), (3,), "Remind", "Needs attention"),
    Segment("About to sleep", (3,), (1, 2), "Reactivate cheaply", "Almost lost"),
    Segment("At risk", (1, 2), (3, 4), "Win back", "At risk"),
    Segment("Can't lose", (1, 2), (5,), "Contact personally", "Previously loyal"),
    Segment("Hibernating", (1, 2), (1, 2), "Suppress or try a last time", "Dormant"),
)

NAMES = tuple(segment.name for segment in GRID)
ACTIONS: Mapping[str, str] = {
    **{segment.name: segment.action for segment in GRID},
    LAPSED: "Leave out of regular mailings",
    PROSPECTS: "Win the first order",
}
SHOPIFY: Mapping[str, str] = {
    **{segment.name: segment.shopify for segment in GRID},
    PROSPECTS: "Prospects",
}
_CELLS = {(r, fm): s.name for s in GRID for r in s.recency for fm in s.worth}

# From the best to the worst: who comes later in this order has slid.
LADDER = (
    "Champions",
    "Loyal",
    "Potential loyalists",
    "New",
    "Promising",
    "Need attention",
    "About to sleep",
    "Can't lose",
    "At risk",
    "Hibernating",
    LAPSED,
)
_PLACES = {name: place for place, name in enumerate(LADDER)}

# Those whom a shop lives on, and those who are leaving it.
BEST = ("Champions", "Loyal")
LEAVING = ("Can't lose", "At risk", "Hibernating", LAPSED)

DOWN, UP, STAYED, CAME = "Down", "Up", "Stayed", "Came"


def look_back(day: date) -> date:
    """The first of the days that the scores of a day look at."""
    return add_months(day, -LOOK_BACK_MONTHS) + timedelta(days=1)


def segment_of(recency: int, fm: int) -> str:
    """The name of a cell of the grid."""
    return _CELLS[recency, fm]


def fm_of(frequency: int, monetary: int) -> int:
    """The mean of two scores, halves up."""
    return (frequency + monetary + 1) // 2


def direction(source: str, target: str) -> str:
    """Whether somebody slid, rose, stayed or had no order before."""
    if source == ARRIVED:
        return CAME
    if source == target:
        return STAYED
    return DOWN if _PLACES[target] > _PLACES[source] else UP
