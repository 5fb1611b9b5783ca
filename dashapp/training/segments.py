"""Customer clusters of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from callbacks.trained import SEGMENTS
from data.learning import read_rfm, write_segments
from data.span import Span
from models import registry
from models.card import ModelCard
from models.features import rfm_values
from models.segment_model import median_profile
from models.segmentation import Segmenter

if TYPE_CHECKING:
    from data.releases import Draft


def learn_segments(draft: Draft, span: Span, _served: Path | None = None) -> None:
    """Group the customers, write the clusters into the draft and keep the model with its card."""
    rfm = read_rfm(draft.engine)
    found = Segmenter().fit(rfm)
    values = rfm_values(rfm)
    found = found.profiled(median_profile(found.numbers(values), values))
    write_segments(draft.engine, found.predict(rfm), found.profiles)
    card = ModelCard(
        name=SEGMENTS,
        kind="segments",
        release=draft.id,
        rows=len(rfm),
        first_day=span.first_day,
        last_day=span.last_day,
        parameters=found.parameters,
        scores=found.scores,
    )
    registry.save(draft.artefacts, SEGMENTS, found.state(), card)
