"""What callbacks need from outside; built once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from callbacks.desk import Desk
from data.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Services:
    """The one way to the numbers, the one by which data come in, and when they count as old."""

    warehouse: Warehouse
    desk: Desk
    # A shop that is loaded every night is a day or two behind; more than that deserves a word.
    stale_after_days: int = 3
