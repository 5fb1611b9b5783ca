"""What goes onto paper: pages, their cards and numbers, before anything of it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from layouts.tables import Column


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """A headline number: its label, its value and its change in words."""

    label: str
    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A card: its words, its drawing if it has one, and the first rows of its table.

    A `message` stands in place of both where the card has nothing to show.
    """

    title: str
    subtitle: str = ""
    note: str = ""
    message: str = ""
    figure: Any = None
    columns: Sequence[Column] = ()
    rows: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of the dashboard."""

    title: str
    lede: str = ""
    numbers: Sequence[PaperNumber] = ()
    cards: Sequence[PaperCard] = field(default_factory=tuple)
