"""Customer clusters: where they lie and what they bring."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, words
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.kpis import count_orders
from data.answers.segments import SCATTER_POINTS, cluster_names, scatter, segments
from data.periods import Comparison
from layouts import formatting, segmentation, shell
from layouts.figures import clusters
from layouts.segmentation import Id
from layouts.tables import rows
from layouts.tabs import Tab, page_of

# Names of the answers -> names of the tables' columns.
_COLUMNS = {
    "recency_days": "recency",
    "net_sales_by_order": "net_sales",
    "share": "sales_share",
}


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""

    @app.callback(
        output={
            "scatter": cards.outputs(segmentation.SCATTER),
            "shares": cards.outputs(segmentation.SHARES),
            "profile": cards.outputs(segmentation.PROFILE, graph=False),
            "lede": Output(Id.LEDE, "children"),
        },
        inputs={
            "query": Input(page_of(Tab.SEGMENTS).question_id, "data"),
            "mode": State(shell.Id.THEME, "data"),
        },
    )
    def _draw(query: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked, drawn_in = read(services, query), mode_of(mode)
        points = cards.drawn("Recency and spend", lambda: scatter_card(asked, drawn_in))
        shares = cards.drawn("Customers and what they bring", lambda: share_card(asked, drawn_in))
        profile = cards.drawn("Profile of each cluster", lambda: profile_card(asked))
        return {
            "scatter": cards.values(points),
            "shares": cards.values(shares),
            "profile": cards.values(profile, graph=False),
            "lede": shares.note,
        }


def scatter_card(asked: Asked, mode: str) -> Card:
    """A sample of the customers who bought in the selection, each with its cluster's colour."""
    title = "Recency and spend"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = scatter(asked.view, asked.filters).rename(columns=_COLUMNS)
    shown = clusters.drawable(frame)
    if shown.empty:
        return cards.too_short(title, "No customer with a cluster bought in this selection.")
    figure = clusters.scatter_segments(
        shown, theme=mode, currency=asked.currency, order=cluster_names(asked.view)
    )
    sampled = ", a sample that is the same every time" if len(frame) == SCATTER_POINTS else ""
    left_out = len(frame) - len(shown)
    without = f" {words.counted(left_out, 'customer')} who gave everything back left out."
    return Card(
        figure=figure,
        rows=rows(shown, asked.currency),
        title=title,
        subtitle=f"Customers who bought, {words.periods(asked, Comparison.NONE)}",
        note=f"{words.counted(len(shown), 'customer')}{sampled}. Spend and recency are of the "
        f"24 months to the last day.{without if left_out else ''}",
    )


def share_card(asked: Asked, mode: str) -> Card:
    """What share of customers and of net sales each cluster has; guests are no customers."""
    title = "Customers and what they bring"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = segments(asked.view, asked.filters).rename(columns=_COLUMNS)
    return Card(
        figure=clusters.share_pairs(frame, theme=mode),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"Net sales by order day, {words.periods(asked, Comparison.NONE)}",
        note=_lede(frame),
    )


def _lede(frame: pd.DataFrame) -> str:
    """The cluster that brings most."""
    first = frame.iloc[0]
    return (
        f"{first['segment']}: {formatting.percent(first['customer_share'])} of customers bring "
        f"{formatting.percent(first['sales_share'])} of net sales."
    )


def profile_card(asked: Asked) -> Card:
    """The clusters in numbers."""
    title = "Profile of each cluster"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = segments(asked.view, asked.filters).rename(columns=_COLUMNS)
    return Card(
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"Sales of {words.periods(asked, Comparison.NONE)}; medians of the 24 months to "
        "the last day",
    )
