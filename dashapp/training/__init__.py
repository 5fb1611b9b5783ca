"""Where data and models meet: what is learned from a release before it is published.

One module for each thing that is learned; this one says in which order and goes on without what
the data cannot carry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from dashapp.training.forecasts import learn_forecast
from dashapp.training.segments import learn_segments
from data.progress import Progress
from data.span import Span
from models.errors import TooLittleData

if TYPE_CHECKING:
    from data.releases import Draft

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that is learned; `weight` is its part of the time that all of them take."""

    says: str
    weight: float
    learn: Callable[[Draft, Span], None]


LESSONS = (
    Lesson("Finding customer clusters", 0.8, learn_segments),
    Lesson("Learning the forecast", 0.2, learn_forecast),
)


def train(draft: Draft, span: Span, progress: Progress) -> None:
    """Learn all there is; what has too little data is left out, and the log says so."""
    whole, done = sum(lesson.weight for lesson in LESSONS), 0.0
    for lesson in LESSONS:
        progress(lesson.says, done / whole)
        try:
            lesson.learn(draft, span)
        except TooLittleData as error:
            log.warning("not learned", step=lesson.says, why=str(error))
        done += lesson.weight
    progress("Models are ready", 1.0)
