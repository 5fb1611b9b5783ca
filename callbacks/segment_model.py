"""How the clusters were found, and how far to trust them: the model's card on the page."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from callbacks import trained
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from layouts import dates, formatting, segmentation
from layouts.figures.clusters import silhouette
from layouts.segmentation import Id
from layouts.tables import rows
from layouts.tabs import Tab, page_of
from models.registry import ModelRefused
from models.segmentation import WEAK_BELOW, Segmenter

TITLE = "How many clusters"
# Adjusted Rand index from which two clusterings of the same customers are much the same.
STEADY_ABOVE = 0.8
_FACTS = (
    Id.MODEL_ROWS,
    Id.MODEL_COUNT,
    Id.MODEL_SILHOUETTE,
    Id.MODEL_AGREEMENT,
    Id.MODEL_AS_OF,
    Id.MODEL_TEXT,
)


def register(app: Dash, services: Services) -> None:
    """Explain the clusters while their tab is in sight."""

    @app.callback(
        output={part: Output(part, "children") for part in _FACTS},
        inputs={"query": Input(page_of(Tab.SEGMENTS).question_id, "data")},
    )
    def _explain(query: Any) -> dict[Id, str]:
        if query is None:
            raise PreventUpdate
        return facts(read(services, query))


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


def facts(asked: Asked) -> dict[Id, str]:
    """Where the clusters come from and how good they are, by the id of the place."""
    try:
        found, card = trained.segmenter(asked.view)
    except ModelRefused as error:
        return dict.fromkeys(_FACTS, formatting.MISSING) | {Id.MODEL_TEXT: str(error)}
    return {
        Id.MODEL_ROWS: formatting.count(card.rows),
        Id.MODEL_COUNT: formatting.count(found.k),
        Id.MODEL_SILHOUETTE: formatting.ratio(found.silhouette),
        Id.MODEL_AGREEMENT: formatting.ratio(found.agreement),
        Id.MODEL_AS_OF: dates.day(card.last_day),
        Id.MODEL_TEXT: judgement(found),
    }


def judgement(found: Segmenter) -> str:
    """How far to trust the borders between clusters, in a sentence."""
    if found.weak:
        return (
            f"The segments are weak: a silhouette under {WEAK_BELOW} means that customers near a "
            "border could as well be in the next cluster."
        )
    if found.agreement < STEADY_ABOVE:
        return (
            "The clusters stand apart, but their borders move when customers are drawn again at "
            f"random: they agree to {formatting.ratio(found.agreement)}, 1 being identical."
        )
    return (
        "The clusters stand apart. Silhouette runs from −1 to 1; agreement is how alike the "
        "clusters come out when customers are drawn again at random, 1 being identical."
    )
