"""Customer clusters of a release: found on a sample, written by the database for everybody."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.learning_segments import Past, past, read_sample, write_clusters, write_profiles
from data.periods import add_months
from data.queries.segment_scoring import Centres
from data.span import Span
from models import registry
from models.card import ModelCard
from models.errors import TooLittleData
from models.explained import share_explained
from models.names import SEGMENTS
from models.segment_contest import judge
from models.segment_model import SegmentModel
from models.segment_words import judgement
from models.segmentation import Segmenter

if TYPE_CHECKING:
    from data.orders_file import Orders
    from data.releases import Draft

# What clusters are held against: what customers spend in the quarter after.
QUARTER = 3


def learn_segments(draft: Draft, span: Span, served: Path | None = None) -> None:
    """Group the customers, write the clusters into the draft and keep the model with its card.

    Clusters in service stay there unless `models.segment_contest` has a reason to replace them.
    """
    segmenter = Segmenter()
    sample = read_sample(draft.engine, segmenter.fit_sample)
    former = _in_service(served)
    if former is None:
        _keep_new(draft, span, segmenter.fit(sample), sample)
        return
    old = segmenter.measure(former[0], sample)
    new = segmenter.fit(sample, served=old)
    contest = judge(old, new, old.shares_of(sample), pinned=former[1].pinned)
    if contest.promoted:
        _keep_new(draft, span, new, sample, contest=asdict(contest))
        return
    # The curve is that of today's customers, so that it shows what was considered.
    kept, card = replace(old, curve=new.curve), replace(former[1], contest=asdict(contest))
    _apply(draft, span, kept, card, staying=True)


def keep_segments(draft: Draft, span: Span, served: Path) -> None:
    """Put the draft's customers into the clusters of another release; ModelRefused without any."""
    state, card = registry.load(served, SEGMENTS)
    model = registry.restored(SEGMENTS, state, SegmentModel.restore)
    segmenter = Segmenter()
    measured = segmenter.measure(model, read_sample(draft.engine, segmenter.fit_sample))
    _apply(draft, span, measured, card)


def cluster_file(orders: Orders) -> SegmentModel:
    """Put the customers of a described file into clusters; TooLittleData where they are too few."""
    engine, segmenter = orders.connection.engine, Segmenter()
    model = segmenter.fit(read_sample(engine, segmenter.fit_sample))
    return model.profiled(write_clusters(engine, rule_of(model)))


def rule_of(model: SegmentModel) -> Centres:
    """What the database needs to put customers into a model's clusters."""
    means, scales = model.means.tolist(), model.scales.tolist()
    centres, reach = model.centres.tolist(), model.reach.tolist()
    return Centres(means, scales, centres, model.names, reach)


def _in_service(served: Path | None) -> tuple[SegmentModel, ModelCard] | None:
    """The clusters of a release; None where it has none that can be read."""
    if served is None:
        return None
    try:
        state, card = registry.load(served, SEGMENTS)
        return registry.restored(SEGMENTS, state, SegmentModel.restore), card
    except registry.ModelRefused:
        return None


def _keep_new(
    draft: Draft,
    span: Span,
    model: SegmentModel,
    sample: pd.DataFrame,
    contest: dict[str, object] | None = None,
) -> None:
    card = ModelCard(
        name=SEGMENTS,
        kind="segments",
        release=draft.id,
        rows=len(sample),
        first_day=span.first_day,
        last_day=span.last_day,
        parameters=model.parameters,
        scores={},
        contest=contest,
    )
    _apply(draft, span, model, card)


def _apply(
    draft: Draft, span: Span, model: SegmentModel, card: ModelCard, *, staying: bool = False
) -> None:
    """Write everybody's cluster and the profiles, and keep the model with its scores of today."""
    found = model.profiled(write_clusters(draft.engine, rule_of(model), staying=staying))
    write_profiles(draft.engine, found.profiles)
    found = found.scored(**_explained(draft, span, model.k))
    signed = replace(card, scores=found.scores, note=judgement(found))
    registry.save(draft.artefacts, SEGMENTS, found.state(), signed)


def _explained(draft: Draft, span: Span, k: int) -> dict[str, float | None]:
    """What clusters and RFM segments of a quarter ago tell of what customers spent since.

    The clusters are found anew among the customers as they were known then, so that nothing of the
    quarter is in them. Empty where the data do not reach back two quarters, or too few had bought.
    """
    cut = add_months(span.last_day, -QUARTER)
    if add_months(cut, -QUARTER) < span.first_day:
        return {}
    with past(draft.engine, cut, span.last_day) as then:
        try:
            return _told(then, k)
        except TooLittleData:
            return {}


def _told(then: Past, k: int) -> dict[str, float | None]:
    segmenter = Segmenter()
    clusters = then.by_cluster(rule_of(segmenter.grouped(then.sample(segmenter.fit_sample), k)))
    segments = then.by_rfm_segment()
    return {
        "explained": share_explained(clusters),
        "explained_log": share_explained(clusters, "log_total", "log_squares"),
        "explained_rfm": share_explained(segments),
        "explained_rfm_log": share_explained(segments, "log_total", "log_squares"),
        "rfm_groups": float(len(segments)),
    }
