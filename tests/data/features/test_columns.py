"""What is said of the columns."""

from __future__ import annotations

from pathlib import Path

from data.features.columns import CALENDAR_COLUMNS, FRAMES, as_markdown
from models.calendar_frame import calendar_names

PAGE = Path(__file__).resolve().parents[3] / "docs" / "features.md"
FREQUENCIES = {"months": "M", "weeks": "W", "days": "D"}


def test_the_page_holds_what_the_registry_says() -> None:
    """Written anew by: python -c "from data.features.columns import *; print(as_markdown())"."""
    assert as_markdown() in PAGE.read_text(encoding="utf-8")


def test_every_column_of_a_frame_has_a_name_of_its_own_and_a_sentence() -> None:
    for about in FRAMES.values():
        names = [column.name for column in about.columns]
        assert len(set(names)) == len(names) >= 11
        assert all(column.sentence.endswith(".") for column in about.columns)
        assert all(len(column.sentence) >= 6 for column in about.columns)


def test_the_calendar_is_described_as_models_know_it() -> None:
    for frame, columns in CALENDAR_COLUMNS.items():
        assert tuple(column.name for column in columns) == calendar_names(FREQUENCIES[frame])
