"""Trends: one metric over time beside what it is compared with, and the days that stand out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import Dash

from callbacks import cards, deck, overlays, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.crossing import DAYS
from callbacks.deck import Drawn
from callbacks.parts import parts_card
from callbacks.rolling import rolling_card
from callbacks.services import Services
from callbacks.unusual_card import unusual_card
from data.answers.censoring import everybody_new_until
from data.answers.kpis import baseline_period, count_orders, kpis, values
from data.answers.series import compared_series
from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.metrics import metric, on_basis
from data.periods import Comparison, Cut, Grain
from layouts import dates, kpi, trends
from layouts.figures.overlays import Overlay
from layouts.figures.trend import Names, line_with_comparison
from layouts.tables import rows
from layouts.tabs import Tab


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    deck.register(app, services, Tab.TRENDS, DECK, lede)


def lede(asked: Asked) -> str:
    """The chosen metric and how it moved."""
    name, chosen = asked.setting("trends.metric"), asked.selection
    (found,) = kpis(asked.view, [name], asked.filters, chosen.compare, chosen.basis)
    return words.lede(asked, found)


def main_card(asked: Asked, mode: str) -> Card:
    """The chosen metric over time: as it is, rolled over days, or in its parts."""
    named, grain = metric(asked.setting("trends.metric")), Grain(asked.setting("trends.grain"))
    by, days = asked.setting("trends.by"), asked.setting("trends.rolling")
    chosen = on_basis(named, asked.selection.basis)
    if by != trends.NONE:
        return parts_card(asked, chosen, grain, Dimension(by), mode)
    if days != trends.NONE and grain is Grain.DAY:
        return rolling_card(asked, chosen, int(days), mode)
    card = trend_card(asked, named, grain, mode, judged=True)
    if days == trends.NONE:
        return card
    return replace(card, note=f"{card.note} Rolling values go by day: choose Day.".strip())


def trend_card(
    asked: Asked, named: Metric, grain: Grain, mode: str, *, judged: bool = False
) -> Card:
    """The metric's line, the comparison's behind it, and the table of both.

    Where days are drawn and `judged`, those that fall out of the rhythm are marked.
    """
    chosen = on_basis(named, asked.selection.basis)
    title = f"{chosen.label} by {grain.value}"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    comparison = asked.selection.compare
    frame = compared_series(asked.view, chosen, asked.filters, grain, comparison)
    if frame["value"].isna().all():
        raise FilterError(f"{chosen.label}: {chosen.null_rule}.")
    flags = overlays.flags(asked, chosen) if judged and grain is Grain.DAY else None
    shown = frame.rename(columns={"baseline": "comparison", "baseline_period": "comparison_period"})
    figure = line_with_comparison(
        shown,
        theme=mode,
        fmt=chosen.format,
        currency=asked.currency,
        grain=grain,
        names=_names(asked, chosen, comparison),
        grey_until=everybody_new_until(asked.view, chosen),
        overlay=Overlay(overlays.happenings(asked), flags),
    )
    return Card(
        figure=figure,
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=words.periods(asked, comparison),
        note=_note(shown, grain),
        columns=kpi.trend_columns(chosen),
        metrics=(chosen.name,),
    )


def _names(asked: Asked, chosen: Metric, comparison: Comparison) -> Names:
    """Words of the legend, with totals as the cards show them."""
    before = baseline_period(asked.view, asked.filters, comparison)

    def total(filters: Filters) -> str:
        value = values(asked.view, [chosen], filters)[chosen.name]
        return "" if value is None else words.amount(asked, chosen, value)

    return Names(
        comparison=comparison.label,
        total=total(asked.filters),
        comparison_total=total(asked.filters.within(before)) if before else "",
    )


def _note(frame: pd.DataFrame, grain: Grain) -> str:
    """Which points do not hold all their days, and why."""
    cut = frame[frame["partial"]]
    named = [
        f"{dates.point(day.date(), grain)}: {Cut(why).label}"
        for day, why in zip(cut["period"], cut["cut"], strict=True)
    ]
    return "; ".join(named) + "." if named else ""


DECK = (
    Drawn(trends.MAIN, "Trend", main_card, field=DAYS),
    Drawn(trends.UNUSUAL, "Unusual days", unusual_card, graph=False, field=DAYS),
)
