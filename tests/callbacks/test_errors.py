"""What becomes of a failure that no card could catch."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from callbacks import errors
from callbacks.desk import NotAllowed, Refused
from data.filters import FilterError
from data.releases import NoRelease

Shown = dict[str, dict[str, Any]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What was set on the page."""
    found: Shown = {}
    monkeypatch.setattr(errors, "set_props", found.__setitem__)
    return found


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (FilterError("'ada' is not a day."), "This filter cannot be used"),
        (NoRelease("There are no data yet."), "There are no figures to show"),
        (Refused("Another PDF is being drawn."), "Not now"),
        (NotAllowed("Only administrators may do this."), "Not for everybody"),
    ],
)
def test_what_has_a_sentence_shows_it_and_writes_nothing_of_it_into_the_log(
    shown: Shown, error: Exception, title: str
) -> None:
    with structlog.testing.capture_logs() as lines:
        errors.on_error(error)
    assert shown["toast"]["header"] == title
    assert shown["toast-text"]["children"] == str(error)
    assert lines == []


def test_anything_else_shows_a_reference_that_stands_in_the_log(shown: Shown) -> None:
    with structlog.testing.capture_logs() as lines:
        errors.on_error(KeyError("ada@example.com"))
    (line,) = lines
    assert shown["toast"]["header"] == "Something went wrong"
    assert line["reference"] in shown["toast-text"]["children"]
    assert "ada" not in shown["toast-text"]["children"]
