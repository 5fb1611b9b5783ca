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
from models.segment_model import SegmentModel
from models.segment_words import choice, judgement, worth

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
    numbers = (ids.rows, ids.count, ids.silhouette, ids.agreement, ids.explained)
    return (*numbers, ids.as_of, ids.learnt, ids.text, ids.worth, ids.service)


def curve_card(asked: Asked, mode: str) -> Card:
    """Silhouette and agreement of every number of clusters that was tried."""
    found, _ = trained.segmenter(asked.view)
    return Card(
        figure=silhouette(found.curve, theme=mode, chosen=found.k),
        rows=rows(found.curve, asked.currency),
        title=TITLE,
        subtitle=segmentation.SILHOUETTE_SUBTITLE,
        note=choice(found),
        columns=segmentation.SILHOUETTE_COLUMNS,
    )


def facts(asked: Asked) -> list[str]:
    """Customers, clusters, their figures and days, what that means, and why they are in service."""
    try:
        found, card = trained.segmenter(asked.view)
    except ModelRefused as error:
        return [*[formatting.MISSING] * 7, str(error), "", ""]
    return [
        formatting.count(int(found.profiles["customers"].sum())),
        formatting.count(found.k),
        formatting.ratio(found.silhouette),
        _with_spread(found),
        _explained(found),
        dates.day(asked.view.release.last_day),
        dates.day(card.last_day),
        judgement(found),
        worth(found),
        str((card.contest or {}).get("why", "")),
    ]


def _with_spread(found: SegmentModel) -> str:
    """Agreement, give or take one standard deviation between redraws."""
    spread = found.scores.get("agreement_spread")
    mean = formatting.ratio(found.agreement)
    return mean if spread is None else f"{mean} ± {formatting.ratio(spread)}"


def _explained(found: SegmentModel) -> str:
    ours, theirs = (found.scores.get(name) for name in ("explained_log", "explained_rfm_log"))
    if ours is None or theirs is None:
        return formatting.MISSING
    return f"{formatting.percent(ours)} (RFM segments {formatting.percent(theirs)})"
