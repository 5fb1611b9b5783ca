"""Spans of time are read as people type them and said in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashapp.durations import duration, in_words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("1h", 3600),
        ("3d", 259_200),
        ("1h30m", 5400),
        (" 2H ", 7200),
        ("3 days", 259_200),
        ("1 hour 5 minutes", 3900),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "5", "m", "5 months", "5 mm", "-5m", "1.5h", "5y", "1234567d"]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="is no span of time: write it like 30s, 5m, 1h or 3d"):
        duration(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (300, "5 minutes"),
        (5400, "1 hour 30 minutes"),
        (90_061, "1 day 1 hour"),
    ],
)
def test_a_span_is_said_by_its_two_largest_parts(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words
