"""What a file that leaves the page says about itself: from which data, with which filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """The title of what is taken along, and facts about it as label and value."""

    title: str
    facts: Sequence[tuple[str, str]]

    @property
    def lines(self) -> list[str]:
        """The same as lines of text."""
        return [self.title, *(f"{label}: {value}" for label, value in self.facts)]


def commented(stamp: Stamp) -> str:
    """The stamp as the first lines of a CSV file.

    Every line begins with a number sign and holds no line end, so that a program can leave them
    out (`pandas.read_csv(path, comment="#")` would cut values that hold the sign: skip as many
    lines as begin with it).
    """
    return "".join(f"# {' '.join(line.split())}\r\n" for line in stamp.lines)
