"""What a load did, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its rows and their money, each loaded, unchanged or set aside (rejected).

    `reasons` counts the rows set aside by reason, most frequent first. `currencies`: what the
    amounts are in, where the file's orders say it; with several the sums only prove that nothing
    was lost.
    """

    source: str
    layout: str
    rows_read: int
    rows_loaded: int
    rows_unchanged: int
    rows_rejected: int
    amount_read: Decimal
    amount_loaded: Decimal
    amount_unchanged: Decimal
    amount_rejected: Decimal
    reasons: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether nothing was lost: read is loaded, unchanged and set aside, also in money."""
        rows = self.rows_loaded + self.rows_unchanged + self.rows_rejected
        amounts = self.amount_loaded + self.amount_unchanged + self.amount_rejected
        return self.rows_read == rows and self.amount_read == amounts

    def as_json(self) -> dict[str, Any]:
        """Ready for a JSON answer; amounts are numbers with four decimals."""
        rows = {name: getattr(self, f"rows_{name}") for name in PARTS}
        amounts = {name: float(getattr(self, f"amount_{name}")) for name in PARTS}
        return {
            "source": self.source,
            "layout": self.layout,
            "rows": rows,
            "amounts": amounts,
            "reasons": [{"reason": reason, "rows": count} for reason, count in self.reasons],
            "notes": list(self.notes),
            "currencies": list(self.currencies),
        }

    def sentences(self, currency: str) -> list[str]:
        """The file's line of the report, then why rows were set aside."""
        unit = "+".join(self.currencies) or currency

        def part(name: str) -> str:
            rows, amount = getattr(self, f"rows_{name}"), getattr(self, f"amount_{name}")
            return f"{rows:,}" + (f" ({amount:,.2f} {unit})" if amount else "")

        lines = [
            f"{self.source} ({self.layout}): {part('read')} rows read, {part('loaded')} loaded, "
            f"{part('unchanged')} unchanged, {part('rejected')} set aside."
        ]
        lines += [f"  {count:,} set aside: {reason}" for reason, count in self.reasons]
        return lines + [f"  {note}" for note in self.notes]


PARTS = ("read", "loaded", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """A whole load. `changed` is false where the store already said the same.

    `notes` are sentences about the sources that belong to no one file.
    """

    files: tuple[FileReport, ...]
    changed: bool
    shop: str
    currency: str
    timezone: str
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Ready for a JSON answer."""
        return {
            "changed": self.changed,
            "shop": self.shop,
            "currency": self.currency,
            "timezone": self.timezone,
            "files": [file.as_json() for file in self.files],
            "ignored": list(self.ignored),
            "notes": list(self.notes),
        }

    def sentences(self) -> list[str]:
        """The report for people, one line each."""
        lines = [line for file in self.files for line in file.sentences(self.currency)]
        lines += [f"{name}: not needed, left out." for name in self.ignored]
        return [*lines, *self.notes]
