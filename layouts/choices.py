"""Controls of one page whose value stands in the link."""

from __future__ import annotations

from dataclasses import dataclass

from data.filters import is_text

MAX_LENGTH = 200
# What the key of a page number ends with: it is one of a list, and no other list has it.
PAGE = ".page"


@dataclass(frozen=True, slots=True)
class Choice:
    """A control: its key in a link ("trends.metric"), its component, what it holds at first.

    `allowed` are the values it may hold; empty: any text, which whoever reads it has to check.
    `prop` is the component's property that holds it. `restarts` is the key of the page number that
    goes back to the first page when this changes. A `whole` one is held as a number, of which
    `allowed` are all from the least to the largest.
    """

    key: str
    control: str
    default: str
    allowed: tuple[str, ...] = ()
    prop: str = "value"
    restarts: str = ""
    whole: bool = False

    def takes(self, value: object) -> bool:
        """Whether the control may hold the value."""
        if not isinstance(value, str) or len(value) > MAX_LENGTH or not is_text(value):
            return False
        return not self.allowed or value in self.allowed

    def held(self, value: str) -> str | int:
        """A value of the link as the control holds it."""
        return int(value) if self.whole else value

    def said(self, value: object) -> object:
        """What the control holds as it stands in a link."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        number = isinstance(value, int) and not isinstance(value, bool)
        return str(value) if self.whole and number else value
