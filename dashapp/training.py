"""Where data and models meet: what is learned from a release before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from callbacks.forecast import TARGET
from callbacks.trained import FORECAST, SEGMENTS
from data.learning import read_complete_months, read_rfm, write_segments
from data.progress import Progress
from data.span import Span
from layouts.forecast import MAX_HORIZON
from models import registry
from models.card import ModelCard
from models.errors import TooLittleData
from models.forecasting import forecast
from models.segmentation import Segmenter

if TYPE_CHECKING:
    from data.releases import Draft

log = structlog.get_logger(__name__)


def train(draft: Draft, span: Span, progress: Progress) -> None:
    """Learn clusters and forecast; what has too little data is left out, and the log says so."""
    for step, done, learn in (
        ("Finding customer clusters", 0.0, learn_segments),
        ("Learning the forecast", 0.8, learn_forecast),
    ):
        progress(step, done)
        try:
            learn(draft, span)
        except TooLittleData as error:
            log.warning("not learned", step=step, why=str(error))
    progress("Models are ready", 1.0)


def learn_segments(draft: Draft, span: Span) -> None:
    """Group the customers, write the clusters into the draft and keep the model with its card."""
    rfm = read_rfm(draft.engine)
    found = Segmenter().fit(rfm)
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


def learn_forecast(draft: Draft, span: Span) -> None:
    """Learn the whole shop's months and keep the forecast with its card."""
    months = read_complete_months(draft.engine, span.first_day, TARGET)
    found = forecast(months, MAX_HORIZON, "MS")
    card = ModelCard(
        name=FORECAST,
        kind="forecast",
        release=draft.id,
        rows=len(months),
        first_day=months.index[0].date(),
        last_day=span.last_day,
        parameters={"model": found.model, "horizon": MAX_HORIZON},
        scores=found.scores,
    )
    registry.save(draft.artefacts, FORECAST, found.state(), card)
