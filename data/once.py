"""Within one answer everything is asked once, whichever cards want it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from data.formulas import Metric
from data.periods import Grain, Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Together:
    """Metrics that the cards of a page ask of the same rows: in all, and by points of one grain.

    Whoever asks for one of them asks for all, in one statement: the next card finds its own there.
    `reach`: days of which whoever asks for some, one by one, asks for all.
    """

    totals: Sequence[Metric] = ()
    points: Sequence[Metric] = ()
    grain: Grain | None = None
    reach: Period | None = None


@dataclass(slots=True)
class _Answer:
    together: Together
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    made: dict[Hashable, Any] = field(default_factory=dict)


_answer: ContextVar[_Answer | None] = ContextVar("answer", default=None)


@contextmanager
def once(together: Together | None = None) -> Iterator[None]:
    """Remember what is asked within the block, and forget it at its end."""
    token = _answer.set(_Answer(together or Together()))
    try:
        yield
    finally:
        _answer.reset(token)


def remembered(key: str) -> pd.DataFrame | None:
    """What the same statement gave before in this block; the caller may change it."""
    answer = _answer.get()
    found = None if answer is None else answer.frames.get(key)
    # Shares the values until one of the two is written to.
    return None if found is None else found.copy(deep=False)


def remember(key: str, frame: pd.DataFrame) -> None:
    """Keep what a statement gave, as it is now; nothing outside a block."""
    answer = _answer.get()
    if answer is not None:
        answer.frames[key] = frame.copy(deep=False)


def made_once(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under the key in this block, else made now; the caller must not change it."""
    answer = _answer.get()
    if answer is None:
        return make()
    if key not in answer.made:
        answer.made[key] = make()
    found: T = answer.made[key]
    return found


def with_totals(metrics: Sequence[Metric]) -> Sequence[Metric]:
    """The metrics, or all that the page asks for together where these are among them."""
    return _widened(metrics, _together().totals)


def with_points(metrics: Sequence[Metric], grain: Grain) -> Sequence[Metric]:
    """The same of points over time."""
    together = _together()
    return _widened(metrics, together.points if grain is together.grain else ())


def with_days(period: Period | None, grain: Grain) -> Period | None:
    """The period, or all days that the page asks for together where these are among them.

    Days only: a week or a month that is cut by one period may be whole in the other.
    """
    reach = _together().reach
    if reach is None or period is None or grain is not Grain.DAY:
        return period
    return reach if reach.start <= period.start and period.end <= reach.end else period


def _together() -> Together:
    answer = _answer.get()
    return Together() if answer is None else answer.together


def _widened(metrics: Sequence[Metric], together: Sequence[Metric]) -> Sequence[Metric]:
    names = {metric.name for metric in together}
    return together if all(metric.name in names for metric in metrics) else metrics
