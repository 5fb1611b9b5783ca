"""Customer clusters: where they lie and what they bring."""

from __future__ import annotations

import pandas as pd
from dash import Dash

from callbacks import cards, deck, segment_model, words
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.segment_model import explained
from callbacks.services import Services
from data.answers.kpis import count_orders
from data.answers.segments import SCATTER_POINTS, cluster_names, scatter, segments
from data.periods import Comparison
from layouts import formatting, segmentation
from layouts.figures import clusters
from layouts.tables import rows
from layouts.tabs import Tab

# Names of the answers -> names of the tables' columns.
_COLUMNS = {
    "recency_days": "recency",
    "net_sales_by_order": "net_sales",
    "share": "sales_share",
}


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    deck.register(app, services, Tab.SEGMENTS, DECK, lede, explained(segmentation.MODEL))


def lede(asked: Asked) -> str:
    """The cluster that brings most."""
    if not count_orders(asked.view, asked.filters):
        return ""
    return _lede(segments(asked.view, asked.filters).rename(columns=_COLUMNS))


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
        columns=segmentation.SCATTER_COLUMNS,
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
        columns=segmentation.SHARE_COLUMNS,
        metrics=("net_sales_by_order", "customers"),
    )


def _lede(frame: pd.DataFrame) -> str:
    """The cluster that brings most."""
    first = frame.iloc[0]
    return (
        f"{first['segment']}: {formatting.percent(first['customer_share'])} of customers bring "
        f"{formatting.percent(first['sales_share'])} of net sales."
    )


def profile_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The clusters in numbers."""
    title = "Profile of each cluster"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = segments(asked.view, asked.filters).rename(columns=_COLUMNS)
    return Card(
        rows=rows(frame.assign(key=frame["segment"]), asked.currency),
        title=title,
        columns=segmentation.PROFILE_COLUMNS,
        metrics=("net_sales_by_order", "customers", "average_order_value"),
        subtitle=f"Sales of {words.periods(asked, Comparison.NONE)}; medians of the 24 months to "
        "the last day",
    )


DECK = (
    Drawn(segmentation.SCATTER, "Recency and spend", scatter_card),
    Drawn(segmentation.SHARES, "Customers and what they bring", share_card, field="segments"),
    Drawn(
        segmentation.PROFILE,
        "Profile of each cluster",
        profile_card,
        graph=False,
        field="segments",
    ),
    Drawn(segmentation.SILHOUETTE, segment_model.TITLE, segment_model.curve_card),
)
