"""Within one answer every statement is run once, whichever cards ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import pandas as pd

_answers: ContextVar[dict[str, pd.DataFrame] | None] = ContextVar("answers", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Remember what is asked within the block, and forget it at its end."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def remembered(key: str) -> pd.DataFrame | None:
    """What the same statement gave before in this block; the caller may change it."""
    found = (_answers.get() or {}).get(key)
    # Shares the values until one of the two is written to.
    return None if found is None else found.copy(deep=False)


def remember(key: str, frame: pd.DataFrame) -> None:
    """Keep what a statement gave, as it is now; nothing outside a block."""
    answers = _answers.get()
    if answers is not None:
        answers[key] = frame.copy(deep=False)
