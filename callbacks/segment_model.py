"""How the clusters were found, and how far to trust them: the model's card on the page."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import trained
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from layouts import dates, formatting, rfm, segmentation
from layouts.figures.clusters import silhouette
from layouts.model_facts import ModelIds
from layouts.tables import rows
from layouts.tabs import Tab, page_of
from models.registry import ModelRefused
from models.segment_words import judgement

TITLE = "How many clusters"
PAGES = {Tab.SEGMENTS: segmentation.MODEL, Tab.RFM: rfm.MODEL}


def register(app: Dash, services: Services) -> None:
    """Explain the clusters while a page about them is in sight."""
    for tab, ids in PAGES.items():
        _register(app, services, tab, ids)


def _register(app: Dash, services: Services, tab: Tab, ids: ModelIds) -> None:
    @app.callback(
        output=[Output(place, "children") for place in _places(ids)],
        inputs={"query": Input(page_of(tab).question_id, "data")},
        prevent_initial_call=True,
    )
    def _explain(query: Any) -> list[str]:
        if query is None:
            raise PreventUpdate
        return facts(read(services, query))


def _places(ids: ModelIds) -> tuple[str, ...]:
    return (ids.rows, ids.count, ids.silhouette, ids.agreement, ids.as_of, ids.text)


def curve_card(asked: Asked, mode: str) -> Card:
    """The silhouette of every number of clusters that was tried."""
    found, _ = trained.segmenter(asked.view)
    return Card(
        figure=silhouette(found.curve, theme=mode, chosen=found.k),
        rows=rows(found.curve, asked.currency),
        title=TITLE,
        subtitle="Silhouette of each number of clusters; higher is clearer",
        columns=segmentation.SILHOUETTE_COLUMNS,
    )


def facts(asked: Asked) -> list[str]:
    """Customers, clusters, silhouette, agreement, day, and what that means."""
    try:
        found, card = trained.segmenter(asked.view)
    except ModelRefused as error:
        return [formatting.MISSING] * 5 + [str(error)]
    return [
        formatting.count(card.rows),
        formatting.count(found.k),
        formatting.ratio(found.silhouette),
        formatting.ratio(found.agreement),
        dates.day(card.last_day),
        judgement(found),
    ]
