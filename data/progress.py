"""How long work reports where it stands."""

from __future__ import annotations

from collections.abc import Callable

# Called with the running step in words and the finished fraction of the whole, 0 to 1.
Progress = Callable[[str, float], None]


def silent(_step: str, _fraction: float) -> None:
    """For callers who do not watch."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """A progress whose own 0 to 1 covers `start` to `end` of the whole."""
    return lambda step, fraction: progress(step, start + (end - start) * fraction)
