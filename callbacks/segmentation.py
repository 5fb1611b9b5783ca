"""Customer clusters: where they lie, what they bring, and how far to trust them."""

from __future__ import annotations

from typing import Any

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
from models.card import ModelCard
from models.errors import ModelRefused
from models.registry import read_card
from models.segmentation import WEAK_BELOW

MODEL = "segments"


def register(app: Dash, services: Services) -> None:
    """Draw the tab while it is in sight."""
    inputs = {
        "query": Input(page_of(Tab.SEGMENTS).question_id, "data"),
        "mode": State(shell.Id.THEME, "data"),
    }

    @app.callback(
        output={
            "scatter": cards.outputs(segmentation.SCATTER),
            "shares": cards.outputs(segmentation.SHARES),
            "profile": cards.outputs(segmentation.PROFILE, graph=False),
            "lede": Output(Id.LEDE, "children"),
        },
        inputs=inputs,
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

    @app.callback(
        output={
            "curve": cards.outputs(segmentation.SILHOUETTE),
            "rows": Output(Id.MODEL_ROWS, "children"),
            "count": Output(Id.MODEL_COUNT, "children"),
            "silhouette": Output(Id.MODEL_SILHOUETTE, "children"),
            "agreement": Output(Id.MODEL_AGREEMENT, "children"),
            "as_of": Output(Id.MODEL_AS_OF, "children"),
            "text": Output(Id.MODEL_TEXT, "children"),
        },
        inputs=inputs,
    )
    def _explain(query: Any, mode: Any) -> dict[str, Any]:
        if query is None:
            raise PreventUpdate
        asked = read(services, query)
        try:
            card = read_card(asked.view.artefacts, MODEL)
        except ModelRefused as error:
            return refused(str(error))
        curve = cards.drawn("How many clusters", lambda: curve_card(card, mode_of(mode)))
        return {"curve": cards.values(curve), **explained(card)}
