"""What callbacks need from outside; built once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from callbacks.desk import Desk
from data.notes import Notes
from data.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Services:
    """The way to the numbers, the one by which data come in, and what people keep beside them."""

    warehouse: Warehouse
    desk: Desk
    notes: Notes
    # A shop that is loaded every night is a day or two behind; more than that deserves a word.
    stale_after_days: int = 3
