"""Where data and models meet: what is learned from a release before it is published.

One module for each thing that is learned; this one says in which order, what may run side by side,
and goes on without what the data cannot carry.

A lesson is given the artefacts of the release in service (`served`; None for the first of a shop
and after its currency changed: a simulated shop's models never serve a real one, nor the other way
round). It learns a challenger, scores both on the same backtest, lets `models.promotion.decide` say
who is in service, and saves that one with the contest on its card. Where the former one is kept, it
does what its `keep` does: apply the model of another release to the new data without learning
(same parameters, new rows), save it with its own card but the new contest. `keep` is also what
going back to a former model runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from dashapp.training.forecasts import keep_forecast, learn_forecast
from dashapp.training.next_products import learn_next_products
from dashapp.training.segments import keep_segments, learn_segments
from dashapp.training.value import keep_value, learn_value
from data.progress import Progress
from data.span import Span
from models import unlearned
from models.errors import TooLittleData
from models.names import FORECAST, SEGMENTS, VALUE
from models.registry import ModelRefused
from models.side_by_side import at_once, one_thread_each
from models.unlearned import Unlearned

if TYPE_CHECKING:
    from data.releases import Draft

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that is learned; `weight` is its part of the time that all of them take.

    `keep(draft, span, served)`: the model of the artefact folder `served` on the draft's data.
    `before_others`: whether other lessons read what this one writes.
    """

    says: str
    weight: float
    learn: Callable[[Draft, Span, Path | None], None]
    name: str = ""
    keep: Callable[[Draft, Span, Path], None] | None = None
    before_others: bool = False


# Weights: seconds of a shop of 200,000 lines, and those that run side by side longest first.
LESSONS = (
    Lesson("Finding customer clusters", 1.7, learn_segments, SEGMENTS, keep_segments, True),
    Lesson("Learning the forecast", 1.3, learn_forecast, FORECAST, keep_forecast),
    Lesson("Valuing customers", 1.1, learn_value, VALUE, keep_value),
    Lesson("Finding what to offer next", 0.3, learn_next_products),
)


def train(
    draft: Draft, span: Span, progress: Progress, served: Path | None = None
) -> Sequence[Unlearned]:
    """Learn all there is; gives what had too little data, which is also kept beside the models.

    `served`: the artefacts of the same shop's release in service. Clusters come first, because the
    other lessons count by them; those run side by side, each in transactions of its own.
    """
    whole, done = sum(lesson.weight for lesson in LESSONS), 0.0
    missing: dict[Lesson, Unlearned] = {}
    for together in _stages():
        with one_thread_each(), _threads(len(together)) as pool:
            running = {pool.submit(_tried, one, draft, span, served): one for one in together}
            progress(together[0].says, done / whole)
            for ended in as_completed(running):
                lesson = running.pop(ended)
                if found := ended.result():
                    missing[lesson] = found
                done += lesson.weight
                if running:
                    progress(next(iter(running.values())).says, done / whole)
    left_out = [missing[lesson] for lesson in LESSONS if lesson in missing]
    unlearned.write(draft.artefacts, left_out)
    progress("Models are ready", 1.0)
    return left_out


def _stages() -> Sequence[Sequence[Lesson]]:
    """Lessons that may run at the same time, one group after the other."""
    first = [lesson for lesson in LESSONS if lesson.before_others]
    rest = [lesson for lesson in LESSONS if not lesson.before_others]
    return [together for together in (first, rest) if together]


@contextmanager
def _threads(lessons: int) -> Iterator[ThreadPoolExecutor]:
    """Threads for so many lessons; where one fails, those that have not begun are let go."""
    pool = ThreadPoolExecutor(min(lessons, at_once()), initializer=one_thread_each)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _tried(lesson: Lesson, draft: Draft, span: Span, served: Path | None) -> Unlearned | None:
    """What was missing for a lesson, if anything was."""
    try:
        _learn(lesson, draft, span, served)
    except TooLittleData as error:
        log.warning("not learned", step=lesson.says, why=str(error))
        return Unlearned(lesson.name or lesson.says, str(error))
    return None


def _learn(lesson: Lesson, draft: Draft, span: Span, served: Path | None) -> None:
    """One lesson; a model in service that cannot be read is no reason to go without a new one."""
    begun = time.monotonic()
    try:
        lesson.learn(draft, span, served)
    except ModelRefused as error:
        log.warning("not compared", step=lesson.says, why=str(error))
        lesson.learn(draft, span, None)
    log.info("learned", step=lesson.says, seconds=round(time.monotonic() - begun, 3))


def lesson_of(name: str) -> Lesson | None:
    """The lesson that learns the model of this name."""
    return next((lesson for lesson in LESSONS if name and lesson.name == name), None)
