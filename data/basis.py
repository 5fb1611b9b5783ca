"""The day on which a reversal counts."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """Finance counts a reversal on its own day; merchandising takes it off the order's."""

    REFUND_DAY = "refund-day"
    ORDER_DAY = "order-day"

    @property
    def label(self) -> str:
        """The basis in a merchant's words."""
        return {
            "refund-day": "On the day they happened",
            "order-day": "On the day of their order",
        }[self.value]
