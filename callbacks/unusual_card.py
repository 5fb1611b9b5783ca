"""The list of days that fall out of the shop's rhythm."""

from __future__ import annotations

import pandas as pd

from callbacks import cards, overlays, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.unusual import MOST, judged_days, unusual_days
from data.answers.kpis import count_orders
from data.formulas import Metric
from data.metrics import metric, on_basis
from layouts import dates, states, trends
from layouts.tables import rows

TITLE = "Unusual days"


def unusual_card(asked: Asked, _mode: str) -> Card:
    """The newest unusual days of the period: how far off, why, and what happened then."""
    chosen = on_basis(metric(asked.setting("trends.metric")), asked.selection.basis)
    title = f"{TITLE}: {chosen.label.lower()}"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    judged = judged_days(asked.view, chosen, asked.filters)
    found = unusual_days(asked.view, chosen, asked.filters, judged)
    unjudged = overlays.counted_days(judged)
    if found.empty:
        count = int(judged.loc[judged["in_period"], "score"].notna().sum())
        return Card(title=title, state=_none(count, unjudged), subtitle=dates.period(asked.period))
    return Card(
        rows=rows(_listed(asked, found), asked.currency),
        title=title,
        subtitle=dates.period(asked.period),
        note=f"{_method(chosen, len(found))} {unjudged}".strip(),
        columns=trends.unusual_columns(chosen.format),
        metrics=(chosen.name,),
    )


def _listed(asked: Asked, found: pd.DataFrame) -> pd.DataFrame:
    days = [day.date() for day in found["period"]]
    happened = overlays.happenings(asked)
    return found[["period", "value", "expected", "difference", "relative"]].assign(
        why=[overlays.why(row) for _, row in found.iterrows()],
        events=[overlays.events_on(happened, day) for day in days],
        key=[f"{day.isoformat()}/{day.isoformat()}" for day in days],
    )


def _none(count: int, unjudged: str) -> states.CardState:
    judged = "The one day" if count == 1 else f"All {words.counted(count, 'day')}"
    lie = "lies" if count == 1 else "lie"
    text = f"{judged} {lie} within what the eight weeks before lead one to expect."
    return states.not_available("No unusual day", f"{text} {unjudged}".strip())


def _method(chosen: Metric, shown: int) -> str:
    """How a day is judged, in the words of the help."""
    newest = f"The newest {MOST} are listed. " if shown == MOST else ""
    return (
        f"{newest}Expected is what the same weekday of the eight weeks before leads to. A day is "
        f"unusual beyond four standard deviations, which chance alone passes on about 1 day in "
        f"250 at most. What made the difference is the value that has at least half of it, and "
        f"far more than its usual part of {chosen.label.lower()}. Choose a day to see it alone."
    )
