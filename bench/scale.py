"""How much a run of the benches measures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.server import ROOT, ensure_shop

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """Order lines of the shops that are served, in rising order, and the sizes of the rest."""

    shops: tuple[int, ...]
    compared: int
    loaded: int
    customers: int
    series: int
    seconds: int

    def shop(self, lines: int) -> Path:
        """The folder of a simulated shop with so many lines, built when it is not there."""
        folder = ROOT / "var" / f"bench-{lines}"
        ensure_shop(folder, lines)
        return folder


SMALL = Scale(
    shops=(MILLION,),
    compared=MILLION,
    loaded=MILLION,
    customers=200_000,
    series=1_000,
    seconds=20,
)
FULL = Scale(
    shops=(MILLION, 10 * MILLION, 100 * MILLION),
    compared=10 * MILLION,
    loaded=10 * MILLION,
    customers=10 * MILLION,
    series=1_000,
    seconds=60,
)
