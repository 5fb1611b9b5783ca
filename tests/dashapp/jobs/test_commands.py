"""A job runs our own command line with paths that only the server makes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from callbacks.desk import Ask, Kind, Refused
from dashapp.jobs.commands import command

FOLDER = Path("/jobs/1")
SOURCES = [Path("/uploads/1/a.csv"), Path("/uploads/1/b.csv")]
START = [sys.executable, "-m", "dashapp"]


def test_a_preview_is_a_load_that_stores_nothing() -> None:
    assert command(Ask(Kind.PREVIEW, "1"), SOURCES, None, FOLDER) == [
        *START,
        *("load", "/uploads/1/a.csv", "/uploads/1/b.csv", "--dry-run", "--max-rejects", "100%"),
        *("--rejects", "/jobs/1/rejects.csv", "--progress", "/jobs/1/progress.json", "--json"),
    ]


def test_a_load_knows_its_mapping_and_the_order_of_its_dates() -> None:
    ask = Ask(Kind.PUBLISH, "1", mapping="till", dates="day-first")
    assert command(ask, SOURCES[:1], Path("/mappings/till.toml"), FOLDER) == [
        *START,
        *("load", "/uploads/1/a.csv", "--layout", "/mappings/till.toml", "--dates", "day-first"),
        *("--rejects", "/jobs/1/rejects.csv", "--progress", "/jobs/1/progress.json", "--json"),
    ]


def test_a_file_is_described_by_itself() -> None:
    ask = Ask(Kind.DESCRIBE, "1")
    assert command(ask, SOURCES, None, FOLDER) == [
        *START,
        *("describe", "/uploads/1/a.csv", "--json"),
    ]


def test_nothing_is_done_without_files_or_with_dates_of_another_kind() -> None:
    with pytest.raises(Refused, match="choose them again"):
        command(Ask(Kind.PREVIEW, "1"), [], None, FOLDER)
    with pytest.raises(Refused, match="day-first or month-first"):
        command(Ask(Kind.PREVIEW, "1", dates="--dry-run"), SOURCES, None, FOLDER)


def test_a_training_needs_no_files_and_a_former_model_needs_its_name() -> None:
    watched = ("--progress", "/jobs/1/progress.json", "--json")
    for ask, words in (
        (Ask(Kind.TRAIN), ["train"]),
        (Ask(Kind.FORMER, model="segments"), ["models", "rollback", "segments"]),
        (Ask(Kind.UNPIN, model="segments"), ["models", "unpin", "segments"]),
    ):
        assert command(ask, [], None, FOLDER) == [*START, *words, *watched]


@pytest.mark.parametrize("name", ["", "--release", "../x", "Segments", "x" * 99, None, 7])
def test_what_is_no_model_s_name_never_reaches_a_command_line(name: Any) -> None:
    for kind in (Kind.FORMER, Kind.UNPIN):
        with pytest.raises(Refused, match="There is no such model"):
            command(Ask(kind, model=name), [], None, FOLDER)
