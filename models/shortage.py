"""What a history is too short for, and what follows from that."""

from __future__ import annotations

from models.series import SEASON, UNIT

# Periods in three months and in a year.
QUARTER = {"MS": 3, "W-MON": 13, "D": 90}
YEAR = {"MS": 12, "W-MON": 52, "D": 365}


def shortage(count: int, freq: str) -> str:
    """What so many periods cannot show; empty from two years on."""
    year = YEAR[freq]
    if count < year:
        kept = " beyond the weekdays" if freq == "D" and count >= SEASON["D"] else ""
        return f"{count} {UNIT[freq]}s of history show no season{kept}."
    if count < 2 * year:
        return f"{count} {UNIT[freq]}s of history show the season only once or in part twice."
    return ""


def fallback(count: int, freq: str) -> str:
    """What is done about a short history; empty from two years on."""
    if count < QUARTER[freq]:
        return "Under three months only a regression and naive methods are asked."
    if count < YEAR[freq]:
        return "Under a year every method leaves the season out."
    if count < 2 * YEAR[freq]:
        return "Under two years the season counts with caution."
    return ""
