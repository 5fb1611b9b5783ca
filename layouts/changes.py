"""How far a number moved, and whether that is good news."""

from __future__ import annotations

from dataclasses import dataclass

from data import changes
from data.changes import Kind
from data.metrics import Metric
from layouts import formatting

# Changes up to this are noise and stay grey: half a percent, or 0.05 percentage points.
FLAT = 0.005
FLAT_POINTS = 0.0005


@dataclass(frozen=True, slots=True)
class Change:
    """A change in words: `direction` up, down, flat or none; `tone` better, worse or neutral."""

    text: str
    direction: str
    tone: str

    @property
    def class_name(self) -> str:
        """Classes of the pill that shows it."""
        return f"delta {self.direction} {self.tone}"

    @property
    def words(self) -> str:
        """The change read aloud: "up 11.7%, better"."""
        if self.direction == "none":
            return "no comparison"
        moved = {"up": "up ", "down": "down ", "flat": "about the same, "}[self.direction]
        judged = "" if self.tone == "neutral" else f", {self.tone}"
        return f"{moved}{self.text}{judged}"


NO_CHANGE = Change(formatting.MISSING, "none", "neutral")


def said(change: changes.Change, metric: Metric, currency: str) -> Change:
    """The change as a card says it; a kind without a size keeps its word and no direction."""
    if change.kind is Kind.NEW:
        return Change("new", "up", _tone(1.0, metric))
    if change.value is None:
        return NO_CHANGE
    size = abs(change.value)
    if change.kind is Kind.POINTS:
        return _judged(change.value, FLAT_POINTS, formatting.points(size), metric)
    if change.kind is Kind.PERCENT:
        return _judged(change.value, FLAT, formatting.percent(size), metric)
    text = formatting.number(size, metric.format, currency=currency, compact=True)
    return _judged(change.value, 0.0, text, metric)


def _judged(moved: float, flat: float, text: str, metric: Metric) -> Change:
    if abs(moved) <= flat:
        return Change(text, "flat", "neutral")
    return Change(text, "up" if moved > 0 else "down", _tone(moved, metric))


def _tone(moved: float, metric: Metric) -> str:
    if metric.up_is_good is None:
        return "neutral"
    return "better" if (moved > 0) == metric.up_is_good else "worse"
