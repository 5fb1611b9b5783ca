"""Trends: one metric over time beside what it is compared with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, words
from callbacks.asked import Asked, choice, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.kpis import baseline_period, count_orders, kpis, values
from data.answers.series import compared_series
from data.filters import FilterError, Filters
from data.formulas import Metric
from data.metrics import METRICS, metric
from data.periods import Comparison, Grain
from layouts import dates, kpi, shell, trends
from layouts.figures.trend import Names, line_with_comparison
from layouts.tables import rows
from layouts.tabs import Tab, page_of


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""

    @app.callback(
        output={
            **cards.outputs(trends.MAIN),
            "columns": Output(trends.MAIN.table, "columnDefs"),
            "lede": Output(trends.Id.LEDE, "children"),
        },
        inputs={
            "query": Input(page_of(Tab.TRENDS).question_id, "data"),
            "name": Input(trends.Id.METRIC, "value"),
            "grain": Input(trends.Id.GRAIN, "value"),
            "overlay": Input(trends.Id.OVERLAY, "value"),
            "mode": State(shell.Id.THEME, "data"),
        },
    )
    def _draw(query: Any, name: Any, grain: Any, overlay: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        chosen = metric(choice(name, list(METRICS), "Metric"))
        points = Grain(choice(grain, list(Grain), "Points"))
        asked = read(services, query)
        card = cards.drawn(
            chosen.label,
            lambda: trend_card(asked, chosen, points, mode_of(mode), overlay=bool(overlay)),
        )
        return {
            **cards.values(card),
            "columns": kpi.trend_columns(chosen),
            "lede": words.lede(asked, kpis(asked.view, [chosen.name], asked.filters)[0]),
        }


def trend_card(
    asked: Asked, chosen: Metric, grain: Grain, mode: str, *, overlay: bool = True
) -> Card:
    """The metric's line, the comparison's behind it, and the table of both."""
    title = f"{chosen.label} by {grain.value}"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    comparison = asked.selection.compare if overlay else Comparison.NONE
    frame = compared_series(asked.view, chosen, asked.filters, grain, comparison)
    if frame["value"].isna().all():
        raise FilterError(f"{chosen.label}: {chosen.null_rule}.")
    shown = frame.rename(columns={"baseline": "comparison", "baseline_period": "comparison_period"})
    figure = line_with_comparison(
        shown,
        theme=mode,
        fmt=chosen.format,
        currency=asked.currency,
        grain=grain,
        names=_names(asked, chosen, comparison),
        incomplete_from=_unfinished_from(shown),
    )
    return Card(
        figure=figure,
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=words.periods(asked, comparison),
        note=_note(shown, grain),
    )


def _unfinished_from(frame: pd.DataFrame) -> date | None:
    """The last point, if the selection or the data end before it is over."""
    if frame.empty or not frame["partial"].iloc[-1]:
        return None
    last: date = frame["period"].iloc[-1].date()
    return last


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
    """Which points do not hold all their days."""
    cut = frame.loc[frame["partial"], "period"]
    if cut.empty:
        return ""
    named = " and ".join(dates.point(day.date(), grain) for day in cut)
    return f"Not whole, because the chosen days or the data end inside: {named}."
