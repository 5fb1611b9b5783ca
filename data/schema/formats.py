"""What a release holds beyond its facts, so that releases of older versions are still served."""

from __future__ import annotations

from enum import IntEnum


class Format(IntEnum):
    """Each has all that the one before has; statements ask only for what is there."""

    FACTS = 0
    ROLLED_UP = 1  # sums of days and months
    ORDERS = 2  # what became of each order: tried payments, the next one; constants
    MASKED = 3  # which categories an order holds; not where there are more than a mask has bits
