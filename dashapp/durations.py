"""Spans of time as people type them: 30s, 5m, 1h, 3d."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_WORDS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_PART = re.compile(r" ?(\d{1,6}) ?(?:([smhdw])|(second|minute|hour|day|week)s?)")
_WHOLE = re.compile(rf"(?:{_PART.pattern}(?![a-z]))+")


def duration(text: str) -> timedelta:
    """Of "90s", "5m", "1h30m" or "3 days"; ValueError with a sentence for anything else."""
    wanted = text.strip().lower()
    if _WHOLE.fullmatch(wanted) is None:
        raise ValueError(f"“{text}” is no span of time: write it like 30s, 5m, 1h or 3d.")
    parts = [
        timedelta(**{_UNITS[(unit or word)[0]]: int(count)})
        for count, unit, word in _PART.findall(wanted)
    ]
    return sum(parts, timedelta(0))


def in_words(span: timedelta) -> str:
    """The span's two largest parts, such as "1 hour 30 minutes"; whole seconds."""
    left, found = round(span.total_seconds()), []
    for word, size in _WORDS:
        count, left = divmod(left, size)
        if count:
            found.append(f"{count} {word}{'s' * (count > 1)}")
    return " ".join(found[:2]) or "0 seconds"
