"""What a load refuses."""

from __future__ import annotations


class LoadError(ValueError):
    """A source that cannot be loaded; its text says what is wrong and what to do."""
