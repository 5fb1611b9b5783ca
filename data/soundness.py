"""Whether what is being answered may be kept: not where anything on the way to it has failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_doubts: ContextVar[list[str] | None] = ContextVar("doubts", default=None)


@contextmanager
def watching() -> Iterator[list[str]]:
    """What is doubted within the block: empty for an answer that may be kept."""
    found: list[str] = []
    token = _doubts.set(found)
    try:
        yield found
    finally:
        _doubts.reset(token)


def doubt(why: str) -> None:
    """Say that the answer of now need not be that of later; nothing where nobody watches."""
    found = _doubts.get()
    if found is not None:
        found.append(why)
