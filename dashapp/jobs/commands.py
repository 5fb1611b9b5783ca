"""What a job runs: this product's own command line, with paths that only the server makes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from callbacks.desk import Ask, Kind, Refused
from dashapp.jobs import files

DATE_ORDERS = ("day-first", "month-first")


def command(ask: Ask, sources: Sequence[Path], mapping: Path | None, folder: Path) -> list[str]:
    """The arguments that do what is asked; Refused where there is nothing to do it with."""
    if not sources:
        raise Refused("The uploaded files are no longer here. Please choose them again.")
    if ask.dates not in {"", *DATE_ORDERS}:
        raise Refused(f"Dates are {' or '.join(DATE_ORDERS)}.")
    start = [sys.executable, "-m", "dashapp"]
    if ask.kind is Kind.DESCRIBE:
        return [*start, "describe", str(sources[0]), "--json"]
    return [
        *start,
        "load",
        *map(str, sources),
        *(["--layout", str(mapping)] if mapping else []),
        *(["--dates", ask.dates] if ask.dates else []),
        # However much would be set aside, it is looked at; a load that stops shows nothing of it.
        *(["--dry-run", "--max-rejects", "100%"] if ask.kind is Kind.PREVIEW else []),
        *("--rejects", str(folder / files.REJECTS)),
        *("--progress", str(folder / files.PROGRESS)),
        "--json",
    ]
