"""A line of the table that `make bench` prints: what was measured, its floor, and the aim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "floor", "ratio", "aim", "")


@dataclass(frozen=True, slots=True)
class Row:
    """Something measured, in `unit`, beside the least it could be (`floor`) in the same run.

    `of` names the floor. `aim` is the most that is wanted: of the ratio to the floor, or of the
    value itself where there is no floor.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    of: str = ""
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is."""
        return None if self.floor is None else self.value / max(self.floor, 1e-9)

    @property
    def held(self) -> bool | None:
        """Whether the aim is reached; None without one."""
        measured = self.value if self.ratio is None else self.ratio
        return None if self.aim is None else measured <= self.aim

    def cells(self) -> tuple[str, ...]:
        """The line as text, in the order of `HEAD`."""
        floor = "" if self.floor is None else f"{_number(self.floor)} {self.unit}: {self.of}"
        wanted = _number(self.aim) if self.floor is None else _times(self.aim)
        return (
            self.what,
            f"{_number(self.value)} {self.unit}",
            floor,
            _times(self.ratio),
            "" if self.aim is None else wanted,
            {None: "", True: "reached", False: "missed"}[self.held],
        )


def markdown(rows: Sequence[Row]) -> Iterator[str]:
    """The table, a line each."""
    yield _line(HEAD)
    yield _line(["---"] * len(HEAD))
    for row in rows:
        yield _line(row.cells())


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    """Three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(ratio: float | None) -> str:
    """A ratio as people say it: 2.3 x, 1/19."""
    if ratio is None:
        return ""
    return f"1/{1 / max(ratio, 1e-6):.0f}" if ratio < 0.2 else f"{_number(ratio)} x"
