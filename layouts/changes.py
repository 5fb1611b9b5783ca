"""How far a number moved, and whether that is good news."""

from __future__ import annotations

from dataclasses import dataclass

from data.metrics import Format
from layouts import formatting

# Changes smaller than this are noise and stay grey: half a percent, or 0.05 percentage points.
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


def change(
    value: formatting.Number,
    previous: formatting.Number,
    fmt: Format,
    *,
    up_is_good: bool | None = True,
) -> Change:
    """The change from `previous` to `value`: percent, or points where both are shares.

    Without a value before, or with 0 before, there is nothing to divide by: no change is said.
    """
    if value is None or previous is None:
        return NO_CHANGE
    if formatting.is_missing(value) or formatting.is_missing(previous):
        return NO_CHANGE
    difference = float(value) - float(previous)
    if fmt is Format.PERCENT:
        return _judged(difference, FLAT_POINTS, formatting.points(difference), up_is_good)
    if not previous:
        return NO_CHANGE
    relative = difference / abs(float(previous))
    return _judged(relative, FLAT, formatting.percent(abs(relative)), up_is_good)


def _judged(moved: float, flat: float, text: str, up_is_good: bool | None) -> Change:
    if abs(moved) < flat:
        return Change(text, "flat", "neutral")
    direction = "up" if moved > 0 else "down"
    if up_is_good is None:
        return Change(text, direction, "neutral")
    return Change(text, direction, "better" if (moved > 0) == up_is_good else "worse")
