"""What is said of targets: how far a month is, and which targets are not used."""

from __future__ import annotations

from callbacks.asked import Asked
from data.periods import Period
from layouts import dates


def state(asked: Asked, month: Period) -> str:
    """How much of a month the data know."""
    release = asked.view.release
    if month.start > release.last_day:
        return "To come"
    if month.end < release.first_day:
        return "Before the data"
    if month.end > release.last_day:
        return f"So far, to {dates.short_day(release.last_day)}"
    return (
        "Whole"
        if month.start >= release.first_day
        else (f"From {dates.short_day(release.first_day)}, where the data begin")
    )


def unusable(asked: Asked) -> str:
    """What is said of targets in another currency."""
    others = asked.notes.unusable_targets()
    if not others:
        return ""
    codes = " and ".join(sorted({target.currency for target in others}))
    named = ", ".join(dates.month(target.month) for target in others[:12])
    return (
        f"Not used, because figures are in {asked.currency} now and these targets are in {codes}: "
        f"{named}. Set them again."
    )
