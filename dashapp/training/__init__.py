"""Where data and models meet: what is learned from a release before it is published.

One module for each thing that is learned; this one says in which order and goes on without what
the data cannot carry.

A lesson is given the artefacts of the release in service (`served`; None for the first of a shop
and after its currency changed: a simulated shop's models never serve a real one, nor the other way
round). It learns a challenger, scores both on the same backtest, lets `models.promotion.decide` say
who is in service, and saves that one with the contest on its card. Where the former one is kept, it
does what its `keep` does: apply the model of another release to the new data without learning
(same parameters, new rows), save it with its own card but the new contest. `keep` is also what
going back to a former model runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from callbacks.trained import FORECAST, SEGMENTS
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
    """One thing that is learned; `weight` is its part of the time that all of them take.

    `keep(draft, span, served)`: the model of the artefact folder `served` on the draft's data.
    """

    says: str
    weight: float
    learn: Callable[[Draft, Span, Path | None], None]
    name: str = ""
    keep: Callable[[Draft, Span, Path], None] | None = None


LESSONS = (
    Lesson("Finding customer clusters", 0.8, learn_segments, SEGMENTS),
    Lesson("Learning the forecast", 0.2, learn_forecast, FORECAST),
)


def train(draft: Draft, span: Span, progress: Progress, served: Path | None = None) -> None:
    """Learn all there is; what has too little data is left out, and the log says so.

    `served`: the artefacts of the same shop's release in service.
    """
    whole, done = sum(lesson.weight for lesson in LESSONS), 0.0
    for lesson in LESSONS:
        progress(lesson.says, done / whole)
        try:
            lesson.learn(draft, span, served)
        except TooLittleData as error:
            log.warning("not learned", step=lesson.says, why=str(error))
        done += lesson.weight
    progress("Models are ready", 1.0)
