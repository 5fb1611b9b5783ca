"""How the clusters were found, and how far to trust them: the model's card on the page."""

from __future__ import annotations

from dash import Output

from callbacks import trained
from callbacks.answers import Part
from callbacks.asked import Asked
from callbacks.cards import Card
from layouts import dates, formatting, segmentation
from layouts.figures.clusters import silhouette
from layouts.model_facts import ModelIds
from layouts.tables import rows
from models.registry import ModelRefused
from models.segment_model import SegmentModel
from models.segment_words import choice, judgement, worth

TITLE = "How many clusters"


def explained(ids: ModelIds) -> Part:
    """What the clusters are and how good, on a page about them."""
    outputs = [Output(place, "children") for place in _places(ids)]
    return Part(outputs, lambda asked, _mode: facts(asked))


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
