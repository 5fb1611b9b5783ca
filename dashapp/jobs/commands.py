"""What a job runs: this product's own command line, with paths that only the server makes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from callbacks.desk import MODELS, Ask, Kind, Refused
from dashapp.jobs import files
from models.registry import is_name

DATE_ORDERS = ("day-first", "month-first")


def command(ask: Ask, sources: Sequence[Path], mapping: Path | None, folder: Path) -> list[str]:
    """The arguments that do what is asked; Refused where there is nothing to do it with."""
    start = [sys.executable, "-m", "dashapp"]
    watched = ["--progress", str(folder / files.PROGRESS), "--json"]
    if ask.kind in MODELS:
        return [*start, *_of_models(ask), *watched]
    if not sources:
        raise Refused("The uploaded files are no longer here. Please choose them again.")
    if ask.dates not in {"", *DATE_ORDERS}:
        raise Refused(f"Dates are {' or '.join(DATE_ORDERS)}.")
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
        *watched,
    ]


def _of_models(ask: Ask) -> list[str]:
    """Learn all of them again, or do something with one; what is no model's name is refused."""
    if ask.kind is Kind.TRAIN:
        return ["train"]
    if not is_name(ask.model):
        raise Refused("There is no such model.")
    return ["models", "rollback" if ask.kind is Kind.FORMER else "unpin", ask.model]
