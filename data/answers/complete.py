"""Which periods a release knows all of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.periods import Period
from data.release_info import ReleaseInfo
from data.windows import Window, last_complete


class NothingComplete(ValueError):
    """The data hold no whole period of the kind asked for; the text says how far they reach."""


def known_to(release: ReleaseInfo) -> date:
    """The last day of which everything is known.

    A release that was built on its last day holds only the part of it that had passed. What is
    simulated holds all of its days, whenever it was made.
    """
    if release.simulated:
        return release.last_day
    built = release.created_at.astimezone(ZoneInfo(release.timezone)).date()
    return min(release.last_day, built - timedelta(days=1))


def complete_period(release: ReleaseInfo, window: Window) -> Period | None:
    """The latest whole day, week or month of a release; None where it holds none yet."""
    return last_complete(window, release.first_day, known_to(release))


def today(release: ReleaseInfo) -> date:
    """The day it is now where the shop is."""
    return datetime.now(ZoneInfo(release.timezone)).date()
