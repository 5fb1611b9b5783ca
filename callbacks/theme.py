"""The colours a figure is first drawn in; after that the browser repaints by itself."""

from __future__ import annotations

from typing import Any

from layouts.theme import Mode


def mode_of(value: Any) -> str:
    """Light or dark; light for anything else."""
    return Mode.DARK.value if value == Mode.DARK.value else Mode.LIGHT.value
