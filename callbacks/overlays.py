"""What is laid over a trend: what happened to the shop, and which days fall out of its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from callbacks import words
from callbacks.asked import Asked
from callbacks.unusual import unusual_days
from data.answers.anomalies import can_be_judged
from data.formulas import Metric
from layouts import dates, formatting
from layouts.figures.overlays import Happening
from models.errors import TooLittleData


def happenings(asked: Asked) -> list[Happening]:
    """What is kept with the shop about the chosen days, the earliest first."""
    return [Happening(e.start, e.end, e.title) for e in asked.notes.events(asked.period)]


def flags(asked: Asked, metric: Metric) -> pd.DataFrame | None:
    """Unusual days with `words`; None where the metric has none or the history is too short."""
    if not can_be_judged(metric):
        return None
    try:
        found = unusual_days(asked.view, metric, asked.filters)
    except TooLittleData:
        return None
    return found.assign(words=[sentence(asked, metric, row) for _, row in found.iterrows()])


def sentence(asked: Asked, metric: Metric, row: pd.Series) -> str:
    """£960.00 more than expected (+62.0%). Category Lamps (98%): more orders."""
    direction = "more" if row["difference"] > 0 else "less"
    size = formatting.number(abs(row["difference"]), metric.format, currency=asked.currency)
    part = f" ({_signed_percent(row['relative'])})" if pd.notna(row["relative"]) else ""
    return f"{size} {direction} than expected{part}. {why(row)}"


def why(row: pd.Series) -> str:
    """The driver of an unusual day in words."""
    change = str(row["change"])
    if not row["driver"]:
        return f"{change}, spread over everything".lstrip(", ").capitalize()
    share = formatting.percent(min(float(row["share"]), 1.0), decimals=0)
    named = f"{row['dimension']} {row['driver']} ({share})"
    return f"{named}: {change}" if change else named


def events_on(happened: Sequence[Happening], day: date) -> str:
    """What is kept with the shop about one day."""
    return "; ".join(one.title for one in happened if one.start <= day <= one.end)


def counted_days(judged: pd.DataFrame) -> str:
    """How many of the chosen days could be judged."""
    inside = judged[judged["in_period"]]
    known = int(inside["score"].notna().sum())
    if known == len(inside):
        return ""
    since = inside.loc[inside["score"].notna(), "period"].min().date()
    return (
        f"Days are judged from {dates.day(since)} on: before it there are not yet eight weeks "
        f"to hold a day against, so {words.counted(len(inside) - known, 'day')} could not be."
    )


def _signed_percent(value: float) -> str:
    sign = "+" if value > 0 else ""
    return sign + formatting.percent(value)
