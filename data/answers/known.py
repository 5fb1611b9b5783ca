"""What statements have to know of a release to choose the table that answers."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from data.warehouse import View


class Known(TypedDict):
    """How far the data reach, and whether there are roll-ups."""

    last_day: date
    rolled_up: bool


def known_of(view: View) -> Known:
    """What the release of a view says of itself, as statements take it."""
    return Known(last_day=view.release.last_day, rolled_up=view.release.rolled_up)
