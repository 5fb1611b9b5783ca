"""What statements have to know of a release to choose the table that answers."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from data.schema import Format
from data.warehouse import View


class Known(TypedDict):
    """How far the data reach, and what the release holds."""

    last_day: date
    built: Format


def known_of(view: View) -> Known:
    """What the release of a view says of itself, as statements take it."""
    return Known(last_day=view.release.last_day, built=view.release.format)
