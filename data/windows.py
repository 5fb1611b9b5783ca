"""The complete days, weeks and months that digests and alerts are about."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from data.periods import Grain, Period, bucket, bucket_period


class Window(StrEnum):
    """How long a period lasts; weeks run from Monday to Sunday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> str:
        """The window in a merchant's words."""
        return f"A {self.value}"


def last_complete(window: Window, first_day: date, known_to: date) -> Period | None:
    """The latest whole period of data that run from `first_day` to `known_to`; None without one."""
    grain = Grain(window.value)
    # The day after what is known lies in the first period that is not over.
    end = bucket(known_to + timedelta(days=1), grain) - timedelta(days=1)
    found = bucket_period(bucket(end, grain), grain)
    return found if found.start >= first_day else None
